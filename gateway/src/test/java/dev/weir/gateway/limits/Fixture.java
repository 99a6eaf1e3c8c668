package dev.weir.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.limit.Denied;
import dev.weir.core.limit.Ledger;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.LimitRules;
import dev.weir.core.limit.Permit;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Reply;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Want;
import dev.weir.core.limit.Window;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A limiter on real files, with a clock that stands still unless told otherwise. */
final class Fixture implements AutoCloseable {

    static final Window.Calendar MONTH = new Window.Calendar(Window.Unit.MONTH, ZoneOffset.UTC);
    static final Window.Calendar DAY = new Window.Calendar(Window.Unit.DAY, ZoneOffset.UTC);
    private static final Duration NEVER = Duration.ofDays(1);

    final Path directory;
    static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    final AtomicReference<Instant> now;
    final AtomicLong ticks = new AtomicLong(1);
    final FailingLedger ledger;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final LocalLimiter limiter;
    private static final String ORG = "org";
    private final AtomicInteger calls = new AtomicInteger();

    Fixture(Path directory) throws IOException {
        this(directory, 512, START);
    }

    Fixture(Path directory, int slots, Instant start) throws IOException {
        this.now = new AtomicReference<>(start);
        this.directory = directory;
        this.ledger =
                new FailingLedger(
                        new SqliteLedger(
                                () ->
                                        DriverManager.getConnection(
                                                "jdbc:sqlite:" + directory.resolve("control.db"))));
        this.limiter =
                LocalLimiter.start(
                        new LocalLimiter.Setup(
                                ledger,
                                directory.resolve("limits.open"),
                                slots,
                                now::get,
                                ticks::get,
                                Duration.ofHours(24),
                                NEVER,
                                NEVER),
                        meters);
    }

    static LimitRule rule(
            String id,
            Subject.Kind kind,
            @Nullable String of,
            Quantity quantity,
            String amount,
            Window window) {
        return LimitRule.of(ORG, id, kind, of, quantity, new BigDecimal(amount), window);
    }

    void publish(LimitRule... rules) {
        limiter.publish(LimitRules.only(ORG, List.of(rules)));
    }

    Want want(long tokens, @Nullable Long nanos) {
        return want("x" + calls.incrementAndGet(), tokens, nanos);
    }

    static Want want(String exchange, long tokens, @Nullable Long nanos) {
        return new Want(
                ORG, exchange, "u1", List.of("t1", "t2"), "k1", "r1", "c1", tokens, nanos, "m");
    }

    /** What came of a reservation. */
    record Outcome(@Nullable Permit permit, @Nullable Denied denied) {
        Permit granted() {
            assertThat(denied).as("not denied").isNull();
            assertThat(permit).isNotNull();
            return java.util.Objects.requireNonNull(permit);
        }

        Denied refused() {
            assertThat(permit).as("not granted").isNull();
            return java.util.Objects.requireNonNull(denied);
        }
    }

    Outcome reserve(Want want) {
        AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
        limiter.reserve(
                want,
                new Reply() {
                    @Override
                    public void granted(Permit permit) {
                        assertThat(outcome.getAndSet(new Outcome(permit, null))).isNull();
                    }

                    @Override
                    public void denied(Denied denied) {
                        assertThat(outcome.getAndSet(new Outcome(null, denied))).isNull();
                    }
                });
        return java.util.Objects.requireNonNull(outcome.get());
    }

    Outcome reserve(long tokens, @Nullable Long nanos) {
        return reserve(want(tokens, nanos));
    }

    void pass(Duration time) {
        now.updateAndGet(each -> each.plus(time));
        ticks.addAndGet(time.toNanos());
    }

    double metric(String name) {
        var gauge = meters.find(name).gauge();
        return gauge != null ? gauge.value() : meters.get(name).counter().count();
    }

    /** Another process on the same files, as after {@code kill -9}: nothing was closed. */
    Fixture killedAndStarted() throws IOException {
        return new Fixture(directory, 512, now.get());
    }

    @Override
    public void close() throws IOException {
        limiter.close();
    }

    /** A ledger that fails when told to. */
    static final class FailingLedger implements Ledger {
        private final Ledger ledger;
        volatile boolean fails;

        /** Writes, then says that it did not. */
        volatile boolean lies;

        FailingLedger(Ledger ledger) {
            this.ledger = ledger;
        }

        private void mayFail() throws IOException {
            if (fails) {
                throw new IOException("no ledger today");
            }
        }

        @Override
        public void write(Batch batch) throws IOException {
            mayFail();
            ledger.write(batch);
            if (lies) {
                throw new IOException("nobody knows");
            }
        }

        @Override
        public long last() throws IOException {
            return ledger.last();
        }

        @Override
        public java.util.Set<Name> ended() throws IOException {
            return ledger.ended();
        }

        @Override
        public java.util.Map<String, dev.weir.core.limit.Tally> used(
                String organisation, Subject.Kind kind, Window.Period period) throws IOException {
            mayFail();
            return ledger.used(organisation, kind, period);
        }

        @Override
        public List<dev.weir.core.limit.Reservation> kept(String organisation) throws IOException {
            return ledger.kept(organisation);
        }

        @Override
        public java.util.Set<String> organisations() throws IOException {
            return ledger.organisations();
        }

        @Override
        public void forget(Instant before) throws IOException {
            mayFail();
            ledger.forget(before);
        }

        @Override
        public void close() throws IOException {
            ledger.close();
        }
    }
}
