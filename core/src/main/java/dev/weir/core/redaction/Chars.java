package dev.weir.core.redaction;

import java.nio.charset.StandardCharsets;

/** Classes of bytes, as masks to be combined. */
final class Chars {

    static final int DIGIT = 1;
    static final int LOWER = 2;
    static final int UPPER = 4;
    static final int UNDERSCORE = 8;
    static final int DASH = 16;
    static final int PLUS_SLASH = 32;
    static final int HEX_LOWER = 64;
    static final int HEX_UPPER = 128;
    static final int DOT = 256;
    static final int EQUALS = 512;

    /** Ends a word: no find begins before the word in which its trigger stands. */
    static final int DELIMITER = 1024;

    static final int LETTER = LOWER | UPPER;
    static final int ALNUM = LETTER | DIGIT;
    static final int WORD = ALNUM | UNDERSCORE | DASH;
    static final int HEX = DIGIT | HEX_LOWER | HEX_UPPER;
    static final int RUN = WORD | PLUS_SLASH;

    private static final short[] CLASSES = classes();

    private Chars() {}

    private static short[] classes() {
        short[] classes = new short[256];
        for (int c = 0; c < 128; c++) {
            int bits = 0;
            bits |= c >= '0' && c <= '9' ? DIGIT : 0;
            bits |= c >= 'a' && c <= 'z' ? LOWER : 0;
            bits |= c >= 'A' && c <= 'Z' ? UPPER : 0;
            bits |= c >= 'a' && c <= 'f' ? HEX_LOWER : 0;
            bits |= c >= 'A' && c <= 'F' ? HEX_UPPER : 0;
            bits |= c == '_' ? UNDERSCORE : 0;
            bits |= c == '-' ? DASH : 0;
            bits |= c == '+' || c == '/' ? PLUS_SLASH : 0;
            bits |= c == '.' ? DOT : 0;
            bits |= c == '=' ? EQUALS : 0;
            bits |= c <= ' ' || "\"'`<>{}[],;)|".indexOf(c) >= 0 ? DELIMITER : 0;
            classes[c] = (short) bits;
        }
        return classes;
    }

    /** True where the byte, 0 to 255, is in one of the classes; the end, -1, is in none. */
    static boolean in(int c, int mask) {
        return c >= 0 && (CLASSES[c] & mask) != 0;
    }

    /** The same for a byte as it is in an array. */
    static boolean of(byte b, int mask) {
        return (CLASSES[b & 0xFF] & mask) != 0;
    }

    /** The value of a hex digit; -1 for any other byte. */
    static int hex(int c) {
        return c < 0 ? -1 : Character.digit(c, 16);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
