package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.StatsQuery.Dimension;
import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Tag;
import dev.weir.core.json.JsonObject;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.search.ExchangeFacts;
import dev.weir.core.search.Matcher;
import dev.weir.core.search.QueryParser;
import dev.weir.core.search.SearchQuery;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What rules said of calls, and which token, key and route they had: found, and summed up. */
class RulingsTest {

    @TempDir private Path directory;

    private final InMemoryArchive archive = new InMemoryArchive();
    private final Talk talk = new Talk(archive);
    private final List<Exchange> calls = new ArrayList<>();
    private DerivedStore store;
    private Deriver deriver;
    private SqliteDerived derived;

    @SuppressWarnings("NullAway.Init")
    RulingsTest() {}

    @BeforeEach
    void record() throws Exception {
        store = DerivedStore.open(directory);
        deriver =
                new Deriver(
                        archive,
                        store,
                        () ->
                                new Derivations(
                                        new Pricing(PriceTable.builtIn(), PriceOverrides.NONE)),
                        new SimpleMeterRegistry());
        derived = new SqliteDerived(store, deriver);
        deriver.start();
        call(null, null);
        call("laptop", "main", ruling("policy:No previews", Effect.WOULD_REFUSE));
        call(
                "ci",
                "main",
                ruling("limit:no 100%", Effect.WOULD_REFUSE),
                ruling("policy:no_secrets", Effect.REDACTED),
                ruling("policy:no_secrets", Effect.REDACTED));
        call(
                "ci",
                null,
                ruling("policy:old models", Effect.WARNED),
                ruling("policy:no previews", Effect.REFUSED));
        call("laptop", "reserve", ruling("policy:noXsecrets", Effect.WOULD_REDACT));
        assertThat(derived.settle(Duration.ofSeconds(30))).isTrue();
    }

    @AfterEach
    void stop() {
        deriver.close();
        store.close();
    }

    private static Ruling ruling(String rule, Effect effect) {
        return new Ruling(rule, 3, effect, "a reason");
    }

    private void call(@Nullable String token, @Nullable String key, Ruling... rulings) {
        talk.through(
                token == null
                        ? GatewayFacts.LOCAL
                        : new GatewayFacts(
                                "acme",
                                null,
                                null,
                                List.of(),
                                "tok_" + token,
                                token,
                                key == null ? null : "fast",
                                key == null ? null : "key_" + key,
                                key,
                                null,
                                List.of(rulings),
                                List.of(),
                                JsonObject.EMPTY));
        calls.add(
                talk.call(
                        "s",
                        200,
                        Talk.request(Talk.says("user", "Hello")),
                        Talk.answer(1_000, 100, "end_turn", Talk.text("Hello")),
                        new Tag("ticket", "W-1")));
    }

    /** The calls that are found, by their places from 0; the record alone finds the same. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "would-refuse:* | 1 2",
                "would-refuse:\"no previews\" | 1",
                "would-refuse:\"no 100%\" | 2",
                "would-refuse:no* | 1 2",
                "refused:* | 3",
                "refused:\"NO PREVIEWS\" | 3",
                "policy:\"no previews\" | 1 3",
                "policy:\"no previews\" -refused:* | 1",
                "policy:no_secrets | 2",
                "policy:no* | 1 2 3 4",
                "policy:*secrets | 2 4",
                "policy:previews | ''",
                "limit:* | 2",
                "limit:no*,team | 2",
                "warned:\"old models\" | 3",
                "redacted:* | 2",
                "would_redact:noxsecrets | 4",
                "-policy:* | 0",
                "token:ci | 2 3",
                "virtual-key:ci key:main | 2",
                "-token:* | 0",
                "key:* | 1 2 4",
                "provider-key:main | 1 2",
                "-key:* | 0 3",
                "route:fast -would-refuse:* | 4",
                "token:tok_ci | ''",
                "would-refuse:* OR refused:* | 1 2 3",
                "has:loss OR would-refuse:\"no previews\" | 1",
            },
            delimiter = '|')
    void eachFieldFindsWhatItNames(String query, String found) throws Exception {
        SearchQuery read = QueryParser.parse(query, Talk.START.plusSeconds(3_600), ZoneOffset.UTC);
        List<Integer> expected =
                found.equals("''")
                        ? List.of()
                        : java.util.Arrays.stream(found.split(" ")).map(Integer::valueOf).toList();
        List<Integer> rows = new ArrayList<>();
        for (DerivedExchange row : derived.search(read, 100, null).items().reversed()) {
            rows.add(calls.stream().map(Exchange::id).toList().indexOf(row.id()));
        }
        assertThat(rows).isEqualTo(expected);
        List<Integer> recorded = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (Matcher.matches(read, new ExchangeFacts(calls.get(i)))) {
                recorded.add(i);
            }
        }
        assertThat(recorded).isEqualTo(expected);
    }

    @Test
    void aRowHasThemOnceEach() throws Exception {
        DerivedExchange row = derived.find(calls.get(2).id()).orElseThrow();
        assertThat(row.gateway())
                .isEqualTo(
                        new DerivedExchange.Gateway(
                                "fast",
                                "main",
                                "ci",
                                List.of(
                                        new DerivedExchange.Ruling(
                                                Effect.WOULD_REFUSE, "limit:no 100%"),
                                        new DerivedExchange.Ruling(
                                                Effect.REDACTED, "policy:no_secrets"))));
        assertThat(derived.find(calls.getFirst().id()).orElseThrow().gateway())
                .isEqualTo(DerivedExchange.Gateway.NONE);
    }

    @Test
    void sumsGoByTokenKeyRouteAndRuling() throws Exception {
        assertThat(stats(Dimension.TOKEN)).containsExactlyInAnyOrder("null:1", "ci:2", "laptop:2");
        assertThat(stats(Dimension.KEY)).containsExactlyInAnyOrder("null:2", "main:2", "reserve:1");
        assertThat(stats(Dimension.DAY, Dimension.KEY, Dimension.TOKEN))
                .containsExactlyInAnyOrder(
                        "2026-11-20,null,null:1",
                        "2026-11-20,null,ci:1",
                        "2026-11-20,main,ci:1",
                        "2026-11-20,main,laptop:1",
                        "2026-11-20,reserve,laptop:1");
        assertThat(stats(Dimension.ROUTE)).containsExactlyInAnyOrder("fast:3", "null:2");
        assertThat(stats(Dimension.RULING))
                .containsExactlyInAnyOrder(
                        "would_refuse policy:No previews:1",
                        "would_refuse limit:no 100%:1",
                        "redacted policy:no_secrets:1",
                        "warned policy:old models:1",
                        "refused policy:no previews:1",
                        "would_redact policy:noXsecrets:1");
        assertThat(stats(Dimension.DAY, Dimension.TAG)).containsExactly("2026-11-20,ticket=W-1:5");
    }

    private List<String> stats(Dimension... by) throws Exception {
        return derived.stats(new StatsQuery(List.of(by), null, null, 100)).stream()
                .map(
                        row ->
                                String.join(",", row.key().stream().map(String::valueOf).toList())
                                        + ":"
                                        + row.sums().exchanges())
                .toList();
    }
}
