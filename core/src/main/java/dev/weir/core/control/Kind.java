package dev.weir.core.control;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What sort of document it is: a closed list. */
public enum Kind {
    /** One an organisation, with the organisation's own id. */
    ORGANISATION,
    /** Its name is what the user signs in with, one of its kind in the whole store. */
    USER,
    TEAM,
    ROUTE,
    POLICY,
    LIMIT,
    REDACTION;

    /** True where a name is there once in the whole store, not only in its organisation. */
    public boolean namesAreGlobal() {
        return this == USER || this == ORGANISATION;
    }

    /** The word in the API and on record. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Kind parse(String word) {
        for (Kind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        return null;
    }
}
