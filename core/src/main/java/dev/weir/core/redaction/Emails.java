package dev.weir.core.redaction;

import java.util.Locale;
import java.util.Set;

/** E-mail addresses; the at sign may be written as an escape. */
final class Emails implements Detector {

    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 190;

    /** Ends of file names and members of code that look like a domain behind an at sign. */
    private static final Set<String> NO_DOMAINS =
            Set.of(
                    "png",
                    "jpg",
                    "jpeg",
                    "gif",
                    "svg",
                    "webp",
                    "ico",
                    "js",
                    "mjs",
                    "ts",
                    "tsx",
                    "jsx",
                    "css",
                    "scss",
                    "json",
                    "html",
                    "htm",
                    "xml",
                    "yml",
                    "yaml",
                    "toml",
                    "lock",
                    "py",
                    "java",
                    "kt",
                    "go",
                    "rs",
                    "rb",
                    "php",
                    "sh",
                    "md",
                    "txt",
                    "class",
                    "jar",
                    "service",
                    "local",
                    "internal",
                    "localhost",
                    "invalid");

    @Override
    public boolean find(Window window, int trigger) {
        int at = trigger;
        int domain = trigger + 1;
        if (window.at(trigger) != '@') {
            // the digits of an escaped at sign
            at = trigger - 1;
            while (window.behind(at - 1) == '\\' && trigger - at < 10) {
                at--;
            }
            if (!(window.behind(trigger - 1) == '0' || window.behind(trigger - 1) == 'u')) {
                return false;
            }
            int escape = escapeStart(window, trigger);
            if (escape < 0) {
                return false;
            }
            at = escape;
            domain = escape + Window.length(window.logical(escape));
        }
        int from = localStart(window, at);
        if (from < 0) {
            return false;
        }
        int to = domainEnd(window, domain);
        return to > 0 && !isUserInfo(window, from, to) && window.found(Kind.EMAIL, from, to);
    }

    /** Where the escape of an at sign begins whose digits {@code 040} are there; -1 for none. */
    private static int escapeStart(Window window, int digits) {
        int u = digits - 2;
        if (window.behind(digits - 1) != '0' || window.behind(u) != 'u') {
            return -1;
        }
        int i = u;
        while (u - i < 7 && window.behind(i - 1) == '\\') {
            i--;
        }
        int logical = i == u ? Window.END : window.logical(i);
        return logical != Window.END && Window.character(logical) == '@' ? i : -1;
    }

    private static int localStart(Window window, int at) {
        int i = at;
        while (at - i <= LONGEST_LOCAL) {
            int c = window.behind(i - 1);
            if (!Chars.in(c, Chars.WORD | Chars.DOT) && c != '+' && c != '%') {
                break;
            }
            i--;
        }
        while (i < at && !window.startsWord(i) || window.insideEscape(i) && i < at) {
            i++;
        }
        while (i < at && !Chars.in(window.behind(i), Chars.ALNUM | Chars.UNDERSCORE)) {
            i++;
        }
        int length = at - i;
        return length < 1 || length > LONGEST_LOCAL || window.behind(at - 1) == '.' ? -1 : i;
    }

    private static int domainEnd(Window window, int domain) {
        int i = domain;
        int label = domain;
        int end = -1;
        while (i - domain < LONGEST_DOMAIN) {
            int c = window.at(i);
            if (Chars.in(c, Chars.ALNUM)
                    || c == '-' && i > label && Chars.in(window.at(i + 1), Chars.WORD)) {
                i++;
                continue;
            }
            if (i == label) {
                break;
            }
            if (label > domain && isTop(window, label, i)) {
                end = i;
            } else {
                end = -1;
            }
            if (c != '.') {
                break;
            }
            label = ++i;
        }
        if (end > 0 && Chars.in(window.at(end), Chars.WORD)) {
            return -1;
        }
        return end < 0 ? endBefore(window, domain, label) : end;
    }

    /** The end where a full stop follows the address, as at the end of a sentence. */
    private static int endBefore(Window window, int domain, int label) {
        int i = label - 1;
        if (i <= domain || window.at(i) != '.' || Chars.in(window.at(label), Chars.WORD)) {
            return -1;
        }
        int top = i;
        while (top > domain && window.at(top - 1) != '.') {
            top--;
        }
        return top > domain && isTop(window, top, i) ? i : -1;
    }

    private static boolean isTop(Window window, int from, int to) {
        if (to - from < 2 || to - from > 18) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!Chars.in(window.at(i), Chars.LETTER)) {
                return false;
            }
        }
        return !NO_DOMAINS.contains(window.text(from, to).toLowerCase(Locale.ROOT));
    }

    /** True for {@code git@host:path}, and for user and password of a URL. */
    private static boolean isUserInfo(Window window, int from, int to) {
        if (window.at(from) == 'g'
                && window.at(from + 1) == 'i'
                && window.at(from + 2) == 't'
                && !Chars.in(window.at(from + 3), Chars.WORD | Chars.DOT)) {
            int after = window.at(to);
            return after == ':' || after == '/' || after == '\\';
        }
        int before = window.behind(from - 1);
        if (before != ':' && before != '/') {
            return false;
        }
        for (int i = from - 1; i > from - 64; i--) {
            int c = window.behind(i);
            if (c <= ' ' || c == '"') {
                return false;
            }
            if (c == '/' && (window.behind(i - 1) == '/' || window.behind(i - 1) == '\\')) {
                return true;
            }
        }
        return false;
    }
}
