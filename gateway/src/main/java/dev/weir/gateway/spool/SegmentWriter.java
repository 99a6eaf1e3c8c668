package dev.weir.gateway.spool;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.capture.Recorder;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/**
 * Appends the records of one event loop to its segments. An append is a copy and a checksum: no
 * system call, no lock, no signal to anybody.
 *
 * <p>Where the next segment is not there yet, room for the closings of all open exchanges is held
 * back in the current one; a closing that finds no room all the same waits until there is a
 * segment.
 */
final class SegmentWriter implements Recorder {

    /** Room held back for each open exchange; a closing is cut down to it where it must. */
    static final int CLOSING_RESERVE = 256;

    /** Not worth splitting a piece for. */
    private static final int SMALLEST_PART = 256;

    /**
     * Most bytes that a record takes besides the piece: its header, 15 bytes of numbers, padding.
     */
    private static final int PIECE_OVERHEAD = RecordLayout.size(15);

    /** How often it looks while it waits for a segment. */
    private static final long LOOK_NANOS = 500_000L;

    /** A closing that found no room. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Late(byte[] payload, long number, int sequence) {}

    private final long id;
    private final Executor loop;
    private final Spool.Shared shared;
    private final PayloadWriter scratch = new PayloadWriter();
    private final CRC32C crc = new CRC32C();
    private final ArrayDeque<Late> late = new ArrayDeque<>();
    private final AtomicLong closings = new AtomicLong();

    private volatile @Nullable SegmentFile first;
    private volatile @Nullable SegmentFile next;
    private long segmentsOffered;

    private volatile @Nullable SegmentFile active;
    private @Nullable SegmentFile segment;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private ByteBuffer view = bytes;
    private int mask;
    private int position;
    private int capacity;
    private long exchanges;
    private int open;
    private boolean waited;
    private Runnable onRoom = () -> {};

    SegmentWriter(long id, Executor loop, Spool.Shared shared) {
        this.id = id;
        this.loop = loop;
        this.shared = shared;
    }

    @Override
    public SpoolRecording begin(Opening opening) throws CaptureUnavailable {
        if (opening.mode() instanceof CaptureMode.Off) {
            throw new IllegalArgumentException("an exchange that is not to be recorded");
        }
        scratch.clear();
        Payloads.write(scratch, opening);
        long number = exchanges;
        open++;
        if (!append(RecordType.OPENING, number, 0)) {
            open--;
            Loss reason = reason();
            shared.metrics().lost(reason);
            throw new CaptureUnavailable(reason);
        }
        exchanges++;
        return new SpoolRecording(this, number, opening.mode());
    }

    /**
     * True where most of the segment is used and the next one is late, but not where the spool's
     * limit or a full disk is the reason.
     */
    @Override
    public boolean isShort() {
        return next == null
                && segment != null
                && capacity - position < capacity / 4
                && shared.supply().blocked() == null;
    }

    @Override
    public void onRoom(Runnable listener) {
        onRoom = listener;
    }

    /** Empty, for the payload of the next {@link #append}. */
    PayloadWriter scratch() {
        scratch.clear();
        return scratch;
    }

    /** Appends what the scratch holds; false where there is no room. */
    boolean append(RecordType type, long number, int sequence) {
        if (!ensure(RecordLayout.size(scratch.length()), false)) {
            return false;
        }
        put(type, number, sequence, scratch.buffer(), scratch.length());
        return true;
    }

    /**
     * Appends a piece of a body, split where a segment ends.
     *
     * @param passed bytes that arrived; as many as are kept, except where the mode keeps less
     * @param sum runs along over the kept bytes
     * @return how many of the bytes were kept; fewer than asked for where there is no room
     */
    int appendBody(
            RecordType type,
            SpoolRecording recording,
            long nanos,
            ByteBuffer piece,
            int from,
            int length,
            int passed,
            @Nullable CRC32C sum) {
        int done = 0;
        int toPass = passed;
        do {
            int rest = length - done;
            int least = PIECE_OVERHEAD + (Math.min(rest, SMALLEST_PART) + 7 & ~7);
            int sequence = recording.nextSequence();
            if (!ensure(least, false)) {
                recording.lose();
                return done;
            }
            int part = Math.min(rest, room() - PIECE_OVERHEAD);
            boolean more = part < rest;
            int pass = more ? part : toPass;
            putPiece(
                    type,
                    recording.number(),
                    sequence,
                    nanos,
                    piece,
                    from + done,
                    part,
                    pass,
                    more,
                    sum);
            done += part;
            toPass -= pass;
        } while (done < length);
        return done;
    }

    private void putPiece(
            RecordType type,
            long number,
            int sequence,
            long nanos,
            ByteBuffer piece,
            int from,
            int length,
            int passed,
            boolean more,
            @Nullable CRC32C sum) {
        int start = position + RecordLayout.HEADER;
        int at = varint(start, nanos << 2 | (more ? 2 : 0) | (passed != length ? 1 : 0));
        if (passed != length) {
            at = varint(at, passed);
        }
        bytes.put(at, piece, from, length);
        if (sum != null && length > 0) {
            view.limit(at + length).position(at);
            sum.update(view);
        }
        finish(type, number, sequence, at + length - start);
    }

    /** Appends the closing, if need be cut down, if need be later. */
    void close(SpoolRecording recording, Runnable shortForm) {
        int sequence = recording.nextSequence();
        int size = RecordLayout.size(scratch.length());
        if (!ensure(size, size <= CLOSING_RESERVE)) {
            scratch.clear();
            shortForm.run();
            if (!late.isEmpty() || !ensure(RecordLayout.size(scratch.length()), true)) {
                late.add(new Late(scratch.copy(), recording.number(), sequence));
                return;
            }
        }
        putClosing(recording.number(), sequence, scratch.buffer(), scratch.length());
    }

    private void putClosing(long number, int sequence, ByteBuffer payload, int length) {
        put(RecordType.CLOSING, number, sequence, payload, length);
        open--;
        closings.setRelease(closings.getPlain() + 1);
    }

    private void put(RecordType type, long number, int sequence, ByteBuffer payload, int length) {
        bytes.put(position + RecordLayout.HEADER, payload, 0, length);
        finish(type, number, sequence, length);
    }

    private void finish(RecordType type, long number, int sequence, int payload) {
        int kind = (sequence & RecordLayout.SEQUENCE_MASK) << 8 | type.code();
        RecordLayout.seal(bytes, view, position, payload, number, kind, mask, crc);
        position += RecordLayout.size(payload);
        SegmentFile current = segment;
        if (current != null) {
            current.publish(position);
        }
    }

    private int varint(int from, long value) {
        int at = from;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.put(at++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.put(at++, (byte) rest);
        return at;
    }

    /** Bytes that may still be written in this segment by anything but a closing. */
    private int room() {
        int reserve = next != null ? 0 : Math.min(open * CLOSING_RESERVE, capacity / 2 & ~7);
        return capacity - reserve - position;
    }

    private boolean ensure(int size, boolean closing) {
        if (sound() && size <= (closing ? capacity - position : room())) {
            return true;
        }
        return advance()
                && (sound() || advance() && sound())
                && size <= (closing ? capacity - position : room());
    }

    /** False where a force of the segment failed, which may happen before its first use. */
    private boolean sound() {
        SegmentFile current = segment;
        return current != null && !current.failed();
    }

    /** Goes on in the next segment; false where there is none. */
    private boolean advance() {
        SegmentFile following = next;
        if (following == null) {
            shared.supply().late();
        }
        if (following == null
                && !shared.patience().isZero()
                && shared.supply().blocked() == null
                && !waited) {
            following = await();
        }
        if (following == null) {
            return false;
        }
        SegmentFile current = segment;
        next = null;
        if (current == null) {
            first = following;
        } else {
            put(RecordType.SEGMENT_END, 0, 0, scratch.buffer(), 0);
            current.leave(following);
        }
        segment = following;
        active = following;
        bytes = following.bytes();
        view = bytes.duplicate();
        mask = following.mask();
        position = SegmentHeader.SIZE;
        capacity = following.size() - RecordLayout.END_SIZE;
        waited = false;
        shared.supply().wake();
        writeLate();
        return true;
    }

    /** A bounded wait, once for each segment that is late; never on an event loop. */
    private @Nullable SegmentFile await() {
        waited = true;
        long attempts = shared.patience().toNanos() / LOOK_NANOS;
        for (long i = 0; i < attempts && next == null; i++) {
            if (shared.supply().blocked() != null) {
                break;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return next;
    }

    private void writeLate() {
        for (Late one = late.peek(); one != null; one = late.peek()) {
            if (RecordLayout.size(one.payload().length) > capacity - position) {
                return;
            }
            putClosing(
                    one.number(),
                    one.sequence(),
                    ByteBuffer.wrap(one.payload()),
                    one.payload().length);
            late.remove();
        }
    }

    /** Why there is no room just now. */
    Loss reason() {
        Loss blocked = shared.supply().blocked();
        if (blocked != null) {
            return blocked;
        }
        SegmentFile current = segment;
        return current != null && current.failed() ? Loss.SPOOL_ERROR : Loss.SPOOL_FULL;
    }

    Executor loop() {
        return loop;
    }

    Spool.Shared shared() {
        return shared;
    }

    // What the supply and the reader ask, from their threads.

    long id() {
        return id;
    }

    /** Closings on record, ever. */
    long closings() {
        return closings.getAcquire();
    }

    boolean needsSegment() {
        return next == null;
    }

    long nextIndex() {
        return segmentsOffered++;
    }

    void offer(SegmentFile prepared) {
        next = prepared;
        if (segmentsOffered > 1) {
            shared.execute(loop, this::catchUp);
        }
    }

    /** On the loop: closings that wait are written as soon as there is room. */
    private void catchUp() {
        if (!late.isEmpty()) {
            advance();
        }
        onRoom.run();
    }

    @Nullable SegmentFile withdraw() {
        SegmentFile unused = next;
        next = null;
        return unused;
    }

    /** The first segment that was written, null where nothing was. */
    @Nullable SegmentFile first() {
        return first;
    }

    /** True where an exchange could be begun: a segment is ready, or there is room for a head. */
    boolean hasRoom() {
        SegmentFile current = active;
        return next != null
                || current != null && !current.failed() && current.published() < current.size() / 2;
    }
}
