package dev.weir.core.access;

import org.jspecify.annotations.Nullable;

/**
 * What a request target may look like. Weir routes by the path as it was sent, undecoded, so that
 * the router and the provider can never read two different paths; whatever a decoder along the way
 * could turn into another path is refused.
 *
 * <p>Two things that look odd pass, because real clients send them and only the provider reads
 * them: empty segments (base URLs with a trailing slash) and {@code %2F} (identifiers with slashes,
 * e.g. Amazon resource names). Weir's own decision needs the first segment only, and that can hold
 * neither.
 */
public final class TargetRules {

    private TargetRules() {}

    /**
     * Checks an origin-form target.
     *
     * @return null where it is fine, else what is wrong with it, for people
     */
    public static @Nullable String fault(String target) {
        if (target.isEmpty() || target.charAt(0) != '/') {
            return "the request target must start with '/'";
        }
        int mark = target.indexOf('?');
        int end = mark < 0 ? target.length() : mark;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                return "the request target holds a character that has to be escaped";
            }
            if (c == '#') {
                return "the request target holds a fragment";
            }
            if (i < end && (c == '\\' || c == ';')) {
                return "the path holds '" + c + "'";
            }
            if (i < end && c == '%') {
                String fault = escapeFault(target, i, end);
                if (fault != null) {
                    return fault;
                }
            }
        }
        return hasDotSegment(target, end) ? "the path holds a dot segment" : null;
    }

    private static @Nullable String escapeFault(String target, int at, int end) {
        int octet = octet(target, at, end);
        if (octet < 0) {
            return "the path holds an invalid escape at position " + at;
        }
        boolean twice = octet == '%' && hasTwoDigits(target, at + 3, end);
        boolean ambiguous = octet == '\\' || octet == ';' || octet < ' ' || octet == 0x7F || twice;
        return ambiguous
                ? "the path holds the escape '" + target.substring(at, at + 3) + "'"
                : null;
    }

    /** True where two hexadecimal digits follow, each as it is or escaped itself. */
    private static boolean hasTwoDigits(String target, int from, int end) {
        int at = from;
        for (int digits = 0; digits < 2; digits++) {
            if (at >= end) {
                return false;
            }
            boolean escaped = target.charAt(at) == '%';
            int c = escaped ? octet(target, at, end) : target.charAt(at);
            if (c < 0 || Character.digit(c, 16) < 0) {
                return false;
            }
            at += escaped ? 3 : 1;
        }
        return true;
    }

    /** The octet that the escape at the position stands for, -1 where it is none. */
    private static int octet(String target, int at, int end) {
        int high = at + 1 < end ? Character.digit(target.charAt(at + 1), 16) : -1;
        int low = at + 2 < end ? Character.digit(target.charAt(at + 2), 16) : -1;
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** True where a segment is one or two dots, dots and slashes escaped or not. */
    private static boolean hasDotSegment(String target, int end) {
        int dots = 0;
        boolean others = false;
        int i = 1;
        while (i < end) {
            int c = target.charAt(i);
            int width = 1;
            if (c == '%') {
                c = octet(target, i, end);
                width = 3;
            }
            if (c == '/') {
                if (!others && (dots == 1 || dots == 2)) {
                    return true;
                }
                dots = 0;
                others = false;
            } else if (c == '.') {
                dots++;
            } else {
                others = true;
            }
            i += width;
        }
        return !others && (dots == 1 || dots == 2);
    }
}
