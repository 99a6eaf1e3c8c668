package dev.weir.gateway.archive;

/**
 * Cuts bytes of any kind by their content: a rolling hash over the last 64 bytes decides, so that
 * bytes put in or taken out move the cuts around them only. Blocks of 4 to 16 KB.
 */
final class ContentCut {

    static final int SMALLEST = 4 * 1024;
    static final int NORMAL = 8 * 1024;
    static final int LARGEST = 16 * 1024;

    /** Before the normal size a cut needs fifteen bits of the hash to be zero, after it eleven. */
    private static final long STRICT = -1L << 64 - 15;

    private static final long LOOSE = -1L << 64 - 11;

    private static final long[] GEAR = gear();

    private ContentCut() {}

    /** The numbers that bytes stand for: the first 256 of a SplitMix64 sequence seeded with 0. */
    private static long[] gear() {
        long[] gear = new long[256];
        long seed = 0;
        for (int i = 0; i < 256; i++) {
            seed += 0x9E3779B97F4A7C15L;
            long z = seed;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            gear[i] = z ^ z >>> 31;
        }
        return gear;
    }

    /**
     * The end of the block that begins at {@code start}, negative where the bytes run out first.
     */
    static int next(byte[] body, int start, int to) {
        if (to - start <= SMALLEST) {
            return -1;
        }
        int normal = Math.min(to, start + NORMAL);
        int limit = Math.min(to, start + LARGEST);
        long hash = 0;
        int i = start + SMALLEST;
        while (i < normal) {
            hash = (hash << 1) + GEAR[body[i++] & 0xFF];
            if ((hash & STRICT) == 0) {
                return i;
            }
        }
        while (i < limit) {
            hash = (hash << 1) + GEAR[body[i++] & 0xFF];
            if ((hash & LOOSE) == 0) {
                return i;
            }
        }
        return i - start == LARGEST ? i : -1;
    }
}
