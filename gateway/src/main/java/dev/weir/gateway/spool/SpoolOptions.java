package dev.weir.gateway.spool;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a spool is kept.
 *
 * @param directory where its segments lie; made where it is missing, with mode 0700
 * @param segmentBytes size of one segment in bytes. A head that is larger than a segment cannot be
 *     recorded, so it should be far above the limits of the relay
 * @param maxBytes most bytes of all segments together, whatever is free on the disk. Every event
 *     loop holds two segments
 * @param durability what the last byte of an answer waits for
 * @param flushInterval how often what was written is forced to the disk in the background
 */
public record SpoolOptions(
        Path directory,
        int segmentBytes,
        long maxBytes,
        Durability durability,
        Duration flushInterval) {

    private static final int SMALLEST_SEGMENT = 4096;
    private static final int LARGEST_SEGMENT = 1 << 30;
    private static final int DEFAULT_SEGMENT = 16 << 20;
    private static final long DEFAULT_MAX = 2L << 30;

    /** What a complete answer survives. */
    public enum Durability {
        /** The death of the process. */
        PROCESS,
        /** The death of the machine: the disk has it before the client has the last byte. */
        DISK
    }

    public SpoolOptions {
        if (segmentBytes < SMALLEST_SEGMENT
                || segmentBytes > LARGEST_SEGMENT
                || segmentBytes % SMALLEST_SEGMENT != 0) {
            throw new IllegalArgumentException(
                    "a segment of "
                            + segmentBytes
                            + " bytes: expected a multiple of 4096, at most 1 GiB");
        }
        if (maxBytes < segmentBytes) {
            throw new IllegalArgumentException(
                    "a spool of " + maxBytes + " bytes holds no segment of " + segmentBytes);
        }
        if (flushInterval.isNegative() || flushInterval.isZero()) {
            throw new IllegalArgumentException(
                    "a flush interval of " + flushInterval + ": expected more than zero");
        }
    }

    /** 16 MiB segments, 2 GiB in all, safe against a dead process, forced every second. */
    public static SpoolOptions in(Path directory) {
        return new SpoolOptions(
                directory, DEFAULT_SEGMENT, DEFAULT_MAX, Durability.PROCESS, Duration.ofSeconds(1));
    }

    public SpoolOptions withDurability(Durability other) {
        return new SpoolOptions(directory, segmentBytes, maxBytes, other, flushInterval);
    }

    public SpoolOptions withSizes(int segment, long max) {
        return new SpoolOptions(directory, segment, max, durability, flushInterval);
    }

    public SpoolOptions withFlushInterval(Duration other) {
        return new SpoolOptions(directory, segmentBytes, maxBytes, durability, other);
    }
}
