package dev.weir.core.token;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * The text of a token: prefix, 43 digits of base 62 (256 random bits), and 6 digits of base 62 with
 * the CRC-32 of everything in front. The checksum keeps mistyped and made-up tokens from any
 * look-up; it is no protection. The text is a secret: it has no {@code toString} of use and is not
 * kept anywhere.
 */
public final class TokenText {

    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;
    private static final int RANDOM_BYTES = 32;
    private static final int MARK_LENGTH = "weir_".length();

    private final TokenKind kind;
    private final String text;

    private TokenText(TokenKind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    /**
     * Makes a new one.
     *
     * @param random a cryptographically strong source
     */
    public static TokenText make(TokenKind kind, RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String start = kind.prefix() + digits(new BigInteger(1, bytes), RANDOM_DIGITS);
        return new TokenText(kind, start + check(start));
    }

    /** True for a text that means to be one of Weir's, sound or not. */
    public static boolean isOurs(String text) {
        return text.regionMatches(0, "weir_", 0, MARK_LENGTH);
    }

    /** Reads a text; null where it is none, its checksum included. */
    public static @Nullable TokenText parse(String text) {
        for (TokenKind kind : TokenKind.values()) {
            String prefix = kind.prefix();
            int length = prefix.length() + RANDOM_DIGITS + CHECK_DIGITS;
            if (text.length() == length && text.startsWith(prefix)) {
                int end = length - CHECK_DIGITS;
                return allDigits(text, prefix.length())
                                && check(text.substring(0, end)).equals(text.substring(end))
                        ? new TokenText(kind, text)
                        : null;
            }
        }
        return null;
    }

    private static boolean allDigits(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (DIGITS.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String check(String start) {
        CRC32 crc = new CRC32();
        crc.update(start.getBytes(StandardCharsets.US_ASCII));
        return digits(BigInteger.valueOf(crc.getValue()), CHECK_DIGITS);
    }

    private static String digits(BigInteger number, int count) {
        char[] out = new char[count];
        BigInteger rest = number;
        BigInteger base = BigInteger.valueOf(DIGITS.length());
        for (int i = count - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(base);
            out[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(out);
    }

    public TokenKind kind() {
        return kind;
    }

    /** The last four characters: what a list shows. */
    public String lastFour() {
        return text.substring(text.length() - 4);
    }

    /** The whole text, to be shown once to whom it belongs. */
    public String reveal() {
        return text;
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The kind and nothing of the text. */
    @Override
    public String toString() {
        return "a " + kind.word().replace('_', ' ').toLowerCase(Locale.ROOT);
    }
}
