package dev.weir.core.diff;

import java.text.BreakIterator;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where a text may be cut: between characters as people see them, which may be several code points
 * (an emoji with its skin tone, a letter with its accents).
 */
final class Cuts {

    /** How far before a place the beginning of a character is looked for. */
    private static final int WINDOW = 256;

    private Cuts() {}

    /** The last cut at or before a place. */
    static int atOrBefore(String text, int place) {
        if (isPlain(text, place)) {
            return place;
        }
        int start = startOfWindow(text, place);
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(start, Math.min(text.length(), place + WINDOW)));
        return start
                + (characters.isBoundary(place - start)
                        ? place - start
                        : Math.max(0, characters.preceding(place - start)));
    }

    /** The first cut at or after a place. */
    static int atOrAfter(String text, int place) {
        if (isPlain(text, place)) {
            return place;
        }
        int start = startOfWindow(text, place);
        int end = Math.min(text.length(), place + WINDOW);
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(start, end));
        return characters.isBoundary(place - start)
                ? place
                : start + Math.max(place - start, characters.following(place - start));
    }

    /** Ends, and between two characters of ASCII but CR LF. */
    private static boolean isPlain(String text, int place) {
        if (place <= 0 || place >= text.length()) {
            return true;
        }
        char before = text.charAt(place - 1);
        char after = text.charAt(place);
        return before < 0x80 && after < 0x80 && !(before == '\r' && after == '\n');
    }

    private static int startOfWindow(String text, int place) {
        int start = place;
        while (start > 0 && place - start < WINDOW && !(start < place && isPlain(text, start))) {
            start--;
        }
        boolean low = start > 0 && Character.isLowSurrogate(text.charAt(start));
        return low ? start - 1 : start;
    }

    /** Ends of the characters in a range. */
    static int[] characters(String text, int from, int to) {
        String part = text.substring(from, to);
        int[] ends = new int[part.length()];
        int count = 0;
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(part);
        characters.first();
        for (int end = characters.next(); end != BreakIterator.DONE; end = characters.next()) {
            ends[count++] = from + end;
        }
        return Arrays.copyOf(ends, count);
    }

    /** Ends of the words in a range: after each space or sign that ends a character. */
    static int[] words(String text, int from, int to) {
        int[] ends = new int[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            boolean last = i + 1 == to;
            if (last || endsWord(text.charAt(i)) && isStart(text.charAt(i + 1))) {
                ends[count++] = i + 1;
            }
        }
        return Arrays.copyOf(ends, count);
    }

    private static boolean endsWord(char c) {
        return c < 0x80
                ? c != '\r'
                        && !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
                : c >= 0x3001 && c <= 0x3002 || c >= 0xFF01 && c <= 0xFF0F;
    }

    /** Whether a character certainly begins what people see as one. */
    private static boolean isStart(char c) {
        return c < 0x300 && c != 0xAD
                || c >= 0x3041 && c <= 0x3096
                || c >= 0x30A1 && c <= 0x30FA
                || c >= 0x4E00 && c <= 0x9FFF
                || c >= 0xAC00 && c <= 0xD7A3;
    }

    /** Ends of the lines in a range, their line feeds included. */
    static int[] lines(String text, int from, int to) {
        int[] ends = new int[16];
        int count = 0;
        for (int at = from; at < to; ) {
            int feed = text.indexOf('\n', at, to);
            at = feed < 0 ? to : feed + 1;
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, count * 2);
            }
            ends[count++] = at;
        }
        return Arrays.copyOf(ends, count);
    }
}
