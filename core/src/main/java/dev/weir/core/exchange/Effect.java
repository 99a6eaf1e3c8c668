package dev.weir.core.exchange;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What came of a rule that had something to say about a call: a closed list. */
public enum Effect {
    /** The call was refused. */
    REFUSED,
    /** It passed, and the caller was told. */
    WARNED,
    /** It passed, and would have been refused if the rule were not a dry run. */
    WOULD_REFUSE,
    /** What the rule looks for was replaced. */
    REDACTED,
    /** It would have been replaced if the rule were not a dry run. */
    WOULD_REDACT;

    /** The word in the API and on record. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Effect parse(String word) {
        for (Effect effect : values()) {
            if (effect.word().equals(word)) {
                return effect;
            }
        }
        return null;
    }
}
