package dev.weir.core.token;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What sort of token it is: a closed list. Each has its own prefix, so that people can tell. */
public enum TokenKind {
    /** For a program; has a scope and caps of its own. */
    VIRTUAL_KEY("weir_vk_"),
    /** A user's own, for scripts and tools; lives until it expires or is revoked. */
    PERSONAL("weir_pat_"),
    /** Of one sign-in; slides while it is used. */
    SESSION("weir_st_"),
    /** Good for one thing once: the first owner, an invitation, a new password. */
    ONCE("weir_once_");

    private final String prefix;

    TokenKind(String prefix) {
        this.prefix = prefix;
    }

    /** What the text begins with. */
    public String prefix() {
        return prefix;
    }

    /** True where it may be shown to the proxy. */
    public boolean opensTheProxy() {
        return this != ONCE;
    }

    /** The word in the API and on record. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; null where it is none. */
    public static @Nullable TokenKind parse(String word) {
        for (TokenKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        return null;
    }
}
