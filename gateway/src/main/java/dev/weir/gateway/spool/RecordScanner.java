package dev.weir.gateway.spool;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Goes through the records of a segment whose writer may be dead, and believes no byte that a
 * checksum does not cover.
 */
final class RecordScanner {

    /** How a scan came to its end. */
    enum End {
        /** The writer went on in another segment, as it should. */
        LEFT,
        /** Nothing follows: the writer stopped here. */
        OPEN,
        /** The last record is not whole: its pages never reached the disk. */
        TORN,
        /** A record is damaged, and whole ones come after it. */
        DAMAGED
    }

    /** How often the bytes of a segment are read in all while looking for records after damage. */
    private static final int SEARCH_FACTOR = 4;

    private final ByteBuffer bytes;
    private final ByteBuffer view;
    private final int mask;
    private final CRC32C crc = new CRC32C();

    private int at;
    private int next = SegmentHeader.SIZE;
    private @Nullable End end;
    private int payload;
    private int kind;
    private boolean acknowledged;

    /**
     * @param bytes the segment, little-endian
     * @param mask of its epoch
     */
    RecordScanner(ByteBuffer bytes, int mask) {
        this.bytes = bytes;
        this.view = bytes.duplicate();
        this.mask = mask;
    }

    /** Goes to the next whole record; false at the end. */
    boolean advance() {
        if (end != null) {
            return false;
        }
        at = next;
        if (!whole(at)) {
            end = judge(at);
            return false;
        }
        next = at + RecordLayout.size(payload);
        if (type() == RecordType.SEGMENT_END) {
            end = End.LEFT;
            return false;
        }
        return true;
    }

    private boolean whole(int from) {
        if (from + RecordLayout.HEADER > bytes.capacity()) {
            return false;
        }
        int form = bytes.getInt(from + Integer.BYTES);
        int length = form - 1;
        if (form <= 0 || length > bytes.capacity() - from - RecordLayout.HEADER) {
            return false;
        }
        int kindThere = bytes.getInt(from + RecordLayout.KIND);
        if (RecordType.of(kindThere & 0xFF) == null) {
            return false;
        }
        int sum =
                RecordLayout.checksum(view, from, from + RecordLayout.HEADER + length, crc)
                        ^ length
                        ^ mask;
        int stored = bytes.getInt(from);
        boolean opening = (kindThere & 0xFF) == RecordType.OPENING.code();
        if (stored != sum && !(opening && stored == ~sum)) {
            return false;
        }
        payload = length;
        kind = kindThere;
        acknowledged = stored != sum;
        return true;
    }

    /** Says what a place without a whole record means, by what comes after it. */
    private End judge(int from) {
        long budget = (long) SEARCH_FACTOR * bytes.capacity();
        int form = from + Long.BYTES <= bytes.capacity() ? bytes.getInt(from + Integer.BYTES) : 0;
        for (int i = from + 8; i + RecordLayout.HEADER <= bytes.capacity(); i += 8) {
            int length = bytes.getInt(i + Integer.BYTES) - 1;
            boolean possible = length >= 0 && length <= bytes.capacity() - i - RecordLayout.HEADER;
            if (possible && RecordType.of(bytes.get(i + RecordLayout.KIND) & 0xFF) != null) {
                budget -= length + RecordLayout.HEADER;
                if (budget < 0) {
                    return form == 0 ? End.OPEN : End.DAMAGED;
                }
                if (whole(i)) {
                    return End.DAMAGED;
                }
            }
        }
        return form == 0 ? End.OPEN : End.TORN;
    }

    /** How it ended; only after {@link #advance} said so. */
    End end() {
        return end == null ? End.OPEN : end;
    }

    int offset() {
        return at;
    }

    int payloadLength() {
        return payload;
    }

    RecordType type() {
        RecordType type = RecordType.of(kind & 0xFF);
        return type == null ? RecordType.SEGMENT_END : type;
    }

    int sequence() {
        return kind >>> 8;
    }

    long number() {
        return bytes.getLong(at + RecordLayout.NUMBER);
    }

    /** True for an opening whose exchange is safe in the archive. */
    boolean acknowledged() {
        return acknowledged;
    }
}
