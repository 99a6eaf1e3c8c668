package dev.weir.gateway.console;

import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedPage;
import dev.weir.core.derived.KnownValue;
import dev.weir.core.derived.Repricing;
import dev.weir.core.derived.SessionPage;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.derived.SessionSummary;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.Sums;
import dev.weir.core.derived.Trait;
import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;
import dev.weir.core.search.Field;
import dev.weir.core.search.SearchQuery;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/** The same session with the same exchange whoever is asked for, but nobody; remembers queries. */
final class FakeDerived implements Derived {

    static final ExchangeId ID = ExchangeId.parse("019a0000-0000-7000-8000-000000000001");
    static final ExchangeId NOBODY = ExchangeId.parse("019a0000-0000-7000-8000-000000000002");
    static final String SESSION = "00112233445566778899aabbccddeeff";
    static final Sums SUMS = new Sums(2, 1, 3_000, 2_000, 500, 300, 100, 4_500_000, -7, 1, 9_000);

    final List<SearchQuery> searches = new ArrayList<>();
    final List<StatsQuery> sums = new ArrayList<>();

    /** How many calls have what a rule said, such as {@code would_refuse policy:no previews}. */
    final Map<String, Integer> rulings = new LinkedHashMap<>();

    final List<Repricing> repricings = new ArrayList<>();

    /** Deriving everything anew ends when this is counted down. */
    volatile CountDownLatch deriving = new CountDownLatch(0);

    volatile boolean broken;

    static DerivedExchange row() {
        return new DerivedExchange(
                ID,
                Instant.parse("2026-11-20T10:00:00Z"),
                new DerivedExchange.Call(
                        "anthropic",
                        "anthropic",
                        "messages",
                        "/v1/messages",
                        200,
                        "complete",
                        "complete",
                        null,
                        "claude-sonnet-4-5",
                        null,
                        true,
                        "tool_call",
                        "tool_use",
                        1_500,
                        null,
                        10,
                        20),
                new DerivedExchange.Caller(
                        "claude-code",
                        "2.1.219",
                        null,
                        null,
                        null,
                        null,
                        List.of(new Tag("a", "b"))),
                new DerivedExchange.Gateway(
                        "fast",
                        "main",
                        null,
                        List.of(
                                new DerivedExchange.Ruling(
                                        Effect.WOULD_REFUSE, "policy:no previews"))),
                new DerivedExchange.Place(SESSION, "claude_code", false, "main", 1, 2, "main"),
                Map.of(Unit.INPUT_TOKENS, 1_000L, Unit.CACHE_READ_TOKENS, 0L),
                new DerivedExchange.Cost(4_500_000L, null, "table", "1", null, null),
                "full",
                null,
                List.of("Bash"),
                Set.of(Trait.TOOL_CALL, Trait.THINKING));
    }

    static SessionSummary session() {
        return new SessionSummary(
                SESSION,
                "claude_code",
                false,
                "claude-code",
                null,
                Instant.parse("2026-11-20T10:00:00Z"),
                Instant.parse("2026-11-20T10:00:01Z"),
                1,
                SUMS);
    }

    private static Sums sums(int calls) {
        return new Sums(calls, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public Optional<DerivedExchange> find(ExchangeId id) {
        return id.equals(NOBODY) ? Optional.empty() : Optional.of(row());
    }

    @Override
    public DerivedPage search(SearchQuery query, int limit, @Nullable ExchangeId before) {
        searches.add(query);
        return new DerivedPage(List.of(row()), ID.equals(before) ? null : ID);
    }

    @Override
    public SessionPage sessions(SessionQuery query) {
        if ("bad".equals(query.cursor())) {
            throw new IllegalArgumentException("cursor: expected the 'next' of a page before");
        }
        return new SessionPage(List.of(session()), null);
    }

    @Override
    public Optional<SessionSummary> session(String id) {
        return id.equals("nobody") ? Optional.empty() : Optional.of(session());
    }

    @Override
    public DerivedPage exchanges(String session, int limit, @Nullable ExchangeId after) {
        return new DerivedPage(List.of(row()), null);
    }

    @Override
    public List<KnownValue> values(Field field, String prefix, int limit) {
        return List.of();
    }

    @Override
    public List<StatsQuery.Row> stats(StatsQuery query) {
        sums.add(query);
        if (!rulings.isEmpty() && query.by().equals(List.of(StatsQuery.Dimension.RULING))) {
            List<StatsQuery.Row> rows = new ArrayList<>();
            rulings.forEach(
                    (ruling, calls) -> rows.add(new StatsQuery.Row(List.of(ruling), sums(calls))));
            return rows;
        }
        List<@Nullable String> key = new ArrayList<>();
        query.by().forEach(dimension -> key.add(null));
        return List.of(new StatsQuery.Row(key, SUMS));
    }

    @Override
    public boolean settle(Duration atMost) {
        return true;
    }

    @Override
    public void deriveAll(LongConsumer progress) throws IOException, InterruptedException {
        progress.accept(2);
        deriving.await();
        if (broken) {
            throw new IOException("the disk is full");
        }
        progress.accept(3);
    }

    @Override
    public Repricing.Result reprice(Repricing which, LongConsumer progress) {
        repricings.add(which);
        progress.accept(2);
        return new Repricing.Result(2, 1, 1, 0, 4_500_000, 6_000_000);
    }
}
