package dev.weir.core.redaction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an operator looks for besides: a row of characters and classes, each with a number of times.
 *
 * <pre>
 * EMP-[0-9]{6}      the letters and the dash, then six digits
 * acme_[a-z0-9]{24,32}
 * \d{3}-\d{2}-\d{4}
 * </pre>
 *
 * <p>Elements: a letter, digit or one of {@code _ - . / + @ # = ~ % & !} or a space stands for
 * itself; a backslash takes the sign after it as itself; {@code \d} is a digit, {@code \w} a
 * letter, digit or underscore; {@code [a-z0-9_]} is one of these. After an element {@code ?},
 * {@code {n}} or {@code {n,m}} may stand. There are no alternatives, groups or open repeats: a
 * pattern takes at most 64 characters, and looking for it takes at most 64 steps a byte, whatever
 * the body. It finds whole words: no letter or digit stands directly before or behind.
 */
public final class CustomPattern {

    /** The most characters that a pattern can match. */
    public static final int LONGEST = 64;

    /** The fewest characters that a pattern may match. */
    public static final int SHORTEST = 6;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final String SIGNS = "_-./+@#=~%&! ";

    private final String name;
    private final String text;

    /** Bit i of the mask of a character is set where it may stand at position i. */
    private final long[] masks;

    private final long optional;
    private final int positions;
    private final String literal;

    private CustomPattern(
            String name, String text, long[] masks, long optional, int positions, String literal) {
        this.name = name;
        this.text = text;
        this.masks = masks;
        this.optional = optional;
        this.positions = positions;
        this.literal = literal;
    }

    /**
     * Reads a pattern.
     *
     * @param name a word of small letters, digits and underscores that is not a {@link Kind}'s
     * @throws IllegalArgumentException where one of them is wrong; the message says what
     */
    public static CustomPattern parse(String name, String text) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "'"
                            + name
                            + "' is no name: expected up to 40 small letters, digits and underscores");
        }
        return new Parser(text).parse(name);
    }

    /** True for a name that a pattern may have. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && Kind.parse(name) == null;
    }

    /** The name, which is in the replacement. */
    public String name() {
        return name;
    }

    /** The pattern as it was written. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return name + ": " + text;
    }

    /** The three bytes with which every match begins; null where there are none. */
    @Nullable String trigger() {
        return literal.length() >= 3 ? literal.substring(0, 3).toLowerCase(Locale.ROOT) : null;
    }

    /** True where a match may begin with this byte. */
    boolean begins(int c) {
        return c < 128 && (masks[c] & closure(1)) != 0;
    }

    /** Looks for the longest match that begins there. */
    boolean find(Window window, int from) {
        if (!window.startsWord(from)) {
            return false;
        }
        long state = closure(1);
        long done = positions == 64 ? 0 : 1L << positions;
        int i = from;
        int to = -1;
        boolean wordEnd = false;
        for (int n = 0; n < LONGEST; n++) {
            int logical = window.logical(i);
            char c = logical == Window.END ? 0 : Window.character(logical);
            long taken = c < 128 ? state & masks[c] : 0;
            if (taken == 0) {
                break;
            }
            boolean whole = positions == 64 && (closure64(taken) || taken < 0);
            state = closure(taken << 1);
            i += Window.length(logical);
            if (whole || (state & done) != 0) {
                to = i;
                wordEnd = Chars.in(c, Chars.ALNUM);
            }
        }
        if (to < 0 || wordEnd && Chars.in(window.at(to), Chars.ALNUM)) {
            return false;
        }
        window.found(Kind.HIGH_ENTROPY, from, to);
        window.name = name;
        window.markNumber();
        return true;
    }

    private boolean closure64(long taken) {
        long state = taken;
        for (int i = 63; i > 0 && (optional >>> i & 1) != 0; i--) {
            if ((state >>> i - 1 & 1) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Adds what can be reached by leaving optional positions out. */
    private long closure(long states) {
        long all = states;
        for (; ; ) {
            long next = all | (all & optional) << 1;
            if (next == all) {
                return all;
            }
            all = next;
        }
    }

    /** Reads the text of a pattern from left to right. */
    private static final class Parser {

        private final String text;
        private int at;
        private final List<boolean[]> sets = new ArrayList<>();
        private long optional;
        private int required;
        private boolean startsLiterally = true;
        private final StringBuilder literal = new StringBuilder();

        private Parser(String text) {
            this.text = text;
        }

        private CustomPattern parse(String name) {
            while (at < text.length()) {
                int from = at;
                boolean[] set = element();
                int size = size(set);
                char only = single(set);
                int[] times = times();
                if (times[1] < 1) {
                    throw error(from, "a number of times that is at least 1");
                }
                for (int n = 0; n < times[1]; n++) {
                    if (sets.size() == LONGEST) {
                        throw new IllegalArgumentException(
                                "'" + text + "' takes more than " + LONGEST + " characters");
                    }
                    if (n >= times[0]) {
                        optional |= 1L << sets.size();
                    }
                    sets.add(set);
                }
                required += times[0];
                startsLiterally &= size == 1 && times[0] == times[1];
                if (startsLiterally) {
                    literal.append(String.valueOf(only).repeat(times[0]));
                }
            }
            if (required < SHORTEST) {
                throw new IllegalArgumentException(
                        "'" + text + "' can match fewer than " + SHORTEST + " characters");
            }
            long[] masks = new long[128];
            for (int i = 0; i < sets.size(); i++) {
                for (int c = 0; c < 128; c++) {
                    masks[c] |= sets.get(i)[c] ? 1L << i : 0;
                }
            }
            return new CustomPattern(name, text, masks, optional, sets.size(), literal.toString());
        }

        private boolean[] element() {
            char c = text.charAt(at++);
            boolean[] set = new boolean[128];
            if (c == '[') {
                klass(set);
            } else if (c == '\\') {
                escaped(set);
            } else {
                add(set, c);
            }
            return set;
        }

        private void escaped(boolean[] set) {
            char c = at < text.length() ? text.charAt(at++) : 0;
            if (c == 'd') {
                range(set, '0', '9');
            } else if (c == 'w') {
                range(set, '0', '9');
                range(set, 'a', 'z');
                range(set, 'A', 'Z');
                set['_'] = true;
            } else if (Chars.in(c, Chars.ALNUM)) {
                throw error(at - 1, "\\d, \\w or a sign after the backslash");
            } else {
                add(set, c);
            }
        }

        private void klass(boolean[] set) {
            int from = at - 1;
            while (at < text.length() && text.charAt(at) != ']') {
                char c = text.charAt(at++);
                if (c == '\\') {
                    escaped(set);
                } else if (at + 1 < text.length()
                        && text.charAt(at) == '-'
                        && text.charAt(at + 1) != ']') {
                    char last = text.charAt(at + 1);
                    boolean same =
                            Character.getType(c) == Character.getType(last)
                                    && Chars.in(Math.min(c, 127), Chars.ALNUM);
                    if (!same || last < c) {
                        throw error(at - 1, "a range of letters or digits such as a-z");
                    }
                    range(set, c, last);
                    at += 2;
                } else {
                    add(set, c);
                }
            }
            if (at == text.length() || size(set) == 0) {
                throw error(from, "a class such as [a-z0-9] with its closing bracket");
            }
            at++;
        }

        private void add(boolean[] set, char c) {
            if (!Chars.in(Math.min(c, 127), Chars.ALNUM) && SIGNS.indexOf(c) < 0) {
                throw error(at - 1, "a letter, a digit, one of " + SIGNS.strip() + " or a space");
            }
            set[c] = true;
        }

        private static void range(boolean[] set, char first, char last) {
            for (int c = first; c <= last; c++) {
                set[c] = true;
            }
        }

        private static int size(boolean[] set) {
            int size = 0;
            for (boolean in : set) {
                size += in ? 1 : 0;
            }
            return size;
        }

        private static char single(boolean[] set) {
            char c = 0;
            while (c < 127 && !set[c]) {
                c++;
            }
            return c;
        }

        private int[] times() {
            if (at < text.length() && text.charAt(at) == '?') {
                at++;
                return new int[] {0, 1};
            }
            if (at == text.length() || text.charAt(at) != '{') {
                return new int[] {1, 1};
            }
            int from = at++;
            int close = text.indexOf('}', at);
            String inside = close < 0 ? "" : text.substring(at, close);
            if (!inside.matches("\\d{1,3}(,\\d{1,3})?")) {
                throw error(from, "{n} or {n,m}");
            }
            at = close + 1;
            int comma = inside.indexOf(',');
            int least = Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
            int most = comma < 0 ? least : Integer.parseInt(inside.substring(comma + 1));
            if (most < least) {
                throw error(from, "{n,m} with n at most m");
            }
            return new int[] {least, most};
        }

        private IllegalArgumentException error(int place, String expected) {
            return new IllegalArgumentException(
                    "'" + text + "' at character " + (place + 1) + ": expected " + expected);
        }
    }
}
