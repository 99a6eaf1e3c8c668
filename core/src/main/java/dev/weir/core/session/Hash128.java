package dev.weir.core.session;

import java.util.Locale;

/**
 * 128 bits that stand for content: equal content gives equal bits, and different content gives
 * different ones but for chance. Fast, not cryptographic: who wants to can make two contents of one
 * hash, and harms only the order of his own exchanges, since no hash is looked up across clients.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Hash128(long high, long low) {

    /** Stands for no content. */
    public static final Hash128 NONE = new Hash128(0, 0);

    private static final long A = 0xA0761D6478BD642FL;
    private static final long B = 0xE7037ED1A0B428DBL;

    /** The hash of this content followed by that one; the order counts. */
    public Hash128 then(Hash128 next) {
        return new Hash128(
                fold(high ^ A, next.high ^ B) + next.low, fold(low ^ B, next.low ^ A) + next.high);
    }

    /** The hash of a text. */
    public static Hash128 of(String text) {
        long high = A ^ text.length();
        long low = B + text.length();
        for (int i = 0; i < text.length(); i++) {
            high = fold(high ^ text.charAt(i), B);
            low = fold(low + text.charAt(i), A);
        }
        return new Hash128(mix(high), mix(low));
    }

    /** The two halves multiplied to 128 bits and folded together. */
    static long fold(long x, long y) {
        return x * y ^ Math.unsignedMultiplyHigh(x, y);
    }

    /** Every bit of the value spread over all of them. */
    static long mix(long value) {
        long v = (value ^ value >>> 33) * 0xFF51AFD7ED558CCDL;
        v = (v ^ v >>> 33) * 0xC4CEB9FE1A85EC53L;
        return v ^ v >>> 33;
    }

    /** 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }
}
