package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedPage;
import dev.weir.core.derived.Repricing;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.StatsQuery.Dimension;
import dev.weir.core.derived.Sums;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;
import dev.weir.core.pricing.PriceOverride;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.search.SearchQuery;
import dev.weir.core.usage.Unit;
import dev.weir.testkit.corpus.RecordedExchange;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Recorded traffic derived, priced again, summed: what is kept is what its rows say. */
class RepriceTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Twice for everything, and a price for what the table does not know. */
    private static final PriceOverrides DEARER =
            new PriceOverrides(
                    List.of(
                            new PriceOverride(
                                    "twice",
                                    null,
                                    "*",
                                    null,
                                    null,
                                    Map.of(),
                                    BigDecimal.valueOf(2)),
                            new PriceOverride(
                                    "flat",
                                    null,
                                    "llama*",
                                    null,
                                    null,
                                    Map.of(
                                            Unit.INPUT_TOKENS,
                                            BigDecimal.ONE,
                                            Unit.OUTPUT_TOKENS,
                                            BigDecimal.TEN),
                                    BigDecimal.ONE)));

    @TempDir private Path directory;

    private final InMemoryArchive archive = new InMemoryArchive();
    private final PriceTable table = PriceTable.builtIn();
    private DerivedStore store;
    private Deriver deriver;
    private Derived derived;

    @SuppressWarnings("NullAway.Init")
    RepriceTest() {}

    private static List<RecordedExchange> recorded = List.of();

    @BeforeAll
    static void choose() {
        recorded = Traffic.some(4, 700);
    }

    @BeforeEach
    void record() throws Exception {
        Traffic.fill(archive, recorded);
        start(PriceOverrides.NONE);
    }

    private void start(PriceOverrides overrides) throws Exception {
        store = DerivedStore.open(directory);
        deriver =
                new Deriver(
                        archive,
                        store,
                        () -> new Derivations(new Pricing(table, overrides)),
                        new SimpleMeterRegistry());
        derived = new SqliteDerived(store, deriver);
        deriver.start();
        assertThat(derived.settle(PATIENCE)).isTrue();
    }

    @AfterEach
    void stop() {
        deriver.close();
        store.close();
    }

    private List<DerivedExchange> rows() throws Exception {
        List<DerivedExchange> rows = new ArrayList<>();
        ExchangeId before = null;
        do {
            DerivedPage page = derived.search(new SearchQuery.Everything(), 200, before);
            rows.addAll(page.items());
            before = page.next();
        } while (before != null);
        return rows;
    }

    /** Everything that is kept beside the rows. */
    private List<Object> sums() throws Exception {
        List<Object> sums = new ArrayList<>();
        for (Dimension dimension : Dimension.values()) {
            sums.addAll(
                    derived.stats(new StatsQuery(List.of(dimension), null, null, 10_000)).stream()
                            .map(Object::toString)
                            .sorted()
                            .toList());
        }
        derived.sessions(new SessionQuery(200, null, null, null, null)).items().stream()
                .map(Object::toString)
                .sorted()
                .forEach(sums::add);
        return sums;
    }

    @Test
    void derivingEverythingTwiceGivesTheSameRowsAndSums() throws Exception {
        List<DerivedExchange> rows = rows();
        List<Object> sums = sums();
        assertThat(rows).hasSizeGreaterThan(200);
        for (int i = 0; i < 2; i++) {
            derived.deriveAll(count -> {});
            assertThat(rows()).isEqualTo(rows);
            assertThat(sums()).isEqualTo(sums);
        }
    }

    @Test
    void pricingAgainGivesWhatDerivingEverythingAnewGives() throws Exception {
        List<DerivedExchange> cheap = rows();
        List<Object> cheapSums = sums();
        stop();
        start(DEARER);
        Repricing.Result dry = derived.reprice(new Repricing(null, null, true), count -> {});
        assertThat(rows()).isEqualTo(cheap);
        assertThat(sums()).isEqualTo(cheapSums);

        Repricing.Result result = derived.reprice(new Repricing(null, null, false), count -> {});
        assertThat(result).isEqualTo(dry);
        List<DerivedExchange> dear = rows();
        List<Object> dearSums = sums();
        assertThat(result.rows()).isEqualTo(cheap.size());
        assertThat(result.nanosBefore()).isEqualTo(nanos(cheap)).isPositive();
        assertThat(result.nanosAfter()).isEqualTo(nanos(dear)).isGreaterThan(nanos(cheap));
        assertThat(result.changed())
                .isEqualTo(
                        Stream.iterate(0, i -> i + 1)
                                .limit(cheap.size())
                                .filter(i -> !cheap.get(i).cost().equals(dear.get(i).cost()))
                                .count())
                .isPositive();
        assertThat(result.unpricedAfter()).isLessThan(result.unpricedBefore());

        derived.deriveAll(count -> {});
        assertThat(dear).isEqualTo(rows());
        assertThat(dearSums).isEqualTo(sums());
    }

    private static long nanos(List<DerivedExchange> rows) {
        return rows.stream()
                .map(row -> row.cost().nanos())
                .mapToLong(nanos -> nanos == null ? 0 : nanos)
                .sum();
    }

    @Test
    void onlyWhatBeganInATimeIsPricedAgainAndItIsToldHowFarItIs() throws Exception {
        List<DerivedExchange> cheap = rows();
        stop();
        start(DEARER);
        Instant since = cheap.get(100).startedAt();
        Instant until = cheap.get(10).startedAt();
        List<Long> told = new ArrayList<>();
        Repricing.Result result = derived.reprice(new Repricing(since, until, false), told::add);
        assertThat(result.rows()).isEqualTo(90);
        assertThat(told).endsWith(90L);
        List<DerivedExchange> now = rows();
        for (int i = 0; i < now.size(); i++) {
            boolean within = i > 10 && i <= 100;
            boolean same = now.get(i).cost().equals(cheap.get(i).cost());
            boolean unpriced = now.get(i).cost().nanos() == null;
            assertThat(same).as("row %s", i).isEqualTo(!within || unpriced);
        }
    }

    @Test
    void exchangesThatComeMeanwhileAreDerivedAndTheSumsStayRight() throws Exception {
        stop();
        start(DEARER);
        Talk talk = new Talk(archive);
        AtomicInteger more = new AtomicInteger();
        derived.reprice(
                new Repricing(null, null, false),
                count -> {
                    for (int i = 0; i < 20; i++) {
                        talk.call(
                                "s" + more.getAndIncrement(),
                                200,
                                Talk.request(Talk.says("user", "hello")),
                                Talk.answer(10, 20, "end_turn", Talk.text("hi")),
                                new Tag("user", "ada"));
                    }
                });
        assertThat(derived.settle(PATIENCE)).isTrue();
        assertThat(more.get()).isGreaterThanOrEqualTo(40);
        List<DerivedExchange> rows = rows();
        List<Object> sums = sums();
        derived.deriveAll(count -> {});
        assertThat(rows()).isEqualTo(rows);
        assertThat(sums()).isEqualTo(sums);
    }

    @Test
    void sumsByEveryDimensionAndByPairsAreThoseOfTheRows() throws Exception {
        List<DerivedExchange> rows = rows();
        List<List<Dimension>> asked = new ArrayList<>();
        for (Dimension dimension : Dimension.values()) {
            asked.add(List.of(dimension));
        }
        asked.add(List.of(Dimension.MODEL, Dimension.DAY));
        asked.add(List.of(Dimension.USER, Dimension.MODEL));
        asked.add(List.of(Dimension.TEAM, Dimension.MODEL));
        asked.add(List.of(Dimension.REPO, Dimension.DAY));
        asked.add(List.of(Dimension.DAY, Dimension.TAG));
        asked.add(List.of(Dimension.DAY, Dimension.RULING));
        asked.add(List.of(Dimension.DAY, Dimension.KEY));
        asked.add(List.of(Dimension.TOKEN, Dimension.USER));
        asked.add(List.of(Dimension.ROUTE, Dimension.TOKEN, Dimension.DAY));
        asked.add(List.of(Dimension.DAY, Dimension.USER, Dimension.TEAM, Dimension.TOOL));
        for (List<Dimension> by : asked) {
            Map<String, Sums> expected = new TreeMap<>();
            for (DerivedExchange row : rows) {
                for (List<@Nullable String> key : keys(row, by)) {
                    expected.merge(key.toString(), Tally.of(row), RepriceTest::plus);
                }
            }
            Map<String, Sums> found = new HashMap<>();
            for (StatsQuery.Row row : derived.stats(new StatsQuery(by, null, null, 10_000))) {
                assertThat(found.put(row.key().toString(), row.sums())).isNull();
            }
            assertThat(found).as("%s", by).isEqualTo(expected);
        }
    }

    private static List<List<@Nullable String>> keys(DerivedExchange row, List<Dimension> by) {
        Dimension last = by.getLast();
        if (last == Dimension.TAG || last == Dimension.RULING) {
            String day = row.startedAt().toString().substring(0, 10);
            return (last == Dimension.TAG ? row.caller().tags() : row.gateway().rulings())
                    .stream()
                            .map(Object::toString)
                            .distinct()
                            .map(
                                    value ->
                                            by.size() == 1
                                                    ? List.<@Nullable String>of(value)
                                                    : List.<@Nullable String>of(day, value))
                            .toList();
        }
        List<@Nullable String> key = new ArrayList<>();
        for (Dimension dimension : by) {
            DerivedExchange.Place place = row.place();
            if (dimension == Dimension.SESSION && place == null) {
                return List.of();
            }
            key.add(
                    switch (dimension) {
                        case DAY -> row.startedAt().toString().substring(0, 10);
                        case PROVIDER -> row.call().provider();
                        case MODEL ->
                                row.call().answeredModel() != null
                                        ? row.call().answeredModel()
                                        : row.call().requestedModel();
                        case USER -> row.caller().user();
                        case TEAM -> row.caller().team();
                        case TOOL -> row.caller().client();
                        case REPO -> row.caller().repo();
                        case BRANCH -> row.caller().branch();
                        case KIND -> place == null ? "other" : place.kind();
                        case SESSION -> place == null ? null : place.session();
                        case TOKEN -> row.gateway().token();
                        case KEY -> row.gateway().key();
                        case ROUTE -> row.gateway().route();
                        case TAG, RULING -> null;
                    });
        }
        return List.of(key);
    }

    private static Sums plus(Sums a, Sums b) {
        return new Sums(
                a.exchanges() + b.exchanges(),
                a.errors() + b.errors(),
                a.input() + b.input(),
                a.cacheRead() + b.cacheRead(),
                a.cacheWrite() + b.cacheWrite(),
                a.output() + b.output(),
                a.reasoning() + b.reasoning(),
                a.nanos() + b.nanos(),
                a.savedNanos() + b.savedNanos(),
                a.unpriced() + b.unpriced(),
                a.micros() + b.micros());
    }
}
