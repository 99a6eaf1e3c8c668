package dev.weir.core.rules;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A path as rules compare it: escapes of characters that need none, and of the colon, are undone,
 * and several slashes in a row are one. Providers read {@code /v1/%66iles} and {@code /v1//files}
 * as {@code /v1/files}, so a rule about one is a rule about all. What is sent stays as it came.
 */
public final class PlainPath {

    private final String text;

    /** Where each character, and the end, is in the path as it came; null where the text is it. */
    private final int @Nullable [] places;

    private PlainPath(String text, int @Nullable [] places) {
        this.text = text;
        this.places = places;
    }

    static PlainPath of(String path) {
        return isPlain(path) ? new PlainPath(path, null) : read(path, false);
    }

    /** The same with every escape undone, the slash's too: what it may be to a careless reader. */
    public static String bare(String path) {
        return isPlain(path) ? path : read(path, true).text;
    }

    private static boolean isPlain(String path) {
        return path.indexOf('%') < 0 && !path.contains("//");
    }

    private static PlainPath read(String path, boolean all) {
        StringBuilder text = new StringBuilder(path.length());
        int[] places = new int[path.length() + 1];
        int at = 0;
        while (at < path.length()) {
            int escaped = escaped(path, at);
            boolean undone = escaped > 0 && (all || isPlain(escaped));
            char c = undone ? (char) escaped : path.charAt(at);
            if (c != '/' || text.isEmpty() || text.charAt(text.length() - 1) != '/') {
                places[text.length()] = at;
                text.append(c);
            }
            at += undone ? 3 : 1;
        }
        places[text.length()] = path.length();
        return new PlainPath(text.toString(), Arrays.copyOf(places, text.length() + 1));
    }

    /** The ASCII character that an escape stands for, -1 where there is none. */
    private static int escaped(String path, int at) {
        if (path.charAt(at) != '%' || at + 2 >= path.length()) {
            return -1;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        int octet = high < 0 || low < 0 ? -1 : high << 4 | low;
        return octet < 0x80 ? octet : -1;
    }

    /** RFC 3986, 2.3, and the colon, which names of models and methods have. */
    private static boolean isPlain(int c) {
        return c == ':' || isUnreserved(c);
    }

    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    /** A name as it can stand in one segment of a path. */
    static String segment(String name) {
        StringBuilder segment = new StringBuilder(name.length());
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            int c = octet & 0xFF;
            if (isPlain(c) || c == '@') {
                segment.append((char) c);
            } else {
                segment.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return segment.toString();
    }

    String text() {
        return text;
    }

    /** Where a character of the text, or its end, is in the path as it came. */
    int place(int at) {
        return places == null ? at : places[at];
    }
}
