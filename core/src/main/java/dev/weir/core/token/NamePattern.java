package dev.weir.core.token;

/** Patterns for names of models, routes and tools: {@code *} stands for any characters. */
public final class NamePattern {

    private NamePattern() {}

    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0;
    }

    /** True where the pattern stands for the whole name; linear in practice, never recursive. */
    public static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** How exact a pattern is: characters besides the stars; more is more exact. */
    public static int exactness(String pattern) {
        int count = 0;
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) != '*') {
                count++;
            }
        }
        return isPattern(pattern) ? count : Integer.MAX_VALUE;
    }
}
