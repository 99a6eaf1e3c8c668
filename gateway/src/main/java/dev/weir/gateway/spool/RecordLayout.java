package dev.weir.gateway.spool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Where the fields of a record are. All numbers are little-endian; a record begins at a multiple of
 * eight.
 *
 * <pre>
 *  0  u32  checksum: CRC32C over [8, 20 + length), XOR length, XOR the segment's mask;
 *          all its bits inverted once the exchange is acknowledged (openings only)
 *  4  u32  length of the payload plus one, never 0; 0 says that no record follows
 *  8  u64  number of the exchange at its writer
 * 16  u32  type in the low 8 bits, number of the record in its exchange (modulo 2^24) above
 * 20       payload
 * </pre>
 *
 * The first eight bytes are stored last and at once, after the next record's place was set to zero,
 * so that a process that dies leaves either a whole record or none.
 */
final class RecordLayout {

    static final int HEADER = 20;
    static final int NUMBER = 8;
    static final int KIND = 16;
    static final int SEQUENCE_MASK = 0xFFFFFF;

    /** Room that a record of the type {@link RecordType#SEGMENT_END} takes. */
    static final int END_SIZE = 24;

    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int EPOCH_FACTOR = 0x9E3779B1;

    private RecordLayout() {}

    /** What the checksums of a segment are XORed with: different for any two epochs in 2^32. */
    static int mask(long epoch) {
        return (int) epoch * EPOCH_FACTOR;
    }

    /** True where the segment has no record yet. */
    static boolean unused(ByteBuffer segment) {
        return segment.capacity() < SegmentHeader.SIZE + Long.BYTES
                || segment.getLong(SegmentHeader.SIZE) == 0;
    }

    /** Bytes that a record takes with its padding. */
    static int size(int payload) {
        return (HEADER + payload + 7) & ~7;
    }

    /** Seals the record whose payload is in place and makes it visible. */
    static void seal(
            ByteBuffer bytes,
            ByteBuffer view,
            int at,
            int payload,
            long number,
            int kind,
            int mask,
            CRC32C crc) {
        int end = at + HEADER + payload;
        int next = at + size(payload);
        if (next + Long.BYTES <= bytes.capacity()) {
            bytes.putLong(next, 0);
        }
        bytes.putLong(at + NUMBER, number);
        bytes.putInt(at + KIND, kind);
        int sum = checksum(view, at, end, crc) ^ payload ^ mask;
        LONGS.setRelease(bytes, at, (long) (payload + 1) << 32 | sum & 0xFFFFFFFFL);
    }

    /** The CRC part of a record's checksum. The view's position and limit are changed. */
    static int checksum(ByteBuffer view, int at, int end, CRC32C crc) {
        crc.reset();
        view.limit(end).position(at + NUMBER);
        crc.update(view);
        return (int) crc.getValue();
    }
}
