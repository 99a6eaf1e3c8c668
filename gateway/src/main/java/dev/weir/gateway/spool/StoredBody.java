package dev.weir.gateway.spool;

import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One body read from an exchange's records. Kept bytes after missing records are left out: what is
 * kept is a prefix.
 */
final class StoredBody {

    /** What stands before the bytes of a piece. */
    record Piece(long nanos, long passed, boolean more, int from, int length) {

        static Piece read(PayloadReader in) throws MalformedRecordException {
            long form = in.varint();
            boolean explicit = (form & 1) != 0;
            long passed = explicit ? in.count() : -1;
            return new Piece(
                    form >>> 2,
                    explicit ? passed : in.remaining(),
                    (form & 2) != 0,
                    in.position(),
                    in.remaining());
        }
    }

    private final ExchangeTrail trail;
    private final RecordType type;
    private final BodyFacts facts;
    private final boolean consistent;

    /** The first record that no longer counts, for kept bytes. */
    private final int end;

    private long lastNanos;

    /**
     * @param told the facts on record, null where the process died before it wrote them
     */
    StoredBody(ExchangeTrail trail, RecordType type, @Nullable BodyFacts told) {
        this.trail = trail;
        this.type = type;
        long passed = 0;
        long kept = 0;
        boolean readable = true;
        int firstBad = trail.count();
        for (int i = 1; i < trail.count(); i++) {
            if (trail.type(i) != type) {
                continue;
            }
            try {
                Piece piece = piece(i);
                passed += piece.passed();
                kept += piece.length();
                lastNanos = Math.max(lastNanos, piece.nanos());
            } catch (MalformedRecordException e) {
                readable = false;
                firstBad = Math.min(firstBad, i);
            }
        }
        boolean fits = readable && (told == null || told.kept() == kept);
        if (fits && told != null) {
            this.end = trail.count();
            this.facts = told;
            this.consistent = true;
        } else {
            this.end = trail.gap() < 0 ? firstBad : Math.min(firstBad, trail.gap());
            this.consistent = fits;
            this.facts = measure(told == null ? passed : told.length());
        }
    }

    private BodyFacts measure(long length) {
        CRC32C sum = new CRC32C();
        long kept = 0;
        for (ByteBuffer piece : pieces()) {
            kept += piece.remaining();
            sum.update(piece);
        }
        return new BodyFacts(Math.max(length, kept), kept, (int) sum.getValue());
    }

    private Piece piece(int record) throws MalformedRecordException {
        return Piece.read(trail.payload(record));
    }

    /** False where the pieces on record are not the ones that the facts on record speak of. */
    boolean consistent() {
        return consistent;
    }

    BodyFacts facts() {
        return facts;
    }

    long lastNanos() {
        return lastNanos;
    }

    List<ByteBuffer> pieces() {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int i = 1; i < end; i++) {
            if (trail.type(i) == type) {
                try {
                    Piece piece = piece(i);
                    if (piece.length() > 0) {
                        pieces.add(
                                trail.bytes(i)
                                        .slice(piece.from(), piece.length())
                                        .asReadOnlyBuffer());
                    }
                } catch (MalformedRecordException e) {
                    return pieces;
                }
            }
        }
        return pieces;
    }

    /** What came together may have been written in parts, where some of it had to wait. */
    private static void add(List<Chunk> chunks, long nanos, int length) {
        if (!chunks.isEmpty() && chunks.getLast().nanos() == nanos) {
            Chunk last = chunks.removeLast();
            chunks.add(new Chunk(nanos, Math.addExact(last.length(), length)));
        } else {
            chunks.add(new Chunk(nanos, length));
        }
    }

    List<Chunk> chunks() {
        List<Chunk> chunks = new ArrayList<>();
        long carried = 0;
        for (int i = 1; i < trail.count(); i++) {
            if (trail.type(i) == type) {
                try {
                    Piece piece = piece(i);
                    carried += piece.passed();
                    if (carried > 0 && !piece.more()) {
                        add(chunks, piece.nanos(), Math.toIntExact(carried));
                        carried = 0;
                    }
                } catch (MalformedRecordException | ArithmeticException e) {
                    return chunks;
                }
            }
        }
        if (carried > 0) {
            chunks.add(new Chunk(lastNanos, (int) Math.min(carried, Integer.MAX_VALUE)));
        }
        return chunks;
    }
}
