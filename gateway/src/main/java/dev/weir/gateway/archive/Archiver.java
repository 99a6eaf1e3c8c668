package dev.weir.gateway.archive;

import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.gateway.archive.ArchiveWriter.Care;
import dev.weir.gateway.spool.SpoolFeed;
import dev.weir.gateway.spool.SpooledExchange;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Moves exchanges from the spool into an archive, on one thread of its own: takes what is there,
 * writes it in one transaction, and acknowledges it once that is durable. While the database cannot
 * be written nothing is acknowledged and the same exchanges are tried again, ever more slowly.
 *
 * <p>Where a transaction fails for another reason its exchanges are written one by one, each with
 * less and less {@linkplain ArchiveWriter.Care care} until it is on record. One that is not even
 * then stays in the spool, is tried again now and then, and keeps no other waiting.
 *
 * <p>What is put into its {@linkplain #intake() intake} is written by the same thread, in the same
 * transactions, where the spool leaves room in them. Where such an exchange cannot be written whole
 * it is not written: whoever put it has it still, and is told why.
 */
public final class Archiver implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.archive");

    private static final int MOST_AT_ONCE = 300;
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** The wait for the intake while it is lively, and so how long the spool may have to wait. */
    private static final Duration SHORT_PATIENCE = Duration.ofMillis(10);

    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    /** Exchanges that nothing helped; with so many of them nothing more is taken. */
    private static final int MOST_STUCK = 1_000;

    private static final long RETRY_STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ArchiveStore store;
    private final SpoolFeed feed;
    private final Counter written;
    private final Counter errors;
    private final Timer commits;
    private final Fallbacks fallbacks;
    private final Thread thread;
    private final IntakeQueue intake = new IntakeQueue();

    /** What is to be written, oldest first, and what could not be; for this thread alone. */
    private final ArrayDeque<SpooledExchange> batch = new ArrayDeque<>();

    private final List<SpooledExchange> stuck = new ArrayList<>();
    private final AtomicInteger stuckNow = new AtomicInteger();
    private long stuckTried;
    private Consumer<ExchangeId> recorded = id -> {};
    private volatile boolean stopping;
    private @Nullable ArchiveWriter writer;

    public Archiver(ArchiveStore store, SpoolFeed feed, MeterRegistry meters) {
        this(store, feed, meters, step -> {});
    }

    /**
     * @param beforeStep called before each step that can fall back; a test's may throw
     */
    Archiver(
            ArchiveStore store,
            SpoolFeed feed,
            MeterRegistry meters,
            Consumer<Fallbacks.Step> beforeStep) {
        this.store = store;
        this.feed = feed;
        this.written = meters.counter("weir.archive.exchanges");
        this.errors = meters.counter("weir.archive.errors");
        this.commits = meters.timer("weir.archive.commit");
        this.fallbacks = new Fallbacks(meters, beforeStep);
        meters.gauge("weir.archive.stuck", stuckNow);
        this.thread = Thread.ofPlatform().name("weir-archiver").unstarted(this::run);
    }

    /**
     * Names the id of each exchange that came through the spool, before anybody can find it in the
     * archive; more than once where it has to be written again. To be called before the start.
     */
    public void announceTo(Consumer<ExchangeId> listener) {
        recorded = listener;
    }

    /** Where exchanges are put that did not come through the spool. */
    public ArchiveIntake intake() {
        return intake;
    }

    /** Starts the thread. Once. */
    public void start() {
        thread.start();
    }

    private void run() {
        long pause = SHORTEST_PAUSE_MILLIS;
        while (!stopping) {
            try {
                takeAndWrite();
                pause = SHORTEST_PAUSE_MILLIS;
            } catch (InterruptedException e) {
                break;
            } catch (SQLException e) {
                errors.increment();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the archive cannot be written, trying again: " + e.getMessage());
                pause = rest(pause);
            } catch (RuntimeException | Error e) {
                errors.increment();
                LOG.log(System.Logger.Level.ERROR, "the archiver met a fault", e);
                closeWriter();
                pause = rest(pause);
            }
        }
        closeWriter();
        intake.close();
        for (SpooledExchange exchange : batch) {
            if (exchange instanceof TakenIn taken) {
                taken.closed();
            }
        }
    }

    private void takeAndWrite() throws InterruptedException, SQLException {
        if (batch.isEmpty()) {
            boolean lively = intake.isLively();
            if (stuck.size() < MOST_STUCK) {
                batch.addAll(feed.take(MOST_AT_ONCE, lively ? Duration.ZERO : PATIENCE));
            }
            Duration patience = lively && batch.isEmpty() ? SHORT_PATIENCE : Duration.ZERO;
            batch.addAll(intake.take(MOST_AT_ONCE - batch.size(), patience));
        }
        boolean idle = batch.isEmpty();
        if (!idle) {
            write();
        } else if (stuck.size() >= MOST_STUCK) {
            rest(LONGEST_PAUSE_MILLIS);
        }
        if (!stuck.isEmpty() && System.nanoTime() - stuckTried > RETRY_STUCK_NANOS) {
            batch.addAll(stuck);
            stuck.clear();
            write();
        }
        maintain(idle);
    }

    private void write() throws SQLException {
        ArchiveWriter to = opened();
        try {
            if (batch.size() > MOST_AT_ONCE || !writeTogether(to)) {
                writeOneByOne(to);
            }
        } catch (SQLException e) {
            discard(to);
            throw e;
        }
    }

    /** Writes all in one transaction; false where that failed other than by the database. */
    private boolean writeTogether(ArchiveWriter to) throws SQLException {
        long begun = System.nanoTime();
        List<Exchange> committed;
        try {
            for (SpooledExchange exchange : batch) {
                to.add(exchange, Care.FULL);
                announce(exchange);
            }
            committed = to.commit();
        } catch (RuntimeException | StackOverflowError | InternalError e) {
            to.rollback();
            LOG.log(System.Logger.Level.WARNING, "a transaction failed, writing one by one", e);
            return false;
        }
        commits.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        finished(List.copyOf(batch), committed);
        batch.clear();
        return true;
    }

    /** Writes each in a transaction of its own, as carefully as it allows. */
    private void writeOneByOne(ArchiveWriter to) throws SQLException {
        for (SpooledExchange next = batch.peek(); next != null; next = batch.peek()) {
            List<Exchange> committed = writeOne(next, to);
            if (committed != null) {
                finished(List.of(next), committed);
            } else if (next instanceof TakenIn taken) {
                taken.failed("it cannot be stored whole; Weir's log has the reason");
            } else {
                stuck.add(next);
                stuckTried = System.nanoTime();
            }
            batch.remove();
            stuckNow.set(stuck.size());
        }
    }

    /** Null where no care helped. */
    private @Nullable List<Exchange> writeOne(SpooledExchange exchange, ArchiveWriter to)
            throws SQLException {
        for (Care care : Care.values()) {
            if (care == Care.BARE && exchange instanceof TakenIn) {
                return null;
            }
            try {
                to.add(exchange, care);
                announce(exchange);
                return to.commit();
            } catch (RuntimeException | StackOverflowError | InternalError e) {
                to.rollback();
                fallbacks.failed(exchange, care, e);
            }
        }
        return null;
    }

    private void announce(SpooledExchange exchange) {
        if (!(exchange instanceof TakenIn)) {
            recorded.accept(exchange.opening().id());
        }
    }

    private void finished(List<SpooledExchange> done, List<Exchange> committed) {
        written.increment(committed.size());
        store.tell(committed);
        Set<ExchangeId> added = new HashSet<>();
        committed.forEach(exchange -> added.add(exchange.id()));
        List<SpooledExchange> spooled = new ArrayList<>(done.size());
        for (SpooledExchange exchange : done) {
            if (exchange instanceof TakenIn taken) {
                taken.settled(added.remove(taken.opening().id()));
            } else {
                spooled.add(exchange);
            }
        }
        if (!spooled.isEmpty()) {
            feed.acknowledge(spooled);
        }
    }

    private ArchiveWriter opened() throws SQLException {
        ArchiveWriter open = writer;
        if (open == null) {
            open = store.writer(fallbacks);
            writer = open;
        }
        return open;
    }

    /** After a failure the connection may be in any state: the next attempt gets a new one. */
    private void discard(ArchiveWriter failed) {
        try {
            failed.rollback();
        } catch (SQLException e) {
            closeWriter();
        }
    }

    private void maintain(boolean idle) throws SQLException {
        ArchiveWriter open = writer;
        if (open == null) {
            return;
        }
        try {
            open.maintain(idle);
        } catch (SQLException e) {
            discard(open);
            throw e;
        }
    }

    private void closeWriter() {
        ArchiveWriter open = writer;
        writer = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "the archive did not close", e);
            }
        }
    }

    /** Waits, shorter where it is interrupted, which means to stop; the next wait. */
    private long rest(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            stopping = true;
        }
        return Math.min(LONGEST_PAUSE_MILLIS, millis * 2);
    }

    /**
     * Stops after the exchanges in hand; what is in the spool stays there. Call {@link
     * SpoolFeed#settle} before it to have everything written.
     */
    @Override
    public void close() {
        stopping = true;
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
