package dev.weir.gateway.reading;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.DerivedListener;
import dev.weir.core.derived.Repricing;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Follows the archive on a thread of its own and writes what each exchange means. Behind the
 * archiver and never in its way: where it cannot keep up it catches up later, from the archive.
 *
 * <p>At its start it looks through the archive for exchanges without a row, oldest first, from
 * {@link #OVERLAP} before the last that is known to be derived: an exchange is in the archive by
 * the time it began, and may have ended long after others. What finds their sessions goes on from
 * what it remembered when it stopped, which is kept with the rows. After a queue that overflowed it
 * looks from the earliest that found no place.
 */
public final class Deriver implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.reading");

    /** No exchange is expected to last longer. */
    static final Duration OVERLAP = Duration.ofDays(2);

    private static final int QUEUE = 8_192;
    private static final int MOST_AT_ONCE = 128;
    private static final int SCAN_PAGE = 1_000;
    private static final long PATIENCE_MILLIS = 500;
    private static final long PAUSE_MILLIS = 1_000;
    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final String MARK = "derived_until_ms";
    static final String VERSION = "derivation";

    private final Archive archive;
    private final DerivedStore store;
    private final Supplier<Derivations> fresh;
    private final DerivedListener listener;
    private @Nullable Derivations current;

    /** Exchanges that were derived and are not committed yet. For its thread. */
    private int underway;

    private final Counter derived;
    private final Counter failures;
    private final BlockingQueue<ExchangeId> queue;
    private final Thread thread;
    private Archive.@Nullable Subscription subscription;
    private volatile boolean stopping;

    /** Guards everything below. */
    private final Object lock = new Object();

    /** Exchanges that the archive told of, and those of them that have their rows. */
    private long told;

    private long done;
    private boolean scanWanted = true;
    private boolean scanning;
    private int waiting;

    /** The earliest that found no place in the queue. */
    private @Nullable ExchangeId missed;

    /** False until everything that another process left was looked through; set by its thread. */
    private volatile boolean caughtUp;

    private @Nullable Rebuild rebuild;

    /** Somebody waits for rows to be priced again. */
    private @Nullable Repricer repricer;

    /** Somebody waits for everything to be derived anew. */
    private static final class Rebuild {
        private final LongConsumer progress;
        private boolean over;
        private @Nullable Exception failure;

        Rebuild(LongConsumer progress) {
            this.progress = progress;
        }
    }

    /**
     * @param archive what is followed
     * @param store where rows go
     * @param derivations makes what tells what an exchange means, without memory of any
     */
    public Deriver(
            Archive archive,
            DerivedStore store,
            Supplier<Derivations> derivations,
            MeterRegistry meters) {
        this(archive, store, derivations, meters, DerivedListener.NONE);
    }

    /**
     * @param listener is told of each exchange whose row is made
     */
    public Deriver(
            Archive archive,
            DerivedStore store,
            Supplier<Derivations> derivations,
            MeterRegistry meters,
            DerivedListener listener) {
        this(archive, store, derivations, meters, listener, QUEUE);
    }

    /**
     * @param places in the queue of exchanges that were told of
     */
    Deriver(
            Archive archive,
            DerivedStore store,
            Supplier<Derivations> derivations,
            MeterRegistry meters,
            DerivedListener listener,
            int places) {
        this.queue = new ArrayBlockingQueue<>(places);
        this.archive = archive;
        this.store = store;
        this.fresh = derivations;
        this.listener = listener;
        this.derived = meters.counter("weir.reading.exchanges");
        this.failures = meters.counter("weir.reading.failures");
        meters.gauge("weir.reading.lag", this, Deriver::lag);
        this.thread = Thread.ofPlatform().name("weir-deriver").daemon().unstarted(this::run);
    }

    /** Starts. Once. */
    public void start() {
        subscription = archive.subscribe(exchange -> tell(exchange.id()));
        thread.start();
    }

    private void tell(ExchangeId id) {
        synchronized (lock) {
            told++;
            if (!queue.offer(id)) {
                scanWanted = true;
                miss(id);
            }
        }
    }

    /** Under the lock. */
    private void miss(ExchangeId id) {
        if (missed == null || id.compareTo(missed) < 0) {
            missed = id;
        }
    }

    private double lag() {
        synchronized (lock) {
            return told - done;
        }
    }

    /**
     * Waits until every exchange that was in the archive before the call has its row.
     *
     * @return false where the time ran out first, or nothing is derived
     */
    public boolean settle(Duration atMost) throws InterruptedException {
        if (!thread.isAlive()) {
            return false;
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            waiting++;
            lock.notifyAll();
            try {
                long upTo = told;
                while (scanWanted || scanning || done < upTo) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0 || stopping) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                }
                return true;
            } finally {
                waiting--;
            }
        }
    }

    /**
     * Derives every row anew, into a new file that then takes the place of the old one; what is
     * asked meanwhile is answered from the old one.
     *
     * @param progress told how many are done, now and then
     */
    public void deriveAll(LongConsumer progress) throws IOException, InterruptedException {
        Rebuild wanted = new Rebuild(progress);
        synchronized (lock) {
            free();
            rebuild = wanted;
            while (!wanted.over && !stopping) {
                lock.wait(PATIENCE_MILLIS);
            }
            rebuild = null;
        }
        if (wanted.failure != null) {
            throw new IOException(
                    "deriving failed: " + wanted.failure.getMessage(), wanted.failure);
        }
        if (!wanted.over) {
            throw new IOException("Weir stops");
        }
    }

    /** Whoever waits for prices is told of a failure rather than kept waiting. */
    private void giveUp(Exception failure) {
        synchronized (lock) {
            if (repricer != null) {
                repricer.fail(failure);
                lock.notifyAll();
            }
        }
    }

    /** Under the lock: nothing else that takes long is going on. */
    private void free() throws IOException {
        if (!thread.isAlive()) {
            throw new IOException("nothing is derived here (configuration key derive)");
        }
        if (rebuild != null) {
            throw new IOException("everything is being derived anew already");
        }
        if (repricer != null) {
            throw new IOException("rows are being priced again already");
        }
    }

    /**
     * Prices rows again, a few in a transaction, between exchanges that are derived meanwhile.
     *
     * @param progress told how many are done, now and then
     */
    public Repricing.Result reprice(Repricing which, LongConsumer progress)
            throws IOException, InterruptedException {
        Repricer wanted = new Repricer(which, archive, progress);
        synchronized (lock) {
            free();
            repricer = wanted;
            lock.notifyAll();
            try {
                while (!wanted.isOver() && !stopping) {
                    lock.wait(PATIENCE_MILLIS);
                }
            } finally {
                repricer = null;
            }
        }
        return wanted.result();
    }

    private void run() {
        while (!stopping) {
            try {
                step();
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | IOException | RuntimeException e) {
                failures.increment();
                LOG.log(System.Logger.Level.WARNING, "deriving failed, trying again", e);
                synchronized (lock) {
                    scanWanted = true;
                    caughtUp = false;
                }
                store.discardWriter();
                giveUp(e);
                rest();
            }
        }
    }

    private void step() throws InterruptedException, SQLException, IOException {
        Rebuild wanted;
        Repricer pricing;
        boolean scan;
        synchronized (lock) {
            wanted = rebuild != null && !rebuild.over ? rebuild : null;
            pricing = repricer != null && !repricer.isOver() ? repricer : null;
            scan = scanWanted;
        }
        if (pricing != null && caughtUp) {
            pricing.step(store.writer(), derivations().pricing());
            synchronized (lock) {
                lock.notifyAll();
            }
        }
        if (wanted != null) {
            rebuild(wanted);
        } else if (scan) {
            scan();
        } else {
            follow(pricing == null ? PATIENCE_MILLIS : 0);
        }
    }

    private void rebuild(Rebuild wanted) {
        Exception failure = null;
        try {
            replace(wanted.progress);
        } catch (SQLException | IOException | RuntimeException e) {
            failure = e;
        }
        synchronized (lock) {
            wanted.failure = failure;
            wanted.over = true;
            scanWanted |= failure != null;
            lock.notifyAll();
        }
    }

    private void replace(LongConsumer progress) throws SQLException, IOException {
        current = fresh.get();
        underway = 0;
        store.replace(
                writer -> {
                    if (!all(writer, null, progress)) {
                        throw new IOException("Weir stops");
                    }
                });
    }

    private void scan() throws SQLException, IOException {
        long before;
        ExchangeId first;
        synchronized (lock) {
            for (ExchangeId waits : queue) {
                miss(waits);
            }
            first = caughtUp ? missed : null;
            missed = null;
            // Whatever was told of until now is in the archive, where it will be found.
            before = told;
            queue.clear();
            scanWanted = false;
            scanning = true;
        }
        String madeBy = store.madeBy();
        if (madeBy != null && !madeBy.equals(derivations().version())) {
            LOG.log(System.Logger.Level.INFO, "deriving everything: the way of reading is new");
            replace(count -> {});
        } else if (first != null) {
            all(store.writer(), before(first.millis()), count -> {});
        } else {
            ReadingWriter writer = store.writer();
            Derivations begin = fresh.get();
            writer.recall(begin::recall);
            current = begin;
            underway = 0;
            long mark = writer.number(MARK) - OVERLAP.toMillis();
            all(writer, mark <= 0 ? null : before(mark), count -> {});
        }
        synchronized (lock) {
            scanning = false;
            caughtUp = true;
            done = before;
            lock.notifyAll();
        }
    }

    /** The last id that can have been made before this millisecond. */
    private static ExchangeId before(long millis) {
        return new ExchangeId((millis - 1) << 16 | 0x7FFFL, 0xBFFF_FFFF_FFFF_FFFFL);
    }

    /** Derives every exchange after the given one that has no row; false where it was stopped. */
    private boolean all(ReadingWriter writer, @Nullable ExchangeId after, LongConsumer progress)
            throws SQLException, IOException {
        writer.note(VERSION, derivations().version());
        long count = 0;
        long begun = CPU.getCurrentThreadCpuTime();
        ExchangeId from = after;
        for (List<Exchange> page = archive.after(from, SCAN_PAGE);
                !page.isEmpty();
                page = archive.after(from, SCAN_PAGE)) {
            for (Exchange exchange : page) {
                if (stopping) {
                    commit(writer);
                    return false;
                }
                derive(writer, exchange);
                if (++count % MOST_AT_ONCE == 0) {
                    progress.accept(count);
                    giveWay(CPU.getCurrentThreadCpuTime() - begun);
                    begun = CPU.getCurrentThreadCpuTime();
                }
            }
            from = page.getLast().id();
            writer.note(MARK, Long.toString(from.millis()));
            commit(writer);
        }
        commit(writer);
        progress.accept(count);
        return true;
    }

    private void follow(long patience) throws InterruptedException, SQLException, IOException {
        ExchangeId first = queue.poll(patience, TimeUnit.MILLISECONDS);
        if (first == null) {
            return;
        }
        // A transaction costs as much as some exchanges: a moment brings more of them.
        pause(GATHER_NANOS);
        long begun = CPU.getCurrentThreadCpuTime();
        List<ExchangeId> batch = new ArrayList<>();
        batch.add(first);
        queue.drainTo(batch, MOST_AT_ONCE - 1);
        ReadingWriter writer = store.writer();
        long newest = writer.number(MARK);
        for (ExchangeId id : batch) {
            Optional<Exchange> exchange = archive.find(id);
            if (exchange.isPresent()) {
                derive(writer, exchange.get());
            }
            newest = Math.max(newest, id.millis());
        }
        writer.note(MARK, Long.toString(newest));
        commit(writer);
        synchronized (lock) {
            done += batch.size();
            lock.notifyAll();
        }
        giveWay(CPU.getCurrentThreadCpuTime() - begun);
    }

    /**
     * Rests three times as long as the work took of a processor, unless somebody waits for it: a
     * quarter of a processor at most, since passing and recording go first.
     */
    private void giveWay(long tookNanos) {
        pause(Math.min(3 * tookNanos, LONGEST_REST_NANOS));
    }

    /** Waits, unless somebody waits for rows. */
    private void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        synchronized (lock) {
            try {
                for (long left = until - System.nanoTime();
                        left > 0
                                && waiting == 0
                                && rebuild == null
                                && repricer == null
                                && !stopping;
                        left = until - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                }
            } catch (InterruptedException e) {
                stopping = true;
            }
        }
    }

    /** With the rows goes what is remembered of them, for the next start. */
    private void commit(ReadingWriter writer) throws SQLException {
        writer.remember(underway, derivations().remembered());
        underway = 0;
        writer.commit();
    }

    private void derive(ReadingWriter writer, Exchange exchange) throws SQLException, IOException {
        if (writer.has(exchange.id())) {
            return;
        }
        Derivations.Meaning meaning = derivations().of(exchange, archive);
        underway++;
        writer.put(meaning.row(), meaning.texts(), meaning.title());
        derived.increment();
        listener.derived(exchange, meaning.all());
    }

    /** Made on this thread, since prices take a moment to be read. */
    private Derivations derivations() {
        Derivations made = current;
        if (made == null) {
            made = fresh.get();
            current = made;
        }
        return made;
    }

    private void rest() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /** Stops after the exchanges in hand. What is left is found at the next start. */
    @Override
    public void close() {
        stopping = true;
        Archive.Subscription following = subscription;
        if (following != null) {
            following.close();
        }
        synchronized (lock) {
            lock.notifyAll();
        }
        try {
            if (thread.isAlive() && !thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
