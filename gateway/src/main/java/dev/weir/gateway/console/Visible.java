package dev.weir.gateway.console;

import java.util.Locale;

/**
 * Recorded text for documents that people open: characters that steer a terminal, or that hide or
 * turn text around, are shown by their numbers instead.
 */
final class Visible {

    private Visible() {}

    /** The text; line feeds and tabs stay. */
    static String text(String recorded) {
        StringBuilder out = null;
        for (int i = 0; i < recorded.length(); ) {
            int c = recorded.codePointAt(i);
            int next = i + Character.charCount(c);
            boolean crlf = c == '\r' && next < recorded.length() && recorded.charAt(next) == '\n';
            if (crlf || steers(c)) {
                if (out == null) {
                    out = new StringBuilder(recorded.length() + 32).append(recorded, 0, i);
                }
                if (!crlf) {
                    out.append(String.format(Locale.ROOT, "⟨U+%04X⟩", c));
                }
            } else if (out != null) {
                out.appendCodePoint(c);
            }
            i = next;
        }
        return out == null ? recorded : out.toString();
    }

    /** The text on one line. */
    static String line(String recorded) {
        return text(recorded).replaceAll("\\s+", " ").strip();
    }

    private static boolean steers(int c) {
        if (c == '\n' || c == '\t') {
            return false;
        }
        // Joiners are part of scripts and of emoji.
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            case Character.FORMAT -> c != 0x200C && c != 0x200D && c != 0xAD;
            default -> false;
        };
    }
}
