package dev.weir.core.diff;

import java.util.Arrays;

/**
 * Where two bodies part, which is what a provider's cache of prompts depends on. Bodies are
 * decoded: without their content encoding.
 *
 * @param a bytes of the first body
 * @param b bytes of the second one
 * @param first offset of the first byte that differs; the length of the shorter one where it only
 *     ends earlier; -1 where both are the same
 */
public record BytesDiff(long a, long b, long first) {

    static BytesDiff of(byte[] a, byte[] b) {
        return new BytesDiff(a.length, b.length, Arrays.mismatch(a, b));
    }

    public boolean same() {
        return first < 0;
    }

    /** Bytes that both begin with. */
    public long shared() {
        return same() ? a : first;
    }

    /** The share of the first body, from its start, that the second one begins with too: 0 to 1. */
    public double shareOfA() {
        return a == 0 ? 1 : (double) shared() / a;
    }

    /** The share of the second body, from its start, that the first one begins with too: 0 to 1. */
    public double shareOfB() {
        return b == 0 ? 1 : (double) shared() / b;
    }
}
