package dev.weir.core.redaction;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/**
 * Values given to names that say they are secret: {@code password=…}, {@code "api_key": "…"},
 * {@code --token …}. Only a value that looks made by chance is taken; what follows a quoted name
 * must be quoted itself, so that JSON stays valid.
 */
final class Assignments implements Detector {

    private static final int MOST = 512;
    private static final int LEAST_PASSWORD = 8;
    private static final int LEAST_SECRET = 16;

    /**
     * A word and where in it the trigger stands.
     *
     * @param text lower case
     * @param offset of the trigger
     */
    private record Word(String text, int offset) {}

    private static final List<Word> WORDS =
            List.of(
                    new Word("password", 2),
                    new Word("passwd", 2),
                    new Word("pwd", 0),
                    new Word("passphrase", 3),
                    new Word("secret", 2),
                    new Word("token", 0),
                    new Word("key", 0));

    /** What a name that ends in {@code key} must say besides. */
    private static final List<String> SECRET_KEYS =
            List.of(
                    "api",
                    "access",
                    "secret",
                    "private",
                    "auth",
                    "account",
                    "encrypt",
                    "encryption",
                    "signing",
                    "master",
                    "shared",
                    "service",
                    "license",
                    "webhook",
                    "storage",
                    "subscription",
                    "app",
                    "admin",
                    "deploy",
                    "accesskey",
                    "functions");

    /** Tokens that are no credentials. */
    private static final Set<String> OTHER_TOKENS =
            Set.of(
                    "page",
                    "next",
                    "prev",
                    "previous",
                    "cursor",
                    "continuation",
                    "sync",
                    "pad",
                    "eos",
                    "bos",
                    "unk",
                    "mask",
                    "stop",
                    "max",
                    "min",
                    "num",
                    "sort",
                    "idempotency",
                    "client_request",
                    "resume",
                    "start",
                    "end",
                    "change",
                    "special",
                    "public");

    /** What it may find. */
    static final Set<Kind> KINDS =
            Set.of(
                    Kind.SECRET_ASSIGNMENT,
                    Kind.AWS_SECRET_KEY,
                    Kind.AZURE_STORAGE_KEY,
                    Kind.MISTRAL_KEY);

    private final Set<Kind> kinds;

    Assignments(Set<Kind> kinds) {
        this.kinds = Set.copyOf(kinds);
    }

    static List<String> triggers() {
        return List.of("ssw", "pwd", "sph", "cre", "tok", "key");
    }

    @Override
    public boolean find(Window window, int trigger) {
        for (Word word : WORDS) {
            int from = trigger - word.offset;
            if (from >= window.floor && window.isText(from, word.text)) {
                return assigned(window, from, word.text);
            }
        }
        return false;
    }

    private boolean assigned(Window window, int from, String word) {
        int i = from + word.length();
        int logical = window.logical(i);
        if (logical == Window.END) {
            return false;
        }
        boolean quoted = isQuote(Window.character(logical));
        int afterName = quoted ? i + Window.length(logical) : i;
        int separator = window.blanks(afterName);
        int value = afterSeparator(window, separator);
        if (value < 0) {
            if (quoted || separator == afterName || !isFlag(window, from)) {
                return false;
            }
            value = separator;
        } else {
            value = window.blanks(value);
        }
        String name = Names.word(window, from + word.length() - 1);
        return isSecretName(name, word) && value(window, value, quoted, name, word);
    }

    /**
     * After {@code =}, {@code :}, {@code :=} or {@code =>}, also escaped; -1 where there is none.
     */
    private static int afterSeparator(Window window, int from) {
        int i = from;
        for (int n = 0; n < 2; n++) {
            int logical = window.logical(i);
            char c = logical == Window.END ? 0 : Window.character(logical);
            boolean separates = n == 0 ? c == '=' || c == ':' : c == '=' || c == '>';
            if (!separates) {
                return n == 0 ? -1 : i;
            }
            i += Window.length(logical);
        }
        return i;
    }

    private static boolean isFlag(Window window, int from) {
        int i = from;
        while (from - i < 40 && Chars.in(window.behind(i - 1), Chars.WORD)) {
            i--;
        }
        return window.behind(i) == '-' && window.behind(i + 1) == '-';
    }

    private static boolean isSecretName(String name, String word) {
        String rest = name.substring(0, Math.max(0, name.length() - word.length()));
        String before = rest.endsWith("_") ? rest.substring(0, rest.length() - 1) : rest;
        String last = before.substring(before.lastIndexOf('_') + 1);
        return switch (word) {
            case "key" -> SECRET_KEYS.contains(last) || before.equals("api");
            case "token" -> !OTHER_TOKENS.contains(last);
            case "pwd" -> rest.isEmpty() || rest.endsWith("_");
            default -> true;
        };
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '`';
    }

    private boolean value(Window window, int at, boolean mustBeQuoted, String name, String word) {
        int from = at;
        int logical = window.logical(from);
        if (logical == Window.END) {
            return false;
        }
        char quote = Window.character(logical);
        boolean quoted = isQuote(quote);
        if (quoted) {
            from += Window.length(logical);
        } else if (mustBeQuoted) {
            return false;
        }
        int i = from;
        StringBuilder text = new StringBuilder();
        while (text.length() <= MOST) {
            logical = window.logical(i);
            char c = logical == Window.END ? ' ' : Window.character(logical);
            if (isQuote(c) || c <= ' ' || c == '\\' || !quoted && ",;&<>{}()[]".indexOf(c) >= 0) {
                break;
            }
            text.append(c);
            i += Window.length(logical);
        }
        if (window.starved || text.length() > MOST) {
            return false;
        }
        boolean ended = logical == Window.END || Window.character(logical) != '(';
        String value = text.toString();
        if (!quoted && value.endsWith(".")) {
            value = value.substring(0, value.length() - 1);
            i--;
        }
        boolean password = word.startsWith("p");
        Kind kind = ended ? judge(value, name, password, quoted) : null;
        return kind != null && kinds.contains(kind) && window.found(kind, from, i);
    }

    private static @Nullable Kind judge(
            String value, String name, boolean password, boolean quoted) {
        if (value.length() < (password ? LEAST_PASSWORD : LEAST_SECRET)
                || "$<%{*".indexOf(value.charAt(0)) >= 0
                || value.contains("[redacted:")
                || value.contains("${")
                || value.contains("://")
                || password && value.startsWith("/")
                || value.startsWith("./")) {
            return null;
        }
        Randomness randomness = Randomness.of(value);
        if (password) {
            return isPassword(value, randomness, quoted) ? Kind.SECRET_ASSIGNMENT : null;
        }
        if (name.contains("account_key") || name.contains("shared_access_key")) {
            return value.length() >= 40 && value.endsWith("=") ? Kind.AZURE_STORAGE_KEY : null;
        }
        boolean random =
                randomness.digits() >= (randomness.changes() >= 0.35 ? 1 : 2)
                        && randomness.letters() >= 2
                        && randomness.distinct() >= 8
                        && randomness.entropy() >= 3.0
                        && randomness.changes() >= 0.2
                        && randomness.longestLower() <= 9
                        && randomness.count('.') <= 3;
        if (!random) {
            return null;
        }
        if (value.length() == 40
                && (name.contains("secret_access") || name.contains("aws_secret"))) {
            return Kind.AWS_SECRET_KEY;
        }
        if (name.contains("mistral") && value.length() == 32) {
            return Kind.MISTRAL_KEY;
        }
        return Kind.SECRET_ASSIGNMENT;
    }

    private static boolean isPassword(String value, Randomness randomness, boolean quoted) {
        boolean mixed = randomness.lower() > 0 && randomness.upper() > 0;
        boolean symbols = randomness.others() - randomness.count('_') - randomness.count('-') > 0;
        boolean code =
                !quoted
                        && randomness.count('.') > 0
                        && randomness.others() == randomness.count('.');
        return randomness.distinct() >= 6
                && randomness.digits() > 0
                && randomness.letters() > 0
                && !code
                && value.indexOf('(') < 0
                && (mixed && (symbols || randomness.changes() >= 0.2)
                        || symbols && randomness.changes() >= 0.2
                        || randomness.changes() >= 0.34);
    }
}
