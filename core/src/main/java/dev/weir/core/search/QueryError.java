package dev.weir.core.search;

import org.jspecify.annotations.Nullable;

/**
 * A query that cannot be read, and which of its characters are to blame. The message is one
 * sentence without a full stop, for people; it may repeat characters of the query.
 */
public final class QueryError extends Exception {

    private static final long serialVersionUID = 1;

    private final int start;
    private final int end;
    private final @Nullable String suggestion;

    /**
     * @param message what is wrong, and what was expected
     * @param start offset of the first character to blame, in {@code char}s; the query's length
     *     where something is missing at its end
     * @param end offset after the last one, at least {@code start}
     * @param suggestion what to write in place of these characters, null where that is not known
     */
    public QueryError(String message, int start, int end, @Nullable String suggestion) {
        super(message, null, false, false);
        this.start = start;
        this.end = end;
        this.suggestion = suggestion;
    }

    public int start() {
        return start;
    }

    public int end() {
        return end;
    }

    public @Nullable String suggestion() {
        return suggestion;
    }

    /**
     * Three lines for a terminal: the query, or the part of it around the place; carets below the
     * place; the message with the suggestion. Control characters and characters that turn text
     * around are shown as {@code ?}; every character counts as one column.
     *
     * @param query the query that was parsed
     * @param columns width of the first two lines, at least 20
     */
    public String pointed(String query, int columns) {
        int width = Math.max(columns, 20);
        int[] shown = query.codePoints().map(QueryError::harmless).toArray();
        int from = query.codePointCount(0, Math.min(start, query.length()));
        int to = query.codePointCount(0, Math.min(end, query.length()));
        int left = from <= width * 2 / 3 ? 0 : from - width / 3;
        int right = Math.min(shown.length, left + width);
        int carets = Math.max(1, Math.min(to, right) - from);
        String advice = suggestion == null ? "" : "; try " + visible(suggestion);
        return new String(shown, left, right - left)
                + '\n'
                + " ".repeat(from - left)
                + "^".repeat(carets)
                + '\n'
                + visible(getMessage() == null ? "" : getMessage())
                + advice;
    }

    private static String visible(String text) {
        int[] shown = text.codePoints().map(QueryError::harmless).toArray();
        return new String(shown, 0, shown.length);
    }

    private static int harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR -> ' ';
            case Character.CONTROL -> Character.isWhitespace(c) ? ' ' : '?';
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    '?';
            default -> c;
        };
    }
}
