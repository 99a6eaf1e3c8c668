package dev.weir.core.derived;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What a request or an answer has in it: a closed list. Its order is in stored rows. */
public enum Trait {
    TOOLS,
    TOOL_CALL,
    TOOL_RESULT,
    THINKING,
    IMAGE,
    AUDIO,
    DOCUMENT,
    CITATION,
    REFUSAL,
    ERROR,
    CACHE_READ,
    CACHE_WRITE,
    COMPACTION,
    SYSTEM,
    STRUCTURED;

    /** The word in queries and the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
