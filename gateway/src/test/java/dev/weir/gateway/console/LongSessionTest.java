package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Page;
import dev.weir.core.archive.Query;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedPage;
import dev.weir.core.derived.Repricing;
import dev.weir.core.derived.SessionPage;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.derived.SessionSummary;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;
import dev.weir.core.search.SearchQuery;
import dev.weir.core.story.Piece;
import dev.weir.core.story.Step;
import dev.weir.core.story.StoryReader;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One prompt and 10,000 steps, each of which sends all before it again: 17 GB of requests, which
 * are made when they are asked for.
 */
class LongSessionTest {

    private static final int STEPS = 10_000;
    private static final int PAGE = 20;

    @Test
    @Tag("slow")
    void aPageAtTheEndTakesTheTimeOfItsOwnRequestsAndLittleMemory() throws Exception {
        Made made = new Made();
        Rows rows = new Rows(made);
        TurnBodies bodies = new TurnBodies(made);
        for (int from : new int[] {0, STEPS / 2, STEPS - PAGE}) {
            ExchangeId after = from == 0 ? null : made.rows.get(from - 1).id();
            SessionStory story =
                    new SessionStory(made, rows, bodies, new StoryReader(1_000, false), "s", after);
            int read = made.read;
            long started = System.nanoTime();
            for (int i = from; i < from + PAGE; i++) {
                Step step = Objects.requireNonNull(story.next());
                assertThat(step.said()).hasSize(i == 0 ? 1 : 0);
                assertThat(step.answer()).hasSize(2);
                Piece.ToolCall call = (Piece.ToolCall) step.answer().get(1);
                assertThat(call.id()).isEqualTo("t" + i);
                if (i < STEPS - 1) {
                    Piece.ToolResult result = Objects.requireNonNull(call.result());
                    assertThat(result.parts()).hasSize(1);
                    assertThat(result.parts().getFirst().toString()).contains("result " + i);
                }
                assertThat(step.size()).isLessThan(500);
            }
            long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
            // Its own requests, the one before and the one after.
            assertThat(made.read - read).isLessThanOrEqualTo(PAGE + 2);
            assertThat(millis).as("from step " + from).isLessThan(60_000);
            System.getLogger("test")
                    .log(System.Logger.Level.INFO, PAGE + " steps from " + from + ": " + millis);
        }
    }

    /** The session's exchanges; {@link Rows} has its rows. */
    private static final class Made implements Archive {

        private final List<DerivedExchange> rows = new ArrayList<>();
        private final List<Exchange> exchanges = new ArrayList<>();
        private int read;

        Made() {
            Samples samples = new Samples();
            for (int i = 0; i < STEPS; i++) {
                Samples.Wish wish = new Samples.Wish();
                wish.requestLength = 1;
                wish.responseLength = 1;
                Exchange exchange = samples.make(wish);
                exchanges.add(exchange);
                DerivedExchange like = FakeDerived.row();
                rows.add(
                        new DerivedExchange(
                                exchange.id(),
                                exchange.startedAt(),
                                like.call(),
                                like.caller(),
                                like.gateway(),
                                new DerivedExchange.Place(
                                        "s", "claude_code", false, "main", 1, i + 1, "main"),
                                Map.of(),
                                like.cost(),
                                "full",
                                null,
                                List.of(),
                                Set.of()));
            }
        }

        private int number(ExchangeId id) {
            for (int i = 0; i < STEPS; i++) {
                if (exchanges.get(i).id().equals(id)) {
                    return i;
                }
            }
            throw new IllegalArgumentException(id.toString());
        }

        private static String call(int i) {
            return Says.text("step " + i) + "," + Says.call("t" + i, "Bash", "command", "ls " + i);
        }

        private static String whole(int step) {
            StringBuilder messages =
                    new StringBuilder(400 * step).append(Says.user(Says.text("Begin")));
            for (int i = 0; i < step; i++) {
                messages.append(',').append(Says.model(call(i)));
                messages.append(',').append(Says.user(Says.result("t" + i, "result " + i, false)));
            }
            return Says.request("m", messages.toString());
        }

        @Override
        public InputStream body(ExchangeId id, Side side) {
            int step = number(id);
            read += side == Side.REQUEST ? 1 : 0;
            String body = side == Side.REQUEST ? whole(step) : Says.answer("tool_use", call(step));
            return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Optional<Exchange> find(ExchangeId id) {
            return Optional.of(exchanges.get(number(id)));
        }

        @Override
        public Page list(Query query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Exchange> after(@Nullable ExchangeId after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Chunk> chunks(ExchangeId id, Side side) {
            return List.of();
        }

        @Override
        public boolean settle(Duration atMost) {
            return true;
        }

        @Override
        public Subscription subscribe(Consumer<Exchange> listener) {
            throw new UnsupportedOperationException();
        }
    }

    /** Rows of a session. */
    private record Rows(Made made) implements Derived {

        @Override
        public Optional<DerivedExchange> find(ExchangeId id) {
            return Optional.of(made.rows.get(made.number(id)));
        }

        @Override
        public DerivedPage exchanges(String session, int limit, @Nullable ExchangeId after) {
            int from = after == null ? 0 : made.number(after) + 1;
            int to = Math.min(STEPS, from + limit);
            List<DerivedExchange> items = made.rows.subList(from, to);
            return new DerivedPage(items, to == STEPS ? null : items.getLast().id());
        }

        @Override
        public DerivedPage search(SearchQuery query, int limit, @Nullable ExchangeId before) {
            int at = before == null ? STEPS : made.number(before);
            return new DerivedPage(at == 0 ? List.of() : List.of(made.rows.get(at - 1)), null);
        }

        @Override
        public SessionPage sessions(SessionQuery query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<SessionSummary> session(String id) {
            return Optional.empty();
        }

        @Override
        public List<StatsQuery.Row> stats(StatsQuery query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean settle(Duration atMost) {
            return true;
        }

        @Override
        public void deriveAll(LongConsumer progress) {}

        @Override
        public Repricing.Result reprice(Repricing which, LongConsumer progress) {
            return Repricing.Result.NONE;
        }
    }
}
