package dev.weir.bench.reading;

import dev.weir.bench.archive.MemoryFeed;
import dev.weir.bench.files.WorkDirectory;
import dev.weir.core.archive.Archive;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.gateway.archive.ArchiveStore;
import dev.weir.gateway.archive.Archiver;
import dev.weir.gateway.archive.SqliteArchive;
import dev.weir.gateway.reading.Derivations;
import dev.weir.gateway.reading.DerivedStore;
import dev.weir.gateway.reading.Deriver;
import dev.weir.gateway.reading.SqliteDerived;
import dev.weir.gateway.spool.SpooledExchange;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An archive with its archiver and the derived rows with their deriver, put together as in Weir,
 * fed from memory instead of the spool.
 */
public final class Stage implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int WAITING = 600;
    private static final String DERIVER = "weir-deriver";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final MemoryFeed feed = new MemoryFeed(WAITING);
    private final ArchiveStore store;
    private final Archiver archiver;
    private final DerivedStore rows;
    private final Deriver deriver;
    private final Archive archive;
    private final SqliteDerived derived;

    /** Opens what is in a directory. The archiver is started, the deriver is not. */
    public Stage(Path directory) throws IOException {
        store = ArchiveStore.open(directory);
        archive = new SqliteArchive(store, feed);
        archiver = new Archiver(store, feed, new SimpleMeterRegistry());
        archiver.start();
        rows = DerivedStore.open(directory);
        deriver =
                new Deriver(
                        archive,
                        rows,
                        () ->
                                new Derivations(
                                        new Pricing(PriceTable.builtIn(), PriceOverrides.NONE)),
                        new SimpleMeterRegistry());
        derived = new SqliteDerived(rows, deriver);
    }

    public Archive archive() {
        return archive;
    }

    public SqliteDerived derived() {
        return derived;
    }

    DerivedStore rows() {
        return rows;
    }

    public void startDeriver() {
        deriver.start();
    }

    /** Hands an exchange to the archiver, waits while there are too many before it. */
    public void put(SpooledExchange exchange) {
        try {
            feed.put(exchange);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the bench was interrupted", e);
        }
    }

    /** Waits until everything put is in the archive. */
    public void settleArchive() throws IOException, InterruptedException {
        if (!archive.settle(PATIENCE)) {
            throw new IOException("the archiver did not finish in half an hour");
        }
    }

    /** Waits until everything in the archive has its row. */
    public void settleRows() throws IOException, InterruptedException {
        if (!derived.settle(PATIENCE)) {
            throw new IOException("the deriver did not finish in half an hour");
        }
    }

    /** CPU of the deriver's thread until now, in nanoseconds. */
    static long deriverCpu() {
        for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (info != null && info.getThreadName().equals(DERIVER)) {
                return THREADS.getThreadCpuTime(info.getThreadId());
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        deriver.close();
        rows.close();
        archiver.close();
        store.close();
    }

    /** Something measured in a directory of its own. */
    interface Measuring<T extends @Nullable Object> {
        T in(Path directory) throws Exception;
    }

    /** Measures in a new directory, which is deleted afterwards. */
    static <T> T inNewDirectory(Measuring<T> measuring) throws Exception {
        try (WorkDirectory directory = WorkDirectory.make()) {
            return measuring.in(directory.path());
        }
    }
}
