package dev.weir.core.derived;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What a request or an answer has in it: a closed list, in the words of {@link
 * dev.weir.core.search.Field#HAS}. The order is in stored rows.
 */
public enum Trait {
    THINKING,
    TOOL_CALL,
    TOOL_RESULT,
    TOOL_ERROR,
    IMAGE,
    AUDIO,
    VIDEO,
    DOCUMENT,
    CITATION,
    REFUSAL,
    COMPACTION,
    /** Tokens were read from the provider's cache or written to it. */
    CACHE,
    ERROR,
    /** Something is not on record. */
    LOSS;

    /** The word in queries and the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Trait parse(String word) {
        for (Trait trait : values()) {
            if (trait.word().equals(word)) {
                return trait;
            }
        }
        return null;
    }
}
