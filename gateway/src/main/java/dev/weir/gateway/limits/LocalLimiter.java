package dev.weir.gateway.limits;

import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Denied;
import dev.weir.core.limit.Ledger;
import dev.weir.core.limit.LimitRules;
import dev.weir.core.limit.Limiter;
import dev.weir.core.limit.Reply;
import dev.weir.core.limit.Reservation;
import dev.weir.core.limit.Want;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The limiter of one process: answers at once, on the caller's thread. It owns its ledger and the
 * file of open reservations, and one thread that writes.
 */
public final class LocalLimiter implements Limiter, AutoCloseable {

    /** Beyond so many organisations calls pass uncounted, and that is counted. */
    private static final int MOST_ORGANISATIONS = 10_000;

    private final ConcurrentHashMap<String, Book> books = new ConcurrentHashMap<>();
    private final Setup setup;
    private final OpenFile file;
    private final HeldClock clock;
    private final TimeMeter time;
    private final LimitsMetrics metrics;
    private final LedgerWriter writer;

    /**
     * What a limiter is made of.
     *
     * @param ledger where what was used is kept; closed with the limiter
     * @param openFile the file of reservations under way, made where there is none
     * @param slots how many reservations it can hold: more than calls can be under way
     * @param clock the time of calendars
     * @param ticks monotonic nanoseconds, for rates and lifetimes
     * @param lifetime when a reservation lapses that nobody ends: longer than the longest exchange
     * @param flushEvery how long figures wait for the ledger at most
     * @param checkEvery how often the counters are compared with the ledger
     */
    public record Setup(
            Ledger ledger,
            Path openFile,
            int slots,
            InstantSource clock,
            LongSupplier ticks,
            Duration lifetime,
            Duration flushEvery,
            Duration checkEvery) {

        /** Room for 8,192 calls, a lifetime of a day, 100 ms, 60 s. */
        public static Setup of(Ledger ledger, Path openFile) {
            return new Setup(
                    ledger,
                    openFile,
                    8_192,
                    InstantSource.system(),
                    System::nanoTime,
                    Duration.ofDays(1),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(1));
        }
    }

    private LocalLimiter(Setup setup, OpenFile file, MeterRegistry meters) {
        this.setup = setup;
        this.file = file;
        this.metrics = new LimitsMetrics(meters);
        this.clock = new HeldClock(setup.clock(), metrics);
        this.time = new Ticks(setup.ticks());
        this.writer = new LedgerWriter(setup, file, books, clock, metrics);
        meters.gauge("weir.limits.pending", writer, LedgerWriter::waiting);
        meters.gauge("weir.limits.open", file, OpenFile::taken);
        meters.gaugeMapSize("weir.limits.organisations", List.of(), books);
        meters.gauge("weir.limits.accounts", this, LocalLimiter::accounts);
        meters.gauge("weir.limits.adopted", this, each -> each.adopted().size());
    }

    private record Ticks(LongSupplier source) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return source.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    /**
     * Reads what a process before has left, and starts. Reservations that were under way when it
     * was killed count at their estimate from now on.
     *
     * @throws IOException where ledger or file cannot be opened, read or written
     */
    public static LocalLimiter start(Setup setup, MeterRegistry meters) throws IOException {
        OpenFile file = OpenFile.open(setup.openFile(), setup.slots());
        LocalLimiter limiter = new LocalLimiter(setup, file, meters);
        limiter.writer.begin(limiter::book);
        return limiter;
    }

    private Book book(String organisation) {
        return books.computeIfAbsent(
                organisation,
                name ->
                        new Book(
                                LimitRules.of(name, List.of()),
                                clock,
                                time,
                                setup.lifetime(),
                                metrics));
    }

    @Override
    public void reserve(Want want, Reply reply) {
        Book book = books.get(want.organisation());
        if (book == null && books.size() < MOST_ORGANISATIONS) {
            book = book(want.organisation());
        }
        if (book == null) {
            metrics.uncounted.increment();
            reply.granted(Unlimited.PERMIT);
            return;
        }
        Book.Answer answer = book.reserve(want);
        OpenPermit permit = answer.permit();
        Denied denied = answer.denied();
        if (permit != null) {
            Instant expires = permit.at.plus(setup.lifetime());
            permit.slot = file.write(permit, expires);
            if (permit.slot < 0) {
                metrics.unguarded.increment();
            }
            metrics.granted.increment();
            if (!permit.standing().excused().isEmpty()) {
                metrics.excused.increment();
            }
            reply.granted(permit);
        } else if (denied != null) {
            metrics.denied(denied.reason());
            reply.denied(denied);
        }
    }

    /**
     * Puts the rules of an organisation in force. Counters keep, and what rules count by that were
     * not there before is taken from the ledger first. Waits for the ledger: not for event loops.
     */
    public void publish(LimitRules rules) {
        Book book = book(rules.organisation());
        writer.run(() -> writer.install(book, rules));
    }

    /**
     * Settles a call that was under way when a process before this one was killed. Waits: not for
     * event loops.
     *
     * @return false where no such reservation waits: it was settled, or never made
     */
    public boolean reconcile(String organisation, String exchange, Actual actual) {
        Book book = books.get(organisation);
        return book != null && book.reconcile(exchange, actual);
    }

    /** Writes now what waits for the ledger; true where nothing waits afterwards. */
    public boolean flush() {
        writer.run(writer::flush);
        return writer.waiting() == 0;
    }

    /** Compares all counters with the ledger now, and returns how far they were off. */
    public long check() {
        writer.run(writer::check);
        return metrics.drift.get();
    }

    private double accounts() {
        return books.values().stream().mapToInt(Book::accountsSize).sum();
    }

    /** Calls that were under way when a process before this one was killed, not yet settled. */
    public List<Reservation> adopted() {
        return books.values().stream().flatMap(book -> book.kept().stream()).toList();
    }

    /** Writes what waits and stops. Calls under way may still settle, which is then not written. */
    @Override
    public void close() throws IOException {
        writer.close();
        file.close();
        setup.ledger().close();
    }
}
