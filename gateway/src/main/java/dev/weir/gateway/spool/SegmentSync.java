package dev.weir.gateway.spool;

import io.micrometer.core.instrument.Counter;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Forces segments to the disk on a thread of its own: every so often, and at once where answers
 * wait for it. One round serves all that wait. A segment whose force failed is never forced again:
 * the system may have dropped the pages and would then report success.
 */
final class SegmentSync implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.spool");

    /** An answer that waits, and where to tell it. */
    private record Waiting(Executor loop, Runnable then) {}

    private final SpoolDisk disk;
    private final Duration interval;
    private final boolean always;
    private final Counter failures;
    private final Queue<SegmentFile> added = new ConcurrentLinkedQueue<>();
    private final List<SegmentFile> watched = new ArrayList<>();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile int failed;

    /**
     * @param always true where everything is forced; false where what the archive has taken over
     *     before the next round is not
     */
    SegmentSync(
            SpoolDisk disk,
            Duration interval,
            boolean always,
            Counter failures,
            ThreadFactory threads) {
        this.disk = disk;
        this.always = always;
        this.interval = interval;
        this.failures = failures;
        this.thread = threads.newThread(this::run);
    }

    void start() {
        thread.start();
    }

    /** From now on the segment is forced in each round until its writer has left it. */
    void watch(SegmentFile segment) {
        added.add(segment);
    }

    /** How many segments could not be forced so far. */
    int failed() {
        return failed;
    }

    /** Runs the task on the loop once all that was published before the call is on the disk. */
    void whenForced(Executor loop, Runnable then) {
        waiting.add(new Waiting(loop, then));
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopping) {
            round(always);
            if (waiting.isEmpty() && !stopping) {
                LockSupport.parkNanos(interval.toNanos());
            }
        }
        round(true);
    }

    private void round(boolean everything) {
        List<Waiting> served = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            served.add(next);
        }
        for (SegmentFile next = added.poll(); next != null; next = added.poll()) {
            watched.add(next);
        }
        watched.removeIf(segment -> force(segment, everything));
        for (Waiting one : served) {
            try {
                one.loop().execute(one.then());
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "an event loop ended before its answer was safe", e);
            }
        }
    }

    // Only this thread counts up.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private boolean force(SegmentFile segment, boolean everything) {
        try {
            return segment.force(disk, everything);
        } catch (IOException e) {
            failed++;
            failures.increment();
            LOG.log(
                    Level.ERROR,
                    "a spool segment could not be forced to the disk and is used no more",
                    e);
            return true;
        }
    }

    /** Ends after a last round. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        SegmentSupply.join(thread);
    }
}
