package dev.weir.gateway.spool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mapped segment and who still needs it. Its writer stores and publishes; the reader follows up
 * to what is published; it is free once the writer has left it, the reader has read it to its end
 * and every exchange with records in it is acknowledged.
 */
final class SegmentFile {

    private final Path path;
    private final Arena arena;
    private final MemorySegment memory;
    private final ByteBuffer bytes;

    /** Exchanges with records in here that are not acknowledged. */
    private final AtomicInteger pins = new AtomicInteger();

    private final AtomicBoolean released = new AtomicBoolean();
    private final AtomicInteger published = new AtomicInteger();
    private volatile @Nullable SegmentFile successor;
    private volatile boolean left;
    private volatile boolean drained;
    private volatile boolean failed;

    private int mask;
    private int forced;
    private boolean closed;

    SegmentFile(Path path, Arena arena, MemorySegment memory) {
        this.path = path;
        this.arena = arena;
        this.memory = memory;
        this.bytes = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    Path path() {
        return path;
    }

    MemorySegment memory() {
        return memory;
    }

    /** All of it, little-endian; only absolute access, since threads share it. */
    ByteBuffer bytes() {
        return bytes;
    }

    int size() {
        return bytes.capacity();
    }

    /** Of the checksums in here. */
    int mask() {
        return mask;
    }

    void mask(int value) {
        mask = value;
    }

    /** Makes it ready for a writer. Nobody else may hold it. */
    synchronized void prepare(SegmentHeader header) {
        header.write(bytes);
        mask = RecordLayout.mask(header.epoch());
        forced = 0;
        successor = null;
        left = false;
        drained = false;
        released.set(false);
        pins.set(0);
        published.set(SegmentHeader.SIZE);
    }

    /** Everything before this position may be read. */
    void publish(int position) {
        published.setRelease(position);
    }

    int published() {
        return published.getAcquire();
    }

    /** The writer is done with it and goes on in the other one; null where it goes nowhere. */
    void leave(@Nullable SegmentFile next) {
        successor = next;
        left = true;
    }

    boolean left() {
        return left;
    }

    @Nullable SegmentFile successor() {
        return successor;
    }

    void pin() {
        pins.incrementAndGet();
    }

    /** Returns true where this call made it free. */
    boolean unpin() {
        return pins.decrementAndGet() == 0 && drained && released.compareAndSet(false, true);
    }

    /** The reader is done with it. Returns true where this call made it free. */
    boolean drain() {
        drained = true;
        return pins.get() == 0 && released.compareAndSet(false, true);
    }

    /** True where nothing in it is needed any more. */
    boolean idle() {
        return pins.get() == 0;
    }

    /** True where a force failed: it is written and forced no more, and used no second time. */
    boolean failed() {
        return failed;
    }

    /**
     * Forces what was published since the last time.
     *
     * @return true where there is nothing left to force, ever
     * @throws IOException at the first failure; nothing is tried again after it
     */
    synchronized boolean force(SpoolDisk disk) throws IOException {
        boolean last = left;
        int end = published();
        if (closed || failed) {
            return true;
        }
        if (end > forced) {
            try {
                disk.force(this, forced, Math.min(size(), end + Long.BYTES));
            } catch (IOException e) {
                failed = true;
                throw e;
            }
            forced = end;
        }
        return last;
    }

    /** Unmaps it; views of it throw from now on. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }
}
