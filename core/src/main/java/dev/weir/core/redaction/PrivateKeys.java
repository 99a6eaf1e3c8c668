package dev.weir.core.redaction;

/**
 * PEM and PGP blocks with a private key: from {@code -----BEGIN …PRIVATE KEY…-----} to the end
 * line, with real line ends or escaped ones. Where there is no end line, since the text was cut or
 * is too long, it is found up to the last line of its base64.
 */
final class PrivateKeys implements Detector {

    private static final byte[] BEGIN = Chars.ascii("-----BEGIN ");
    private static final byte[] FINISH = Chars.ascii("-----END ");
    private static final byte[] PRIVATE = Chars.ascii("PRIVATE KEY");
    private static final int LONGEST_LABEL = 60;
    private static final int LONGEST = 16 << 10;
    private static final int LINE = 16;

    /** The trigger stands in the fifth dash. */
    private static final int OFFSET = 4;

    private final boolean serviceAccounts;
    private final boolean others;

    PrivateKeys(boolean serviceAccounts, boolean others) {
        this.serviceAccounts = serviceAccounts;
        this.others = others;
    }

    @Override
    public boolean find(Window window, int trigger) {
        int from = trigger - OFFSET;
        if (from < window.floor || !window.is(from, BEGIN)) {
            return false;
        }
        int body = afterLabel(window, from + BEGIN.length);
        if (body < 0) {
            return false;
        }
        int to = afterBody(window, from, body);
        if (to < 0) {
            return false;
        }
        boolean serviceAccount = isMember(window, from);
        Kind kind =
                serviceAccount && serviceAccounts ? Kind.GCP_SERVICE_ACCOUNT_KEY : Kind.PRIVATE_KEY;
        return (kind == Kind.GCP_SERVICE_ACCOUNT_KEY || others) && window.found(kind, from, to);
    }

    private static int afterLabel(Window window, int label) {
        boolean isPrivate = false;
        for (int i = label; i < label + LONGEST_LABEL; i++) {
            int c = window.at(i);
            if (c == '-') {
                int dashes = window.skip(i, Chars.DASH, 5) - i;
                return isPrivate && dashes == 5 ? i + 5 : -1;
            }
            if (!Chars.in(c, Chars.ALNUM) && c != ' ') {
                return -1;
            }
            isPrivate |= c == 'P' && window.is(i, PRIVATE);
        }
        return -1;
    }

    private static int afterBody(Window window, int from, int body) {
        int lineStart = body;
        int lastLine = -1;
        boolean base64 = true;
        int i = body;
        while (i - from < LONGEST) {
            int c = window.at(i);
            if (Chars.in(c, Chars.ALNUM | Chars.PLUS_SLASH | Chars.EQUALS)) {
                i++;
                continue;
            }
            if (c == '-' && window.is(i, FINISH)) {
                int after = afterEndLine(window, i + FINISH.length);
                if (after > 0) {
                    return after;
                }
            }
            if (c == '-' && window.at(i + 1) == '-') {
                return base64 && i - lineStart >= LINE ? i : lastLine;
            }
            int logical = window.logical(i);
            char character = logical == Window.END ? 0 : Window.character(logical);
            if (base64 && i - lineStart >= LINE) {
                lastLine = i;
            }
            if (character == '\n' || character == '\r' || character == ' ' || character == '\t') {
                base64 = true;
                i += Window.length(logical);
                lineStart = i;
            } else if (character == '/' || character == '=' || character == '+') {
                i += Window.length(logical);
            } else if (":,-.()".indexOf(character) >= 0 && character != 0) {
                base64 = false;
                i++;
            } else {
                return lastLine;
            }
        }
        return base64 && i - lineStart >= LINE ? i : lastLine;
    }

    private static int afterEndLine(Window window, int label) {
        for (int i = label; i < label + LONGEST_LABEL; i++) {
            int c = window.at(i);
            if (c == '-') {
                int dashes = window.skip(i, Chars.DASH, 5) - i;
                return dashes >= 5 ? i + 5 : -1;
            }
            if (!Chars.in(c, Chars.ALNUM) && c != ' ') {
                return -1;
            }
        }
        return -1;
    }

    /** True where {@code "private_key": "} stands before, as in Google's service account files. */
    private static boolean isMember(Window window, int from) {
        int i = from - 1;
        int quotes = 0;
        while (i > from - 24 && !Chars.in(window.behind(i), Chars.LETTER)) {
            quotes += window.behind(i) == '"' ? 1 : 0;
            i--;
        }
        int name = i - "private_key".length() + 1;
        return quotes >= 2 && name >= window.floor && window.isText(name, "private_key");
    }
}
