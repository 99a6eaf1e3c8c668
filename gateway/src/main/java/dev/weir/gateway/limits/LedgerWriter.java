package dev.weir.gateway.limits;

import dev.weir.core.limit.Ledger;
import dev.weir.core.limit.Ledger.Batch;
import dev.weir.core.limit.Ledger.Booking;
import dev.weir.core.limit.Ledger.Name;
import dev.weir.core.limit.LimitRules;
import dev.weir.core.limit.Reservation;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Window;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The thread that brings the books to the ledger and compares the two. All methods but {@link
 * #run}, {@link #waiting} and {@link #close} belong to that thread; nothing else writes to the
 * ledger.
 */
final class LedgerWriter {

    private static final System.Logger LOG = System.getLogger("weir.limits");

    /** Longer than any period, with the summer time's hour. */
    private static final Duration KEEP = Duration.ofDays(63);

    /** How long the ledger may fail before strict rules refuse calls. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long FORGET_EVERY_NANOS = Duration.ofHours(6).toNanos();

    /** The most reservations of killed processes that are remembered. */
    private static final int MOST_ADOPTED = 65_536;

    private final Ledger ledger;
    private final OpenFile file;
    private final ConcurrentHashMap<String, Book> books;
    private final HeldClock clock;
    private final LimitsMetrics metrics;
    private final LocalLimiter.Setup setup;
    private final ScheduledExecutorService thread;

    /** Books whose counters lack what the ledger has, because it could not be read. */
    private final Set<Book> unprimed = new HashSet<>();

    /** A batch that failed, and the places in the file that are free once it is written. */
    private volatile @Nullable Batch unwritten;

    private List<Integer> freed = List.of();
    private long number;
    private long forgotten;
    private boolean failing;
    private long failingSince;

    LedgerWriter(
            LocalLimiter.Setup setup,
            OpenFile file,
            ConcurrentHashMap<String, Book> books,
            HeldClock clock,
            LimitsMetrics metrics) {
        this.setup = setup;
        this.ledger = setup.ledger();
        this.file = file;
        this.books = books;
        this.clock = clock;
        this.metrics = metrics;
        this.forgotten = setup.ticks().getAsLong() - FORGET_EVERY_NANOS;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("weir-limits").factory());
    }

    /** Takes over what a process before has left, then starts the thread. */
    void begin(Function<String, Book> bookOf) throws IOException {
        number = ledger.last();
        Set<Name> ended = ledger.ended();
        List<Reservation> left = new ArrayList<>();
        for (Reservation each : file.read()) {
            if (!ended.contains(new Name(each.organisation(), each.exchange()))) {
                left.add(each);
            }
        }
        if (!left.isEmpty()) {
            ledger.write(new Batch(++number, List.of(), List.copyOf(ended), left, List.of()));
        }
        file.clearAll();
        file.force();
        int room = MOST_ADOPTED;
        for (String organisation : ledger.organisations()) {
            List<Reservation> kept =
                    ledger.kept(organisation).stream()
                            .sorted(
                                    Comparator.comparing(Reservation::lapsed)
                                            .thenComparing(
                                                    Reservation::at, Comparator.reverseOrder()))
                            .limit(room)
                            .toList();
            room -= kept.size();
            Book book = bookOf.apply(organisation);
            book.adopt(kept);
            unprimed.add(book);
        }
        books.values().forEach(book -> rebuild(book, true));
        every(setup.flushEvery(), this::flush);
        every(setup.checkEvery(), this::check);
    }

    private void every(Duration time, Runnable work) {
        thread.scheduleWithFixedDelay(
                () -> guarded(work), time.toNanos(), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A fault of this program must not end the thread. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "limits: a fault of Weir's own", e);
        }
    }

    /**
     * Runs on the thread and waits for the end; throws {@link IllegalStateException} once closed.
     */
    void run(Runnable work) {
        try {
            thread.submit(work).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault of the limiter", e);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the limiter is closed", e);
        }
    }

    /** How many sums and names wait for the ledger. */
    int waiting() {
        Batch batch = unwritten;
        int waiting = batch == null ? 0 : batch.bookings().size() + batch.ended().size();
        for (Book book : books.values()) {
            waiting += book.pendingSize();
        }
        return waiting;
    }

    void flush() {
        if (unwritten == null) {
            gather();
        }
        Batch batch = unwritten;
        if (batch == null) {
            return;
        }
        try {
            ledger.write(batch);
        } catch (IOException e) {
            metrics.writeFailures.increment();
            if (!failing) {
                failing = true;
                failingSince = setup.ticks().getAsLong();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "limits: the ledger cannot be written, counting goes on in memory: {0}",
                        e.getMessage());
            }
            tellBooks();
            return;
        }
        if (failing) {
            failing = false;
            tellBooks();
            LOG.log(System.Logger.Level.INFO, "limits: the ledger can be written again");
        }
        unwritten = null;
        file.clear(freed);
        freed = List.of();
    }

    /** Strict rules refuse while the ledger fails for longer, or was never read. */
    private void tellBooks() {
        boolean fails = failing && setup.ticks().getAsLong() - failingSince >= PATIENCE_NANOS;
        books.values().forEach(book -> book.setUnavailable(fails || unprimed.contains(book)));
    }

    private void gather() {
        List<Booking> bookings = new ArrayList<>();
        List<Name> ended = new ArrayList<>();
        List<Reservation> kept = new ArrayList<>();
        List<Name> dropped = new ArrayList<>();
        List<Integer> slots = new ArrayList<>();
        for (Book book : books.values()) {
            Pending pending = book.drain();
            if (pending != null) {
                bookings.addAll(pending.bookings());
                ended.addAll(pending.ended);
                kept.addAll(pending.kept);
                dropped.addAll(pending.dropped);
                slots.addAll(pending.slots);
            }
        }
        if (bookings.isEmpty() && ended.isEmpty() && kept.isEmpty() && dropped.isEmpty()) {
            return;
        }
        unwritten = new Batch(++number, bookings, ended, kept, dropped);
        freed = slots;
    }

    /**
     * New rules: first what they count by is counted, then known from the ledger, then in force.
     */
    void install(Book book, LimitRules rules) {
        book.prepare(rules);
        unprimed.add(book);
        flush();
        rebuild(book, true);
        book.install(rules);
        tellBooks();
        if (!unprimed.contains(book)) {
            book.hush();
        }
    }

    /** Compares all counters with the ledger and corrects them. */
    void check() {
        flush();
        Instant forgetBefore = clock.now().minus(KEEP);
        long off = 0;
        for (Book book : books.values()) {
            boolean prime = unprimed.contains(book);
            long reserved = book.recount();
            long used = rebuild(book, prime);
            if (!prime) {
                off = Tally.sum(off, Tally.sum(reserved, used));
            } else if (!unprimed.contains(book)) {
                book.hush();
            }
            book.tidy(forgetBefore);
        }
        tellBooks();
        metrics.drift.set(off);
        if (off != 0) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "limits: counters were off from the ledger by {0} and are corrected",
                    off);
        }
        forget(forgetBefore);
    }

    /** How far the counters were off; 0 where the ledger cannot be asked. */
    private long rebuild(Book book, boolean quiet) {
        if (unwritten != null) {
            return 0;
        }
        long off = 0;
        try {
            for (Map.Entry<Subject.Kind, List<Window.Calendar>> each :
                    book.calendars().entrySet()) {
                for (Window.Calendar calendar : each.getValue()) {
                    Book.Copy copy = book.copy(each.getKey(), calendar);
                    Map<String, Tally> used =
                            ledger.used(book.organisation(), each.getKey(), copy.period());
                    off = Tally.sum(off, book.correct(each.getKey(), calendar, copy, used));
                }
            }
            unprimed.remove(book);
        } catch (IOException e) {
            metrics.writeFailures.increment();
        }
        return quiet ? 0 : off;
    }

    private void forget(Instant before) {
        long tick = setup.ticks().getAsLong();
        if (tick - forgotten < FORGET_EVERY_NANOS) {
            return;
        }
        try {
            ledger.forget(before);
            forgotten = tick;
        } catch (IOException e) {
            metrics.writeFailures.increment();
        }
    }

    /** Writes what waits, once, and ends the thread. */
    void close() {
        try {
            run(this::flush);
            run(this::flush);
        } catch (IllegalStateException e) {
            return;
        }
        thread.shutdown();
        try {
            thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
