package dev.weir.core.redaction;

/**
 * Tells what looks drawn by chance from what people write: by the variety of characters, and by how
 * often small letters, capitals and digits change into each other.
 */
final class Randomness {

    private final int[] counts = new int[128];
    private int length;
    private int lower;
    private int upper;
    private int digits;
    private int others;
    private int changes;
    private int distinct;
    private int hex;
    private int longestLower;

    private Randomness() {}

    static Randomness of(CharSequence text) {
        Randomness randomness = new Randomness();
        int last = 0;
        int lowers = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = Math.min(text.charAt(i), 127);
            randomness.distinct += randomness.counts[c]++ == 0 ? 1 : 0;
            int type =
                    c >= 'a' && c <= 'z'
                            ? 1
                            : c >= 'A' && c <= 'Z' ? 2 : c >= '0' && c <= '9' ? 3 : 4;
            switch (type) {
                case 1 -> randomness.lower++;
                case 2 -> randomness.upper++;
                case 3 -> randomness.digits++;
                default -> randomness.others++;
            }
            lowers = type == 1 ? lowers + 1 : 0;
            randomness.longestLower = Math.max(randomness.longestLower, lowers);
            randomness.hex += Chars.hex(c) >= 0 ? 1 : 0;
            randomness.changes += i > 0 && type != last ? 1 : 0;
            last = type;
        }
        randomness.length = text.length();
        return randomness;
    }

    /** Shannon's entropy of the characters, in bits a character. */
    double entropy() {
        double sum = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / length;
                sum -= share * Math.log(share);
            }
        }
        return sum / Math.log(2);
    }

    int length() {
        return length;
    }

    int lower() {
        return lower;
    }

    int upper() {
        return upper;
    }

    int digits() {
        return digits;
    }

    int letters() {
        return lower + upper;
    }

    /** Characters that are neither letters nor digits of ASCII. */
    int others() {
        return others;
    }

    int distinct() {
        return distinct;
    }

    /** The longest stretch of small letters. */
    int longestLower() {
        return longestLower;
    }

    boolean isHex() {
        return hex == length;
    }

    /** The share of places where one sort of character follows another. */
    double changes() {
        return length < 2 ? 0 : (double) changes / (length - 1);
    }

    int count(char c) {
        return c < 128 ? counts[c] : 0;
    }

    /** True where the text is no placeholder such as a row of x or a few words. */
    boolean isNoPlaceholder() {
        return distinct >= Math.min(10, length / 2) && (digits > 0 || upper > 0 && lower > 0);
    }
}
