package dev.weir.gateway.spool;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a segment. All numbers are little-endian.
 *
 * <pre>
 *  0  u64  magic: the letters WEIRSPL and a zero
 *  8  u32  version of the format: 1
 * 12  u32  length of this header: 64
 * 16  u64  epoch: another one each time that the segment is used
 * 24  u64  writer
 * 32  u64  place of the segment among its writer's, from 0
 * 40  u64  size of the segment in bytes
 * 48       zeros
 * 60  u32  CRC32C over [0, 60)
 * </pre>
 *
 * @param epoch makes the checksums of this use of the segment different from those of any other
 * @param writer who wrote it, unique in the directory
 * @param index place among the writer's segments
 * @param bytes size of the segment
 */
record SegmentHeader(long epoch, long writer, long index, long bytes) {

    static final int SIZE = 64;
    static final int VERSION = 1;

    private static final long MAGIC = 0x004C_5053_5249_4557L;
    private static final int CHECKSUM_AT = 60;

    /** Writes it, after the place of the first record was set to say that there is none. */
    void write(ByteBuffer segment) {
        segment.putLong(SIZE, 0);
        segment.putLong(0, MAGIC);
        segment.putInt(8, VERSION);
        segment.putInt(12, SIZE);
        segment.putLong(16, epoch);
        segment.putLong(24, writer);
        segment.putLong(32, index);
        segment.putLong(40, bytes);
        segment.putLong(48, 0);
        segment.putInt(56, 0);
        segment.putInt(CHECKSUM_AT, checksum(segment));
    }

    /** Reads it; null where the checksum does not hold. */
    static @Nullable SegmentHeader read(ByteBuffer segment) {
        if (segment.capacity() < SIZE
                || segment.getLong(0) != MAGIC
                || segment.getInt(CHECKSUM_AT) != checksum(segment)) {
            return null;
        }
        return new SegmentHeader(
                segment.getLong(16), segment.getLong(24), segment.getLong(32), segment.getLong(40));
    }

    /** The version of a segment whose header holds. */
    static int version(ByteBuffer segment) {
        return segment.getInt(8);
    }

    /** True where the segment was never used: its allocation may not even have come to its end. */
    static boolean blank(ByteBuffer segment) {
        int end = Math.min(SIZE, segment.capacity());
        for (int i = 0; i < end; i++) {
            if (segment.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(ByteBuffer segment) {
        CRC32C crc = new CRC32C();
        crc.update(segment.slice(0, CHECKSUM_AT));
        return (int) crc.getValue();
    }
}
