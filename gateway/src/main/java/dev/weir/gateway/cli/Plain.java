package dev.weir.gateway.cli;

import java.util.Locale;

/**
 * Makes captured content safe for a terminal. Captured bytes are hostile: an escape sequence in an
 * answer could move the cursor, set the title or forge a line. Every control character, and every
 * character that reorders or hides text, is shown as an escape instead.
 */
final class Plain {

    private Plain() {}

    /** Text that may have several lines: line feeds and tabs stay. */
    static String text(String captured) {
        return neutral(captured, true);
    }

    /** Text that must stay on its line. */
    static String line(String captured) {
        return neutral(captured, false);
    }

    private static String neutral(String captured, boolean lines) {
        StringBuilder safe = new StringBuilder(captured.length());
        for (int i = 0; i < captured.length(); ) {
            int c = captured.codePointAt(i);
            int next = i + Character.charCount(c);
            boolean crlf = c == '\r' && next < captured.length() && captured.charAt(next) == '\n';
            if (lines && crlf) {
                i = next;
                continue;
            }
            if (lines && (c == '\n' || c == '\t') || !isDangerous(c)) {
                safe.appendCodePoint(c);
            } else {
                safe.append(escape(c));
            }
            i = next;
        }
        return safe.toString();
    }

    /** True for what a terminal may act on, or what makes text look like other text. */
    static boolean isDangerous(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    true;
            default -> false;
        };
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                    c < 0x100
                            ? String.format(Locale.ROOT, "\\x%02x", c)
                            : String.format(Locale.ROOT, "\\u{%x}", c);
        };
    }

    /** A line cut to a width in characters, with a sign where something is missing. */
    static String cut(String captured, int width) {
        String line = line(captured);
        return line.codePointCount(0, line.length()) <= width
                ? line
                : line.substring(0, line.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
    }
}
