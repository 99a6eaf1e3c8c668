package dev.weir.gateway.archive;

import dev.weir.core.exchange.Exchange;
import dev.weir.gateway.spool.SpoolFeed;
import dev.weir.gateway.spool.SpooledExchange;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Moves exchanges from the spool into an archive, on one thread of its own: takes what is there,
 * writes it in one transaction, and acknowledges it once that is durable. While the database cannot
 * be written nothing is acknowledged and the same exchanges are tried again, ever more slowly.
 */
public final class Archiver implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.archive");

    private static final int MOST_AT_ONCE = 300;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final ArchiveStore store;
    private final SpoolFeed feed;
    private final Counter written;
    private final Counter errors;
    private final Counter skipped;
    private final Timer commits;
    private final Thread thread;
    private volatile boolean stopping;
    private @Nullable ArchiveWriter writer;

    public Archiver(ArchiveStore store, SpoolFeed feed, MeterRegistry meters) {
        this.store = store;
        this.feed = feed;
        this.written = meters.counter("weir.archive.exchanges");
        this.errors = meters.counter("weir.archive.errors");
        this.skipped = meters.counter("weir.archive.skipped");
        this.commits = meters.timer("weir.archive.commit");
        this.thread = Thread.ofPlatform().name("weir-archiver").unstarted(this::run);
    }

    /** Starts the thread. Once. */
    public void start() {
        thread.start();
    }

    private void run() {
        long pause = SHORTEST_PAUSE_MILLIS;
        List<SpooledExchange> batch = List.of();
        while (!stopping) {
            try {
                if (batch.isEmpty()) {
                    batch = feed.take(MOST_AT_ONCE, PATIENCE);
                }
                if (batch.isEmpty()) {
                    maintain();
                    continue;
                }
                write(batch);
                batch = List.of();
                pause = SHORTEST_PAUSE_MILLIS;
                maintain();
            } catch (SQLException e) {
                errors.increment();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the archive cannot be written, trying again: " + e.getMessage());
                if (!rest(pause)) {
                    break;
                }
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                errors.increment();
                LOG.log(System.Logger.Level.ERROR, "the archiver met a fault", e);
                closeWriter();
                if (!rest(pause)) {
                    break;
                }
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            }
        }
        closeWriter();
    }

    private void write(List<SpooledExchange> batch) throws SQLException {
        long begun = System.nanoTime();
        List<Exchange> committed = writeAll(batch, opened());
        commits.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        feed.acknowledge(batch);
        written.increment(committed.size());
        store.tell(committed);
    }

    private List<Exchange> writeAll(List<SpooledExchange> batch, ArchiveWriter to)
            throws SQLException {
        try {
            for (SpooledExchange exchange : batch) {
                to.add(exchange);
            }
            return to.commit();
        } catch (RuntimeException e) {
            to.rollback();
            LOG.log(System.Logger.Level.ERROR, "an exchange cannot be archived", e);
            return writeOneByOne(batch, to);
        } catch (SQLException e) {
            discard(to);
            throw e;
        }
    }

    /** Finds the exchange that cannot be written, and leaves out that one only. */
    private List<Exchange> writeOneByOne(List<SpooledExchange> batch, ArchiveWriter to)
            throws SQLException {
        List<Exchange> all = new java.util.ArrayList<>();
        for (SpooledExchange exchange : batch) {
            try {
                to.add(exchange);
                all.addAll(to.commit());
            } catch (RuntimeException e) {
                skipped.increment();
                to.rollback();
                LOG.log(
                        System.Logger.Level.ERROR,
                        "exchange " + exchange.opening().id() + " is left out of the archive",
                        e);
            } catch (SQLException e) {
                discard(to);
                throw e;
            }
        }
        return all;
    }

    private ArchiveWriter opened() throws SQLException {
        ArchiveWriter open = writer;
        if (open == null) {
            open = store.writer();
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

    private void maintain() throws SQLException {
        ArchiveWriter open = writer;
        if (open == null) {
            return;
        }
        try {
            open.maintain();
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

    private boolean rest(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
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
