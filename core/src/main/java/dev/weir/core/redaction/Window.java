package dev.weir.core.redaction;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bytes that detectors see: some that have been passed on already, for what stands before a
 * find, and all that have come since. A detector that looks beyond the last byte while more may
 * come is starved; its answer does not count, and it is asked again later. So an answer depends on
 * the body alone, not on the pieces in which it came.
 *
 * <p>JSON's escapes are understood: {@link #logical} reads {@code \n}, {@code \"}, {@code \/} and
 * four hex digits after a backslash and a u as one character, also with several backslashes, as in
 * JSON inside JSON.
 */
final class Window {

    /** How far before its trigger a detector may look, in bytes. */
    static final int BACK = 264;

    /** What {@link #logical} gives after the last byte. */
    static final int END = -1;

    private static final int MOST_BACKSLASHES = 8;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    byte[] bytes = new byte[0];

    /** Everything before counts as the bracket that ends a replacement. */
    int floor;

    /** After the last byte that has come. */
    int end;

    /** True when no more bytes come. */
    boolean last;

    /** True when somebody has looked beyond the last byte although more may come. */
    boolean starved;

    /** The last answer: what was found, and from where to where. */
    @Nullable Kind kind;

    @Nullable String name;
    int start;
    int stop;

    /** True where the find could be a number of JSON outside of any string. */
    boolean number;

    /** The byte there, 0 to 255; -1 after the last one. */
    int at(int index) {
        if (index < end) {
            return bytes[index] & 0xFF;
        }
        starved |= !last;
        return -1;
    }

    /** The byte there, at or before a trigger; -1 where a body or what was left of it begins. */
    int behind(int index) {
        return index >= floor ? bytes[index] & 0xFF : -1;
    }

    /** The bytes at three places in a row, lowest first; a fourth one must be there to be read. */
    static int threeBytes(byte[] bytes, int index) {
        return (int) INT.get(bytes, index) & 0xFFFFFF;
    }

    /** Keeps an answer; always true. */
    boolean found(Kind what, int from, int to) {
        kind = what;
        name = null;
        start = from;
        stop = to;
        number = false;
        return true;
    }

    /**
     * The character there and how many bytes it takes, as {@code length << 16 | character}; {@link
     * #END} after the last byte. Bytes beyond ASCII are a character each. Backslashes before
     * anything else than a known escape are one backslash.
     */
    int logical(int index) {
        int c = at(index);
        if (c != '\\') {
            return c < 0 ? END : 1 << 16 | c;
        }
        int i = index + 1;
        while (i - index < MOST_BACKSLASHES && at(i) == '\\') {
            i++;
        }
        int length = i + 1 - index << 16;
        return switch (at(i)) {
            case 'n' -> length | '\n';
            case 'r' -> length | '\r';
            case 't' -> length | '\t';
            case '"' -> length | '"';
            case '\'' -> length | '\'';
            case '/' -> length | '/';
            case 'u' ->
                    unicode(i + 1) < 0
                            ? i - index << 16 | '\\'
                            : length + (4 << 16) | unicode(i + 1);
            default -> i - index << 16 | '\\';
        };
    }

    private int unicode(int index) {
        int value = 0;
        for (int i = index; i < index + 4; i++) {
            int digit = Chars.hex(at(i));
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    static char character(int logical) {
        return (char) logical;
    }

    static int length(int logical) {
        return logical >>> 16;
    }

    /** After the bytes of these classes that begin there; at most so many, and one more. */
    int skip(int from, int mask, int most) {
        int i = from;
        while (i - from <= most && Chars.in(at(i), mask)) {
            i++;
        }
        return i;
    }

    /** After spaces and tabs, also escaped ones; at most eight. */
    int blanks(int from) {
        int i = from;
        for (int n = 0; n < 8; n++) {
            int logical = logical(i);
            if (logical == END || character(logical) != ' ' && character(logical) != '\t') {
                break;
            }
            i += length(logical);
        }
        return i;
    }

    /** After the equals signs that may end base64, also escaped; at most two. */
    int padding(int from) {
        int i = from;
        for (int n = 0; n < 2; n++) {
            int logical = logical(i);
            if (logical == END || character(logical) != '=') {
                break;
            }
            i += length(logical);
        }
        return i;
    }

    /** True where these bytes are there, in any case. */
    boolean isText(int from, String lower) {
        for (int i = 0; i < lower.length(); i++) {
            int c = at(from + i);
            if (c != lower.charAt(i) && (c < 'A' || c > 'Z' || (c | 0x20) != lower.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** True where exactly these bytes are there. */
    boolean is(int from, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (at(from + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * True where no character of a word stands before: the letters of an escape such as {@code \n}
     * or {@code %3D} are none.
     */
    boolean startsWord(int index) {
        int c = behind(index - 1);
        if (!Chars.in(c, Chars.ALNUM | Chars.UNDERSCORE)) {
            return true;
        }
        return afterEscape(index) || behind(index - 3) == '%' && Chars.hex(behind(index - 2)) >= 0;
    }

    /** True where an escape ends there: a backslash with its letter, or with four digits. */
    boolean afterEscape(int index) {
        int c = behind(index - 1);
        if (behind(index - 2) == '\\'
                && (c == 'n' || c == 'r' || c == 't' || c == 'b' || c == 'f')) {
            return true;
        }
        return behind(index - 5) == 'u'
                && behind(index - 6) == '\\'
                && hexBetween(index - 4, index);
    }

    /** True where an escape has begun before and is not over: nothing may be cut there. */
    boolean insideEscape(int index) {
        if (behind(index - 1) == '\\') {
            return true;
        }
        for (int back = 2; back <= 5; back++) {
            if (behind(index - back) == '\\') {
                return behind(index - back + 1) == 'u' && hexBetween(index - back + 2, index);
            }
        }
        return false;
    }

    private boolean hexBetween(int from, int to) {
        for (int i = from; i < to; i++) {
            if (Chars.hex(behind(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Marks a find of digits where it stands as a number may stand in JSON outside of a string. */
    void markNumber() {
        for (int i = start; i < stop; i++) {
            int c = at(i);
            if (!Chars.in(c, Chars.DIGIT) && "+-.eE".indexOf(c) < 0) {
                return;
            }
        }
        int i = start - 1;
        while (start - i < 9 && isBlank(behind(i))) {
            i--;
        }
        int before = behind(i);
        int k = stop;
        while (k - stop < 8 && isBlank(at(k))) {
            k++;
        }
        int after = at(k);
        number =
                (before < 0 || ":,[".indexOf(before) >= 0 || isBlank(before))
                        && (after < 0 || ",}]".indexOf(after) >= 0 || isBlank(after));
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** The text of a find, escapes undone; for hashing and for checks. */
    String text(int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; ) {
            int logical = logical(i);
            if (logical == END) {
                break;
            }
            text.append(character(logical));
            i += length(logical);
        }
        return text.toString();
    }
}
