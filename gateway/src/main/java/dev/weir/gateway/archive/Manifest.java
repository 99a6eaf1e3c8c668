package dev.weir.gateway.archive;

import java.util.Arrays;

/**
 * The blocks of a body, in order: runs of consecutive block ids. As bytes, each run is the signed
 * distance from the id after the run before it (from 0 for the first), and the number of blocks
 * less one.
 */
final class Manifest {

    private static final int MOST_RUNS = 1 << 24;
    private static final int LONGEST_RUN = 1 << 24;

    private long[] firsts = new long[8];
    private int[] counts = new int[8];
    private int runs;

    void add(long id) {
        if (runs > 0
                && firsts[runs - 1] + counts[runs - 1] == id
                && counts[runs - 1] < LONGEST_RUN) {
            counts[runs - 1]++;
            return;
        }
        run(id, 1);
    }

    private void run(long first, int count) {
        if (runs == firsts.length) {
            firsts = Arrays.copyOf(firsts, runs * 2);
            counts = Arrays.copyOf(counts, runs * 2);
        }
        firsts[runs] = first;
        counts[runs++] = count;
    }

    int runs() {
        return runs;
    }

    long first(int run) {
        return firsts[run];
    }

    int count(int run) {
        return counts[run];
    }

    void encode(ByteSink to) {
        long expected = 0;
        for (int i = 0; i < runs; i++) {
            to.signed(firsts[i] - expected);
            to.varint(counts[i] - 1L);
            expected = firsts[i] + counts[i];
        }
    }

    /** Reads a manifest; throws {@link ByteSource.Malformed} where the bytes are none. */
    static Manifest decode(byte[] bytes) {
        Manifest manifest = new Manifest();
        ByteSource source = new ByteSource(bytes);
        long expected = 0;
        while (source.more()) {
            long first = expected + source.signed();
            int count = source.count(LONGEST_RUN - 1) + 1;
            if (first < 1 || first > Long.MAX_VALUE - count) {
                throw new ByteSource.Malformed("block id " + first + " in a manifest");
            }
            if (manifest.runs == MOST_RUNS) {
                throw new ByteSource.Malformed("a manifest of more than " + MOST_RUNS + " runs");
            }
            manifest.run(first, count);
            expected = first + count;
        }
        return manifest;
    }
}
