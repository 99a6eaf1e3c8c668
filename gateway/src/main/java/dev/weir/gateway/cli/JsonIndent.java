package dev.weir.gateway.cli;

/**
 * Lays JSON text out for reading without reading it: every number, key order, duplicate and escape
 * stays as it was, only the space between tokens changes.
 */
final class JsonIndent {

    private JsonIndent() {}

    /**
     * JSON text with line breaks and two spaces a level; levels beyond 40 are not indented further.
     */
    static String of(String json) {
        StringBuilder out = new StringBuilder(json.length() + json.length() / 4);
        int depth = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            switch (c) {
                case '"' -> {
                    int end = endOfString(json, i);
                    out.append(json, i, end);
                    i = end - 1;
                }
                case '{', '[' -> {
                    int next = skipSpace(json, i + 1);
                    if (next < json.length() && json.charAt(next) == (c == '{' ? '}' : ']')) {
                        out.append(c).append(json.charAt(next));
                        i = next;
                    } else {
                        out.append(c);
                        newLine(out, ++depth);
                    }
                }
                case '}', ']' -> {
                    newLine(out, --depth);
                    out.append(c);
                }
                case ',' -> {
                    out.append(c);
                    newLine(out, depth);
                }
                case ':' -> out.append(": ");
                case ' ', '\n', '\r', '\t' -> {}
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static int endOfString(String json, int start) {
        int i = start + 1;
        while (i < json.length() && json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(json.length(), i + 1);
    }

    private static int skipSpace(String json, int start) {
        int i = start;
        while (i < json.length() && " \n\r\t".indexOf(json.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }

    private static void newLine(StringBuilder out, int depth) {
        out.append('\n').append("  ".repeat(Math.clamp(depth, 0, 40)));
    }
}
