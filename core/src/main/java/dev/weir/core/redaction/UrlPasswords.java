package dev.weir.core.redaction;

import java.util.Locale;
import java.util.Set;

/** The password in {@code scheme://user:password@host}; slashes may be escaped. */
final class UrlPasswords implements Detector {

    private static final int LONGEST = 320;
    private static final int SHORTEST_PASSWORD = 3;

    /** What manuals write where a password belongs. */
    private static final Set<String> PLACEHOLDERS =
            Set.of("password", "passwd", "pass", "pwd", "secret", "token", "yourpassword", "user");

    @Override
    public boolean find(Window window, int trigger) {
        int i = trigger + 1;
        for (int slash = 0; slash < 2; slash++) {
            int logical = window.logical(i);
            if (logical == Window.END || Window.character(logical) != '/') {
                return false;
            }
            i += Window.length(logical);
        }
        if (!Chars.in(window.behind(trigger - 1), Chars.ALNUM)) {
            return false;
        }
        int password = -1;
        int at = -1;
        int host = -1;
        int authority = i;
        while (i - authority < LONGEST) {
            int logical = window.logical(i);
            char c = logical == Window.END ? ' ' : Window.character(logical);
            if (isEnd(c)) {
                break;
            }
            if (c == ':' && password < 0) {
                password = i + Window.length(logical);
            } else if (c == '@') {
                at = i;
            }
            i += Window.length(logical);
            host = c == '@' ? i : host;
        }
        if (password < 0 || at - password < SHORTEST_PASSWORD || i - authority >= LONGEST) {
            return false;
        }
        if (!Chars.in(window.at(host), Chars.ALNUM) && window.at(host) != '[') {
            return false;
        }
        return isPassword(window.text(password, at))
                && window.found(Kind.URL_PASSWORD, password, at);
    }

    private static boolean isEnd(char c) {
        return c <= ' ' || c == '/' || c == '\\' || "\"'`<>[](),;|".indexOf(c) >= 0;
    }

    private static boolean isPassword(String text) {
        if ("$%{<[*".indexOf(text.charAt(0)) >= 0 || text.contains("[redacted:")) {
            return false;
        }
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return text.chars().distinct().count() > 2
                && !(PLACEHOLDERS.contains(plain) && plain.length() >= text.length() - 1);
    }
}
