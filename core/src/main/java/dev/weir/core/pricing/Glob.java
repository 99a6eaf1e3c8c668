package dev.weir.core.pricing;

import java.util.Locale;

/**
 * A pattern on names: {@code *} stands for any run of characters, {@code #} for one digit, all else
 * for itself, upper and lower case alike. There is nothing else, so a match costs at most the
 * lengths of pattern and name multiplied, whatever the data says.
 */
record Glob(String text) {
    /** Longest name that is looked at: longer ones match nothing. */
    static final int LONGEST_NAME = 256;

    Glob {
        text = text.toLowerCase(Locale.ROOT);
    }

    /** True where the pattern is one plain name. */
    boolean isPlain() {
        return text.indexOf('*') < 0 && text.indexOf('#') < 0;
    }

    /**
     * Whether a name fits as a whole.
     *
     * @param name in lower case
     */
    boolean matches(String name) {
        if (name.length() > LONGEST_NAME) {
            return false;
        }
        int at = 0;
        int star = -1;
        int resume = 0;
        int i = 0;
        while (i < name.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = i;
            } else if (at < text.length() && fits(text.charAt(at), name.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == '*') {
            at++;
        }
        return at == text.length();
    }

    private static boolean fits(char pattern, char c) {
        return pattern == '#' ? c >= '0' && c <= '9' : pattern == c;
    }
}
