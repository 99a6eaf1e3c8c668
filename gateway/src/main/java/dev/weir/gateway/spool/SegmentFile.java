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

    private static final int PAGE = 4096;

    private final Path path;
    private final Arena arena;
    private final MemorySegment memory;
    private final ByteBuffer bytes;

    /**
     * Exchanges with records in here that are not acknowledged, seen since the last round of
     * forcing.
     */
    private int recentPins;

    /** The same, seen before it. */
    private int olderPins;

    /** Counts the rounds of forcing. */
    private int round;

    /** What was published at the last round. */
    private int seen;

    private volatile int readTo;

    private final AtomicBoolean released = new AtomicBoolean();
    private final AtomicInteger published = new AtomicInteger();
    private volatile @Nullable SegmentFile successor;
    private volatile boolean left;
    private volatile boolean drained;
    private volatile boolean failed;
    private volatile boolean damaged;

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
        recentPins = 0;
        olderPins = 0;
        seen = 0;
        readTo = 0;
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

    /**
     * An exchange has records in here.
     *
     * @return what to give back to {@link #unpin}
     */
    synchronized int pin() {
        recentPins++;
        return round;
    }

    /** Returns true where this call made it free. */
    synchronized boolean unpin(int since) {
        if (since == round) {
            recentPins--;
        } else {
            olderPins--;
        }
        return idle() && drained && released.compareAndSet(false, true);
    }

    /** The reader is done with it. Returns true where this call made it free. */
    synchronized boolean drain() {
        drained = true;
        return idle() && released.compareAndSet(false, true);
    }

    /** True where nothing in it is needed any more. */
    synchronized boolean idle() {
        return recentPins + olderPins == 0;
    }

    /** The reader has seen everything before this position. */
    void readTo(int position) {
        readTo = position;
    }

    /** Brings the pages into the page table here, so that the event loop does not pay for it. */
    void touch() {
        for (int at = 0; at < bytes.capacity(); at += PAGE) {
            bytes.put(at, bytes.get(at));
        }
    }

    /** True where a force failed: it is written and forced no more, and used no second time. */
    boolean failed() {
        return failed;
    }

    /** A part of it could not be read: it is not thrown away and not used again. */
    void markDamaged() {
        damaged = true;
    }

    boolean damaged() {
        return damaged;
    }

    /**
     * A round of forcing.
     *
     * @param always true where everything that was published is forced; false where only that is
     *     which has waited for the archive since the round before. What the archive has taken over
     *     in the meantime is durable there, and forcing it here too would only cost the event loop
     *     a page fault for each page when the segment is used again
     * @return true where there is nothing left to force, ever
     * @throws IOException at the first failure; nothing is tried again after it
     */
    synchronized boolean force(SpoolDisk disk, boolean always) throws IOException {
        boolean last = left;
        int end = published();
        boolean waits = olderPins > 0 || readTo < seen;
        olderPins += recentPins;
        recentPins = 0;
        round++;
        seen = end;
        if (closed || failed || released.get()) {
            return true;
        }
        if (!always && !waits) {
            return false;
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
