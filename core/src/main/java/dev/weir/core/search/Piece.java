package dev.weir.core.search;

import java.util.BitSet;

/**
 * Part of a query with its quotes undone, which still knows where each character stood and which of
 * them were quoted.
 */
final class Piece {

    private final String text;
    private final BitSet quoted;
    private final int[] offsets;
    private final int first;
    private final int from;
    private final int to;

    /**
     * @param text the characters
     * @param quoted which of them stood in quotes
     * @param offsets where each stood in the query; one more for the end
     * @param first where the whole began in the query, a quote included
     */
    Piece(String text, BitSet quoted, int[] offsets, int first) {
        this(text, quoted, offsets, first, 0, text.length());
    }

    private Piece(String text, BitSet quoted, int[] offsets, int first, int from, int to) {
        this.text = text;
        this.quoted = quoted;
        this.offsets = offsets;
        this.first = first;
        this.from = from;
        this.to = to;
    }

    String text() {
        return text.substring(from, to);
    }

    boolean isEmpty() {
        return from == to;
    }

    int length() {
        return to - from;
    }

    /** Where it begins in the query, an opening quote included. */
    int start() {
        if (from == 0) {
            return first;
        }
        return quoted.get(from - 1) ? offsets[from] : offsets[from - 1] + 1;
    }

    /** Where it ends in the query, a closing quote included. */
    int end() {
        return to > 0 && quoted.get(to) ? offsets[to - 1] + 1 : offsets[to];
    }

    boolean isQuoted(int index) {
        return quoted.get(from + index);
    }

    /** True where no character is quoted. */
    boolean isBare() {
        int first = quoted.nextSetBit(from);
        return first < 0 || first >= to;
    }

    /** True where it is this text, unquoted. */
    boolean is(String word) {
        return isBare() && text().equals(word);
    }

    /** True where it begins with this text, unquoted. */
    boolean begins(String word) {
        return text.startsWith(word, from)
                && from + word.length() <= to
                && part(0, word.length()).isBare();
    }

    /** Where an unquoted character stands, -1 where it does not. */
    int indexOf(char wanted, int since) {
        for (int i = since; i < length(); i++) {
            if (text.charAt(from + i) == wanted && !isQuoted(i)) {
                return i;
            }
        }
        return -1;
    }

    /** Where two unquoted dots stand, -1 where they do not. */
    int indexOfDots() {
        for (int i = indexOf('.', 0); i >= 0; i = indexOf('.', i + 1)) {
            if (i + 1 < length() && text.charAt(from + i + 1) == '.' && !isQuoted(i + 1)) {
                return i;
            }
        }
        return -1;
    }

    Piece part(int begin, int end) {
        return new Piece(text, quoted, offsets, first, from + begin, from + end);
    }

    Piece after(int begin) {
        return part(begin, length());
    }

    /** The error that blames this. */
    QueryError error(String message) {
        return new QueryError(message, start(), end(), null);
    }

    /** The error that blames this and says what to write instead. */
    QueryError error(String message, String suggestion) {
        return new QueryError(message, start(), end(), suggestion);
    }
}
