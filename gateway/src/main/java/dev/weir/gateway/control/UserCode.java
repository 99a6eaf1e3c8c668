package dev.weir.gateway.control;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The short code that a person carries from a device to a browser: eight consonants, so that it
 * spells no word and none is mistaken for a digit; about 34 bits.
 */
final class UserCode {

    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int LENGTH = 8;

    private UserCode() {}

    static String make(RandomGenerator random) {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return code.toString();
    }

    /** As people read it: {@code BCDF-GHJK}. */
    static String shown(String code) {
        return code.substring(0, LENGTH / 2) + "-" + code.substring(LENGTH / 2);
    }

    /** What somebody typed, without case, blanks and hyphens; null where it can be no code. */
    static @Nullable String parse(String typed) {
        StringBuilder code = new StringBuilder(LENGTH);
        for (char c : typed.toUpperCase(Locale.ROOT).toCharArray()) {
            if (c == '-' || Character.isWhitespace(c)) {
                continue;
            }
            if (LETTERS.indexOf(c) < 0 || code.length() == LENGTH) {
                return null;
            }
            code.append(c);
        }
        return code.length() == LENGTH ? code.toString() : null;
    }
}
