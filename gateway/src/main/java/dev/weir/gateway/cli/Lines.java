package dev.weir.gateway.cli;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines that fit a width. */
final class Lines {

    private static final String TAB = "    ";

    private Lines() {}

    /**
     * Lines of at most so many columns: broken at spaces where there are some, else anywhere.
     *
     * @param text made plain already
     */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String line : text.replace("\t", TAB).split("\n", -1)) {
            wrapOne(line, Math.max(8, width), lines);
        }
        return lines;
    }

    private static void wrapOne(String line, int width, List<String> lines) {
        int from = 0;
        int columns = 0;
        int space = -1;
        int i = 0;
        while (i < line.length()) {
            int c = line.codePointAt(i);
            int wide = columns(c);
            if (columns + wide > width && i > from) {
                int end = space > from ? space : i;
                lines.add(line.substring(from, end).stripTrailing());
                from = space > from ? space + 1 : i;
                i = from;
                columns = 0;
                space = -1;
                continue;
            }
            if (c == ' ') {
                space = i;
            }
            columns += wide;
            i += Character.charCount(c);
        }
        lines.add(line.substring(from));
    }

    /** Columns that a character takes in a terminal. */
    static int columns(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide =
                c >= 0x1100 && c <= 0x115F
                        || c >= 0x2E80 && c <= 0xA4CF
                        || c >= 0xAC00 && c <= 0xD7A3
                        || c >= 0xF900 && c <= 0xFAFF
                        || c >= 0xFE30 && c <= 0xFE6F
                        || c >= 0xFF00 && c <= 0xFF60
                        || c >= 0xFFE0 && c <= 0xFFE6
                        || c >= 0x1F300 && c <= 0x1FAFF
                        || c >= 0x20000 && c <= 0x3FFFD;
        return wide ? 2 : 1;
    }
}
