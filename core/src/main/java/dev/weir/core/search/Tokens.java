package dev.weir.core.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into the words that are searched for, as SQLite's FTS5 does with {@code unicode61
 * remove_diacritics 2}:
 *
 * <ul>
 *   <li>a token is a run of letters and numbers (Unicode categories L, N and Co) and of diacritics;
 *       everything else separates, {@code _} and {@code -} too;
 *   <li>letters become lower case, one by one;
 *   <li>Latin letters lose their diacritics ({@code é} is {@code e}, {@code ệ} too); other scripts
 *       keep theirs ({@code й} is not {@code и}).
 * </ul>
 *
 * <p>SQLite knows Unicode 6.1. It takes every character that is younger for a letter without case;
 * here those are what they are. Characters of scripts without spaces form one token up to the next
 * separator.
 */
public final class Tokens {

    /** First of the combining marks that vanish inside a token. */
    private static final int MARKS_FROM = 0x300;

    /** Bit n is set where the mark {@code MARKS_FROM + n} vanishes; the others separate. */
    private static final long MARKS = 0x361f808029fdfL;

    private Tokens() {}

    /** The tokens of a text, in order. Cutting a token again gives that token. */
    public static List<String> of(String text) {
        List<String> tokens = new ArrayList<>();
        StringBuilder token = new StringBuilder();
        int length = text.length();
        for (int i = 0; i < length; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isLetter(c)) {
                token.appendCodePoint(fold(c));
            } else if (token.isEmpty() || !vanishes(c)) {
                end(token, tokens);
            }
        }
        end(token, tokens);
        return tokens;
    }

    private static void end(StringBuilder token, List<String> tokens) {
        if (!token.isEmpty()) {
            tokens.add(token.toString());
            token.setLength(0);
        }
    }

    /** True for what tokens are made of. */
    static boolean isLetter(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.PRIVATE_USE ->
                    true;
            default -> false;
        };
    }

    private static boolean vanishes(int c) {
        int bit = c - MARKS_FROM;
        return bit >= 0 && bit < Long.SIZE && (MARKS >>> bit & 1) == 1;
    }

    private static int fold(int c) {
        if (c < 128) {
            return Character.toLowerCase(c);
        }
        if (c == DOTLESS_I) {
            return c;
        }
        // By way of the upper case, so that the forms of one letter (sigma, long s) become one.
        int lower = Character.toLowerCase(Character.toUpperCase(c));
        String apart = Normalizer.normalize(Character.toString(lower), Normalizer.Form.NFD);
        char base = apart.charAt(0);
        return apart.length() > 1 && base >= 'a' && base <= 'z' ? base : lower;
    }

    private static final int DOTLESS_I = 0x131;
}
