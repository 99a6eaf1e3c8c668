package dev.weir.gateway.spool;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Where the records of one exchange lie: a number for each, so that a long stream costs eight bytes
 * a piece. Filled by one thread, then handed over.
 */
final class ExchangeTrail {

    private static final int TYPE_SHIFT = 56;
    private static final int SEGMENT_SHIFT = 32;
    private static final int MOST_SEGMENTS = 1 << (TYPE_SHIFT - SEGMENT_SHIFT);

    private long[] records = new long[8];
    private int count;
    private SegmentFile[] segments = new SegmentFile[1];
    private int[] pins = new int[1];
    private int segmentCount;
    private int expected;
    private int gap = -1;
    private boolean closed;
    private boolean recovered;
    private boolean damaged;
    private long order;

    /** What was read of it while it was open; only where somebody looked. */
    private @Nullable LiveTrail live;

    private volatile boolean acknowledged;

    /**
     * Adds the next record. Records that are missing before it leave a gap.
     *
     * @throws IllegalStateException where it lies in more segments than can be counted
     */
    void add(SegmentFile segment, int offset, RecordType type, int sequence) {
        if (segmentCount == 0 || segments[segmentCount - 1] != segment) {
            addSegment(segment);
        }
        if (count == records.length) {
            records = Arrays.copyOf(records, count * 2);
        }
        if (sequence != expected && gap < 0) {
            gap = count;
        }
        expected = sequence + 1 & RecordLayout.SEQUENCE_MASK;
        records[count++] =
                (long) type.code() << TYPE_SHIFT
                        | (long) (segmentCount - 1) << SEGMENT_SHIFT
                        | offset;
        if (type == RecordType.CLOSING) {
            closed = true;
            live = null;
        }
    }

    private void addSegment(SegmentFile segment) {
        if (segmentCount == MOST_SEGMENTS) {
            throw new IllegalStateException("an exchange in " + segmentCount + " segments");
        }
        if (segmentCount == segments.length) {
            segments = Arrays.copyOf(segments, segmentCount * 2);
            pins = Arrays.copyOf(pins, segmentCount * 2);
        }
        pins[segmentCount] = segment.pin();
        segments[segmentCount++] = segment;
    }

    int count() {
        return count;
    }

    @Nullable RecordType type(int record) {
        return RecordType.of((int) (records[record] >>> TYPE_SHIFT));
    }

    ByteBuffer bytes(int record) {
        return segments[(int) (records[record] >>> SEGMENT_SHIFT) & MOST_SEGMENTS - 1].bytes();
    }

    int offset(int record) {
        return (int) records[record];
    }

    PayloadReader payload(int record) {
        int at = offset(record);
        ByteBuffer bytes = bytes(record);
        return new PayloadReader(
                bytes, at + RecordLayout.HEADER, bytes.getInt(at + Integer.BYTES) - 1);
    }

    /** The first record after missing ones, -1 where none is missing. */
    int gap() {
        return gap;
    }

    /** True where its closing is on record. */
    boolean closed() {
        return closed;
    }

    /** Found after a crash. */
    boolean recovered() {
        return recovered;
    }

    /** Found after a crash, in segments of which a part could not be read. */
    boolean damaged() {
        return damaged;
    }

    void recover(boolean fromDamage) {
        recovered = true;
        damaged = fromDamage;
    }

    long order() {
        return order;
    }

    void order(long place) {
        order = place;
    }

    /** What somebody who looks at it while it is open has read of it so far. */
    LiveTrail live() {
        LiveTrail reading = live;
        if (reading == null) {
            reading = new LiveTrail();
            live = reading;
        }
        return reading;
    }

    boolean acknowledged() {
        return acknowledged;
    }

    /**
     * Marks the opening, so that the exchange is not found again after a crash, and lets go of the
     * segments.
     *
     * @param free takes those that nobody needs any more
     */
    void acknowledge(Consumer<SegmentFile> free) {
        if (acknowledged) {
            return;
        }
        acknowledged = true;
        ByteBuffer bytes = bytes(0);
        bytes.putInt(offset(0), ~bytes.getInt(offset(0)));
        release(free);
    }

    private void release(Consumer<SegmentFile> free) {
        for (int i = 0; i < segmentCount; i++) {
            if (segments[i].unpin(pins[i])) {
                free.accept(segments[i]);
            }
        }
    }
}
