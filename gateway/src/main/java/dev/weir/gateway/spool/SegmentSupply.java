package dev.weir.gateway.spool;

import dev.weir.core.capture.Loss;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a segment ready for every writer, ahead of need, on a thread of its own, and a few more
 * behind them, so that a writer that takes its segment gets the next one without waiting for the
 * disk; more of them once a writer found none. Drained segments come back to it: a few are kept for
 * the next use, mapping and all, the rest is deleted. Where no segment can be had it tries again
 * every second, and at once when one comes back.
 */
final class SegmentSupply implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.spool");

    /** Spare segments for each writer, at first and at most; and for all of them. */
    private static final int SPARES = 2;

    private static final int MOST_SPARES = 4;
    private static final int POOL = 32;

    /** With less than this free on the disk, in bytes, nothing is kept that is not needed now. */
    private static final long AMPLE = 1L << 30;

    private static final long RETRY_NANOS = 1_000_000_000L;

    private final SpoolDisk disk;
    private final SpoolOptions options;
    private final SegmentSync sync;
    private final List<SegmentWriter> writers = new CopyOnWriteArrayList<>();
    private final Queue<SegmentFile> returned = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<SegmentFile> pool = new ArrayDeque<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger segments = new AtomicInteger();
    private final Thread thread;

    private long counter;
    private int spares = SPARES;
    private boolean roomy;
    private volatile boolean late;
    private volatile @Nullable Loss blocked;
    private volatile boolean stopping;

    /**
     * @param counter above every epoch, writer and file number in the directory
     */
    SegmentSupply(
            SpoolDisk disk,
            SpoolOptions options,
            SegmentSync sync,
            long counter,
            ThreadFactory threads) {
        this.disk = disk;
        this.options = options;
        this.sync = sync;
        this.counter = counter;
        this.thread = threads.newThread(this::run);
    }

    void start() {
        thread.start();
    }

    /** Segments of an earlier process count too, until they are given back. */
    void adopt(SegmentFile segment) {
        bytes.addAndGet(segment.size());
        segments.incrementAndGet();
    }

    /** Takes the writer on, with its first segment where one can be had. */
    synchronized void register(SegmentWriter writer) {
        writers.add(writer);
        serve(writer);
    }

    /** A number that was never a writer's or an epoch in this directory. */
    synchronized long number() {
        return counter++;
    }

    List<SegmentWriter> writers() {
        return writers;
    }

    long bytes() {
        return bytes.get();
    }

    int segments() {
        return segments.get();
    }

    /** Why no segment can be had at present; null where one can. */
    @Nullable Loss blocked() {
        return blocked;
    }

    /** A writer has taken its next segment and needs another one. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** A writer needed a segment and there was none: from now on more are kept. */
    void late() {
        late = true;
        wake();
    }

    /** Nothing in the segment is needed any more. */
    void giveBack(SegmentFile segment) {
        returned.add(segment);
        wake();
    }

    private void run() {
        while (!stopping) {
            try {
                work();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the supply of spool segments failed", e);
            }
            if (returned.isEmpty() && !stopping) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private synchronized void work() {
        if (late) {
            late = false;
            spares = Math.min(MOST_SPARES, spares + 1);
        }
        roomy = isRoomy();
        takeBack();
        while (!roomy && !pool.isEmpty()) {
            drop(pool.remove());
        }
        for (SegmentWriter writer : writers) {
            if (writer.needsSegment()) {
                serve(writer);
            }
        }
        makeSpares();
    }

    /** How many segments wait for writers: none where the archive may need the room. */
    private int wanted() {
        return roomy ? Math.min(POOL, spares * writers.size()) : 0;
    }

    private boolean isRoomy() {
        try {
            return Files.getFileStore(options.directory()).getUsableSpace() > AMPLE;
        } catch (IOException unknown) {
            LOG.log(Level.DEBUG, "the free space is not known", unknown);
            return false;
        }
    }

    /** Fills the pool, where that is possible without asking for it. */
    private void makeSpares() {
        int size = options.segmentBytes();
        while (blocked == null
                && !stopping
                && pool.size() < wanted()
                && bytes.get() + size <= options.maxBytes()) {
            try {
                pool.add(allocate(size));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "no spare spool segment can be had", e);
                return;
            }
        }
    }

    private SegmentFile allocate(int size) throws IOException {
        Path path =
                options.directory().resolve(String.format("%016x%s", counter++, Recovery.SUFFIX));
        SegmentFile segment = disk.allocate(path, size);
        adopt(segment);
        return segment;
    }

    private void serve(SegmentWriter writer) {
        SegmentFile segment = get();
        if (segment != null) {
            segment.prepare(
                    new SegmentHeader(counter++, writer.id(), writer.nextIndex(), segment.size()));
            sync.watch(segment);
            writer.offer(segment);
        }
    }

    private @Nullable SegmentFile get() {
        for (SegmentFile pooled = pool.pollLast(); pooled != null; pooled = pool.pollLast()) {
            if (!pooled.failed()) {
                pooled.touch();
                blocked = null;
                return pooled;
            }
            drop(pooled);
        }
        int size = options.segmentBytes();
        if (bytes.get() + size > options.maxBytes()) {
            block(Loss.SPOOL_FULL, "the spool's own limit is reached");
            return null;
        }
        try {
            SegmentFile segment = allocate(size);
            blocked = null;
            return segment;
        } catch (IOException e) {
            block(
                    noRoom(e, size) ? Loss.SPOOL_FULL : Loss.SPOOL_ERROR,
                    String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void block(Loss reason, String detail) {
        if (blocked != reason) {
            LOG.log(Level.WARNING, "no spool segment can be had: {0}", detail);
        }
        blocked = reason;
    }

    /** The JDK has no type for a full disk, only the system's words, in the user's language. */
    private boolean noRoom(IOException e, int size) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded")) {
            return true;
        }
        try {
            return Files.getFileStore(options.directory()).getUsableSpace() < size;
        } catch (IOException unknown) {
            LOG.log(Level.DEBUG, "the free space is not known", unknown);
            return false;
        }
    }

    private void takeBack() {
        for (SegmentFile segment = returned.poll(); segment != null; segment = returned.poll()) {
            if (pool.size() < wanted()
                    && segment.size() == options.segmentBytes()
                    && !segment.failed()
                    && !segment.damaged()
                    && !stopping) {
                pool.add(segment);
            } else {
                drop(segment);
            }
        }
    }

    private void drop(SegmentFile segment) {
        try {
            Recovery.discard(segment, disk);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a drained spool segment could not be removed", e);
        }
        bytes.addAndGet(-segment.size());
        segments.decrementAndGet();
    }

    /**
     * Ends: deletes what is drained and what was never used, and leaves the rest for the next
     * start.
     */
    @Override
    public void close() {
        stopping = true;
        wake();
        join(thread);
        synchronized (this) {
            takeBack();
            List<SegmentFile> unused = new ArrayList<>(pool);
            pool.clear();
            for (SegmentWriter writer : writers) {
                SegmentFile next = writer.withdraw();
                if (next != null) {
                    unused.add(next);
                }
            }
            unused.forEach(this::drop);
        }
    }

    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
