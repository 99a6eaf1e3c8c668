package dev.weir.gateway.spool;

import dev.weir.core.capture.Recorder;
import dev.weir.core.live.LiveCalls;

import io.micrometer.core.instrument.MeterRegistry;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/**
 * The write-ahead log of capture: one per process and directory.
 *
 * <p>It has three threads of its own: one keeps segments ready, one forces them to the disk, one
 * reads what is finished. Event loops write without any of them; see {@link SegmentWriter}.
 */
public final class Spool implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.spool");
    private static final String LOCK = "lock";

    /** Event loops write, and an event loop never waits. */
    static final Duration PATIENCE = Duration.ZERO;

    private final FileChannel lock;
    private final SegmentSync sync;
    private final SegmentSupply supply;
    private final SpoolReader reader;
    private final Shared shared;

    /** What all writers share. */
    record Shared(
            SegmentSupply supply,
            SegmentSync sync,
            SpoolMetrics metrics,
            SpoolOptions.Durability durability,
            Duration patience) {

        void execute(Executor loop, Runnable task) {
            try {
                loop.execute(task);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "an event loop ended before its spool", e);
            }
        }
    }

    private Spool(
            FileChannel lock,
            SpoolOptions options,
            SpoolDisk disk,
            ThreadFactory threads,
            MeterRegistry registry,
            LongSupplier nanoClock,
            Duration patience)
            throws IOException {
        this.lock = lock;
        SpoolMetrics metrics = new SpoolMetrics(registry);
        Recovery.Result found = Recovery.run(options.directory(), disk);
        metrics.damaged(found.damaged());
        boolean always = options.durability() == SpoolOptions.Durability.DISK;
        sync =
                new SegmentSync(
                        disk, options.flushInterval(), always, metrics.fsyncFailures(), threads);
        supply = new SegmentSupply(disk, options, sync, found.counter(), threads);
        found.segments().forEach(supply::adopt);
        reader = new SpoolReader(supply, metrics, nanoClock, found.exchanges(), threads);
        shared = new Shared(supply, sync, metrics, options.durability(), patience);
        metrics.watch(supply, reader);
        sync.start();
        supply.start();
        reader.start();
    }

    /**
     * Opens the spool and reads what an earlier process left in it.
     *
     * @param threads makes the spool's three threads; they block on the disk and should be daemon
     *     platform threads
     * @param nanoClock monotonic time in nanoseconds, for the time limits of the feed
     * @throws IOException where the directory cannot be used, or another process uses it
     */
    public static Spool open(
            SpoolOptions options,
            ThreadFactory threads,
            MeterRegistry registry,
            LongSupplier nanoClock)
            throws IOException {
        boolean toDisk = options.durability() == SpoolOptions.Durability.DISK;
        return open(options, new FileDisk(toDisk), threads, registry, nanoClock, PATIENCE);
    }

    /**
     * @param patience how long a writer waits for a segment that is late: zero where it is an event
     *     loop; a test whose tiny segments are outrun by anything may wait
     */
    static Spool open(
            SpoolOptions options,
            SpoolDisk disk,
            ThreadFactory threads,
            MeterRegistry registry,
            LongSupplier nanoClock,
            Duration patience)
            throws IOException {
        Files.createDirectories(options.directory(), FileDisk.OWNER_DIRECTORY);
        FileChannel lock = lock(options.directory());
        try {
            return new Spool(lock, options, disk, threads, registry, nanoClock, patience);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        directory.resolve(LOCK),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        FileDisk.OWNER_FILE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.log(Level.DEBUG, "the lock is held by this process", e);
        }
        channel.close();
        throw new IOException("the spool directory " + directory + " is used by another process");
    }

    /**
     * A recorder for one event loop, to be used on it only. Blocks while its first segment is made,
     * so it is to be called off the loop and before any traffic: the first exchange finds room.
     * Only where no segment can be had, because the disk is full, the recorder starts without one,
     * and refuses until there is room.
     */
    public Recorder recorder(Executor loop) {
        SegmentWriter writer = new SegmentWriter(supply.number(), loop, shared);
        supply.register(writer);
        supply.wake();
        return writer;
    }

    /** The archiver's end. For one reader. */
    public SpoolFeed feed() {
        return reader;
    }

    /** What is being recorded now. */
    public LiveCalls live() {
        return reader;
    }

    /** True while exchanges can be recorded. */
    public boolean writable() {
        return supply.blocked() == null
                || supply.writers().stream().allMatch(SegmentWriter::hasRoom);
    }

    /**
     * Closes it, once no recorder and no taken exchange is in use any more. What is not
     * acknowledged stays for the next start.
     */
    @Override
    public void close() throws IOException {
        reader.close();
        sync.close();
        supply.close();
        lock.close();
    }
}
