package dev.weir.core.derived;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What a request or an answer has in it: a closed list, in the words of {@link
 * dev.weir.core.search.Field#HAS}. The numbers are in stored rows.
 */
public enum Trait {
    THINKING(0),
    TOOL_CALL(1),
    TOOL_RESULT(2),
    TOOL_ERROR(3),
    IMAGE(4),
    AUDIO(5),
    VIDEO(6),
    DOCUMENT(7),
    CITATION(8),
    REFUSAL(9),
    COMPACTION(10),
    /** Tokens were read from the provider's cache or written to it. */
    CACHE(11),
    ERROR(12),
    /** Something is not on record. */
    LOSS(13);

    private final int place;

    Trait(int place) {
        this.place = place;
    }

    /** Its bit in a stored row. */
    public long bit() {
        return 1L << place;
    }

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
