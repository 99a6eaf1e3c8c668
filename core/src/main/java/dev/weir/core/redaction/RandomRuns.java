package dev.weir.core.redaction;

import java.util.Base64;
import java.util.List;

/**
 * Random strings that nothing else explains: a run of letters, digits, {@code + / - _} of 32 to 128
 * characters with capitals, small letters and digits well mixed. What looks random by its nature is
 * left: hex, names with an id's prefix, paths, what belongs to a name such as {@code id} or {@code
 * signature}, parts of dotted names, data URLs. Twilio's keys are found here too, by their form.
 */
final class RandomRuns {

    /** The shortest run that is looked at. */
    static final int LEAST = 32;

    /** Runs longer than this are passed over. */
    static final int MOST = 256;

    private static final int LONGEST_SECRET = 128;

    /** So many characters of base64 on the line before make a line a part of it. */
    private static final int NEIGHBOUR = 20;

    /** With what files begin in base64: PNG, JPEG, GIF, PDF, ZIP, WebP and WAV, gzip, MP4. */
    private static final List<String> FILES =
            List.of(
                    "iVBOR", "/9j/", "R0lGOD", "JVBERi", "UEsDB", "UklGR", "H4sI", "AAAA", "PD94",
                    "PHN2");

    private final boolean twilio;
    private final boolean others;

    RandomRuns(boolean twilio, boolean others) {
        this.twilio = twilio;
        this.others = others;
    }

    /** Looks at a run from its first character to the one after its last. */
    boolean find(Window window, int runStart, int runEnd) {
        int from = runStart;
        if (window.afterEscape(from + 1) && window.behind(from - 1) == '\\') {
            from++;
        }
        int length = runEnd - from;
        if (length < LEAST || length > LONGEST_SECRET) {
            return false;
        }
        if (twilio && length == 34 && window.at(from) == 'S' && window.at(from + 1) == 'K') {
            int i = window.skip(from + 2, Chars.DIGIT | Chars.HEX_LOWER, 34);
            if (i == runEnd) {
                return Randomness.of(window.text(from, runEnd)).distinct() >= 8
                        && window.found(Kind.TWILIO_KEY, from, runEnd);
            }
        }
        return others
                && isAlone(window, from, runEnd)
                && isRandom(window, from, runEnd)
                && found(window, from, runEnd);
    }

    private static boolean found(Window window, int from, int runEnd) {
        int to = window.padding(runEnd);
        return window.found(Kind.HIGH_ENTROPY, from, to);
    }

    private static boolean isAlone(Window window, int from, int to) {
        int before = window.behind(from - 1);
        int after = window.at(to);
        boolean opens =
                before < 0
                        || before <= ' '
                        || "\"'`=:([{<,;".indexOf(before) >= 0
                        || window.afterEscape(from);
        if (!opens || before == ',' && window.behind(from - 7) == 'b') {
            return false;
        }
        boolean closes = after < 0 || after <= ' ' || "\"'`=,;)]}>\\.".indexOf(after) >= 0;
        int next = window.at(to + 1);
        boolean goesOn =
                after == '\\' && next == '/'
                        || after == '.' && next > ' ' && "\"'`\\".indexOf(next) < 0;
        if (!closes || goesOn) {
            return false;
        }
        return !isWrapped(window, from) && !Names.isHarmless(Names.before(window, from));
    }

    /**
     * True for a line of longer base64: a row of its characters, or the head of a block, stands
     * before.
     */
    private static boolean isWrapped(Window window, int from) {
        int i = from - 1;
        while (from - i < 16) {
            if (window.afterEscape(i + 1) && window.behind(i - 1) == '\\') {
                i--;
            } else if (!isBetweenLines(window.behind(i))) {
                break;
            }
            i--;
        }
        int letters = 0;
        int dashes = 0;
        while (letters < NEIGHBOUR && Chars.in(window.behind(i - letters), Chars.RUN)) {
            dashes += letters < 5 && window.behind(i - letters) == '-' ? 1 : 0;
            letters++;
        }
        return letters == NEIGHBOUR || dashes == 5;
    }

    private static boolean isBetweenLines(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\\';
    }

    private static boolean isRandom(Window window, int from, int to) {
        String text = window.text(from, to);
        Randomness randomness = Randomness.of(text);
        int least = Math.max(3, text.length() / 16);
        if (randomness.digits() < least
                || randomness.upper() < 2 * least
                || randomness.lower() < 2 * least
                || randomness.distinct() < 18
                || randomness.longestLower() > 7
                || randomness.changes() < 0.38
                || randomness.entropy() < 4.2) {
            return false;
        }
        int slashes = randomness.count('/');
        int dashes = randomness.count('-') + randomness.count('_');
        return slashes <= 1 + text.length() / 16
                && dashes <= 2 + text.length() / 16
                && (slashes == 0 || dashes == 0)
                && !hasPrefix(text)
                && FILES.stream().noneMatch(text::startsWith)
                && !isText(text);
    }

    /** True where it is base64 of something that people can read. */
    private static boolean isText(String text) {
        try {
            byte[] decoded = Base64.getDecoder().decode(text.substring(0, text.length() / 4 * 4));
            int readable = 0;
            for (byte b : decoded) {
                readable += b >= ' ' && b < 127 || b == '\n' || b == '\t' ? 1 : 0;
            }
            return readable >= decoded.length * 9 / 10;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * True for {@code toolu_01…}, {@code msg_…}, {@code sha512-…}: a word that says what follows.
     */
    private static boolean hasPrefix(String text) {
        for (int i = 0; i < Math.min(text.length(), 20); i++) {
            char c = text.charAt(i);
            if (c == '_' || c == '-') {
                return i >= 2;
            }
            boolean word = c >= 'a' && c <= 'z' || i >= 2 && c >= '0' && c <= '9';
            if (!word) {
                return false;
            }
        }
        return false;
    }
}
