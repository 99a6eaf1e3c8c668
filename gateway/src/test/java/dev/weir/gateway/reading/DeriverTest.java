package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedPage;
import dev.weir.core.derived.SessionPage;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.derived.SessionSummary;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.StatsQuery.Dimension;
import dev.weir.core.derived.Sums;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.search.QueryParser;
import dev.weir.core.search.SearchQuery;
import dev.weir.core.usage.Unit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

class DeriverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path directory;

    private final InMemoryArchive archive = new InMemoryArchive();
    private final Talk talk = new Talk(archive);
    private final PriceTable prices = PriceTable.builtIn();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private int places = 1_000;
    private final List<ExchangeId> told = new CopyOnWriteArrayList<>();
    private DerivedStore store;
    private Deriver deriver;
    private SqliteDerived derived;

    @SuppressWarnings("NullAway.Init")
    DeriverTest() {}

    @BeforeEach
    void start() throws Exception {
        store = DerivedStore.open(directory);
        deriver =
                new Deriver(
                        archive,
                        store,
                        () -> new Derivations(new Pricing(prices, PriceOverrides.NONE)),
                        meters,
                        (exchange, meaning) -> told.add(exchange.id()),
                        places);
        derived = new SqliteDerived(store, deriver);
        deriver.start();
    }

    @AfterEach
    void stop() {
        deriver.close();
        store.close();
    }

    private void settle() throws Exception {
        assertThat(derived.settle(PATIENCE)).isTrue();
    }

    private static SearchQuery query(String text) throws Exception {
        return QueryParser.parse(text, Talk.START.plusSeconds(3_600), ZoneOffset.UTC);
    }

    private List<ExchangeId> search(String text) throws Exception {
        return ids(derived.search(query(text), 100, null));
    }

    private static List<ExchangeId> ids(DerivedPage page) {
        return page.items().stream().map(DerivedExchange::id).toList();
    }

    /** A question, a tool call, its result, an answer. */
    private List<Exchange> conversation(String session, Tag... tags) {
        String ask = Talk.says("user", "Please refactor the weir gauge");
        String call =
                "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"Bash\",\"input\":{\"command\":\"ls flumes\"}}";
        String result =
                "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"sluice.txt\"}]}";
        List<Exchange> calls = new ArrayList<>();
        calls.add(
                talk.call(
                        session,
                        200,
                        Talk.request(ask),
                        Talk.answer(1_000, 100, "tool_use", Talk.text("Looking"), call),
                        tags));
        calls.add(
                talk.call(
                        session,
                        200,
                        Talk.request(
                                ask,
                                "{\"role\":\"assistant\",\"content\":["
                                        + Talk.text("Looking")
                                        + ","
                                        + call
                                        + "]}",
                                result),
                        Talk.answer(2_000, 200, "end_turn", Talk.text("It is done")),
                        tags));
        return calls;
    }

    @Test
    void anExchangeGetsItsRow() throws Exception {
        Exchange first = conversation("s1", new Tag("team", "hydro")).getFirst();
        settle();
        DerivedExchange row = derived.find(first.id()).orElseThrow();
        assertThat(row.call().endpoint()).isEqualTo("messages");
        assertThat(row.call().requestedModel()).isEqualTo("claude-sonnet-4-5");
        assertThat(row.call().stop()).isEqualTo("tool_call");
        assertThat(row.call().stopWord()).isEqualTo("tool_use");
        assertThat(row.call().firstTokenMicros()).isEqualTo(40_000);
        assertThat(row.caller().client()).isEqualTo("claude-code");
        assertThat(row.caller().clientVersion()).isEqualTo("2.1.219");
        assertThat(row.caller().team()).isEqualTo("hydro");
        assertThat(row.caller().tags()).containsExactly(new Tag("team", "hydro"));
        assertThat(row.count(Unit.INPUT_TOKENS)).isEqualTo(1_000);
        assertThat(row.count(Unit.CACHE_READ_TOKENS)).isNull();
        // 1,000 at 3 dollars and 100 at 15 dollars a million.
        assertThat(row.cost().nanos()).isEqualTo(4_500_000);
        assertThat(row.cost().how()).isEqualTo("table");
        assertThat(row.reading()).isEqualTo("full");
        assertThat(row.tools()).containsExactly("Bash");
        DerivedExchange.Place place = Objects.requireNonNull(row.place());
        assertThat(place.turn()).isEqualTo(1);
        assertThat(place.thread()).isEqualTo("main");
    }

    @Test
    void wordsFindTheExchangeInWhichTheyWereSaidFirst() throws Exception {
        List<Exchange> calls = conversation("s1");
        settle();
        ExchangeId first = calls.getFirst().id();
        ExchangeId second = calls.getLast().id();
        assertThat(search("refactor")).containsExactly(first);
        assertThat(search("\"weir gauge\"")).containsExactly(first);
        assertThat(search("\"gauge weir\"")).isEmpty();
        assertThat(search("tool-input:flumes")).containsExactly(first);
        assertThat(search("sluice")).containsExactly(second);
        assertThat(search("prompt:sluice")).isEmpty();
        assertThat(search("answer:done")).containsExactly(second);
        assertThat(search("refac*")).containsExactly(first);
        assertThat(search("refactor OR sluice")).containsExactly(second, first);
        assertThat(search("-refactor")).containsExactly(second);
    }

    /** A text of five million characters is cut, and one that finds no room waits for the next. */
    @Test
    void whatFindsNoRoomInTheIndexIsFoundWhereItIsSentAgain() throws Exception {
        String long1 = Talk.says("user", "first " + "weir ".repeat(200_000) + "sluice");
        String long2 = Talk.says("user", "second " + "gate ".repeat(200_000));
        String long3 = Talk.says("user", "third " + "flume ".repeat(170_000));
        String long4 = Talk.says("user", "fourth " + "gauge ".repeat(170_000));
        String long5 = Talk.says("user", "fifth " + "leat ".repeat(200_000));
        String answer = Talk.answer(1, 1, "end_turn", Talk.text("Fine"));
        ExchangeId first =
                talk.call("s", 200, Talk.request(long1, long2, long3, long4, long5), answer).id();
        settle();
        ExchangeId second = talk.call("s", 200, Talk.request(long5), answer).id();
        settle();
        assertThat(search("third")).containsExactly(first);
        assertThat(search("fifth")).containsExactly(second);
    }

    @Test
    void everyKindOfConditionNarrows() throws Exception {
        List<Exchange> calls = conversation("s1", new Tag("ticket", "W-1"), new Tag("user", "ada"));
        ExchangeId failed =
                talk.call(
                                "s2",
                                529,
                                Talk.request(Talk.says("user", "Hello")),
                                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"no\"}}")
                        .id();
        settle();
        ExchangeId first = calls.getFirst().id();
        ExchangeId second = calls.getLast().id();
        assertThat(search("status:>=400")).containsExactly(failed);
        assertThat(search("status:2xx")).containsExactly(second, first);
        assertThat(search("error:overloaded*")).containsExactly(failed);
        assertThat(search("tool:Bash")).containsExactly(first);
        assertThat(search("tool:bash status:200")).containsExactly(first);
        assertThat(search("model:claude-sonnet-* -status:200")).containsExactly(failed);
        assertThat(search("tag:ticket=W-1")).containsExactly(second, first);
        assertThat(search("tag:ticket")).containsExactly(second, first);
        assertThat(search("-tag:ticket")).containsExactly(failed);
        assertThat(search("user:ada has:tool_result")).containsExactly(second);
        assertThat(search("cost:>0.005")).containsExactly(second);
        assertThat(search("priced:no")).containsExactly(failed);
        assertThat(search("input:>=1k output:<150")).containsExactly(first);
        assertThat(search("client:claude-code stop:stop")).containsExactly(second);
        assertThat(search("duration:>=100ms ttft:<50ms")).hasSize(3);
        assertThat(search("since:2026-11-20T10:00:01Z")).containsExactly(failed, second);
        assertThat(search("path:*/messages reading:full")).contains(first, second);
        assertThat(search("id:" + first)).containsExactly(first);
        assertThat(search("thread:main kind:main provider:anthropic")).contains(first, second);
        assertThat(search("")).containsExactly(failed, second, first);
        DerivedPage page = derived.search(query(""), 2, null);
        assertThat(ids(page)).containsExactly(failed, second);
        assertThat(ids(derived.search(query(""), 2, page.next()))).containsExactly(first);
    }

    @Test
    void sessionsHaveTheirSumsTheLastToEndFirst() throws Exception {
        conversation("s1");
        conversation("s2");
        settle();
        SessionPage page = derived.sessions(new SessionQuery(1, null, null, null, null));
        SessionSummary latest = page.items().getFirst();
        assertThat(latest.title()).isEqualTo("Please refactor the weir gauge");
        assertThat(latest.client()).isEqualTo("claude-code");
        assertThat(latest.inferred()).isFalse();
        assertThat(latest.turns()).isEqualTo(1);
        assertThat(latest.startedAt()).isEqualTo(Talk.START.plusSeconds(2));
        assertThat(latest.endedAt()).isEqualTo(Talk.START.plusSeconds(3).plusMillis(100));
        assertThat(latest.sums())
                .isEqualTo(new Sums(2, 0, 3_000, 0, 0, 300, 0, 13_500_000, 0, 0, 200_000));
        SessionPage rest = derived.sessions(new SessionQuery(9, page.next(), null, null, null));
        assertThat(rest.items()).hasSize(1);
        assertThat(rest.next()).isNull();
        assertThat(derived.session(latest.id())).contains(latest);
        assertThat(ids(derived.exchanges(latest.id(), 1, null))).hasSize(1);
        assertThat(derived.exchanges(latest.id(), 1, null).next()).isNotNull();
        assertThat(search("session:" + latest.id())).hasSize(2);
    }

    @Test
    void sumsAreKeptByEveryDimension() throws Exception {
        conversation("s1", new Tag("user", "ada"), new Tag("ticket", "W-1"));
        conversation("s2", new Tag("user", "bob"));
        settle();
        assertThat(stats(Dimension.USER))
                .containsExactlyInAnyOrder("ada:2:13500000", "bob:2:13500000");
        assertThat(stats(Dimension.MODEL)).containsExactly("claude-sonnet-4-5:4:27000000");
        assertThat(stats(Dimension.DAY)).containsExactly("2026-11-20:4:27000000");
        assertThat(stats(Dimension.TOOL)).containsExactly("claude-code:4:27000000");
        assertThat(stats(Dimension.TAG)).contains("ticket=W-1:2:13500000");
        assertThat(stats(Dimension.SESSION)).hasSize(2);
        assertThat(stats(Dimension.TEAM)).containsExactly("null:4:27000000");
        assertThat(stats(Dimension.DAY, Dimension.USER))
                .containsExactlyInAnyOrder(
                        "2026-11-20,ada:2:13500000", "2026-11-20,bob:2:13500000");
    }

    private List<String> stats(Dimension... by) throws Exception {
        return derived.stats(new StatsQuery(List.of(by), null, null, 100)).stream()
                .map(
                        row ->
                                String.join(",", row.key().stream().map(String::valueOf).toList())
                                        + ":"
                                        + row.sums().exchanges()
                                        + ":"
                                        + row.sums().nanos())
                .toList();
    }

    @Test
    void everythingDerivedAnewIsTheSame() throws Exception {
        conversation("s1", new Tag("user", "ada"));
        conversation("s2");
        settle();
        List<DerivedExchange> before = derived.search(query(""), 100, null).items();
        List<StatsQuery.Row> sums =
                derived.stats(new StatsQuery(List.of(Dimension.USER), null, null, 10));
        derived.deriveAll(count -> {});
        assertThat(derived.search(query(""), 100, null).items()).isEqualTo(before);
        assertThat(derived.stats(new StatsQuery(List.of(Dimension.USER), null, null, 10)))
                .isEqualTo(sums);
        assertThat(search("refactor")).hasSize(1);
        conversation("s3");
        settle();
        assertThat(search("")).hasSize(6);
    }

    @Test
    void whatCameWhileItWasAwayIsFoundAtTheStart() throws Exception {
        conversation("s1");
        settle();
        stop();
        List<Exchange> missed = conversation("s2");
        start();
        settle();
        assertThat(search("")).hasSize(4);
        assertThat(derived.find(missed.getFirst().id())).isPresent();
    }

    /** Nothing but what was said tells where the second call belongs. */
    @Test
    void aConversationWithoutAnIdentifierGoesOnAfterARestart() throws Exception {
        String ask = Talk.says("user", "Please refactor the weir gauge");
        String done = "It is done, and the gauge reads true again";
        Exchange first =
                talk.call(
                        "", 200, Talk.request(ask), Talk.answer(1, 1, "end_turn", Talk.text(done)));
        settle();
        stop();
        start();
        Exchange second =
                talk.call(
                        "",
                        200,
                        Talk.request(
                                ask,
                                Talk.says("assistant", done),
                                Talk.says("user", "Now the sluice")),
                        Talk.answer(1, 1, "end_turn", Talk.text("That too")));
        settle();
        DerivedExchange.Place begun = place(first);
        DerivedExchange.Place next = place(second);
        assertThat(next.session()).isEqualTo(begun.session());
        assertThat(List.of(begun.turn(), next.turn())).containsExactly(1, 2);
    }

    private DerivedExchange.Place place(Exchange exchange) throws Exception {
        return Objects.requireNonNull(derived.find(exchange.id()).orElseThrow().place());
    }

    @Test
    void whatFindsNoPlaceInTheQueueGetsItsRowAllTheSame() throws Exception {
        stop();
        places = 4;
        start();
        settle();
        for (int i = 0; i < 60; i++) {
            conversation("s" + i);
        }
        settle();
        assertThat(derived.search(query(""), 200, null).items()).hasSize(120);
        assertThat(stats(Dimension.PROVIDER)).containsExactly("anthropic:120:810000000");
    }

    @Test
    void aFileOfAnotherVersionIsMadeAnew() throws Exception {
        conversation("s1");
        settle();
        stop();
        Files.writeString(directory.resolve(ReadingFile.NAME), "no database");
        start();
        settle();
        assertThat(search("")).hasSize(2);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve(ReadingFile.NAME))))
                .isEqualTo("rw-------");
    }
}
