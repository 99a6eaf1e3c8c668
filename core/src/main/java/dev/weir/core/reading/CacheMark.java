package dev.weir.core.reading;

import org.jspecify.annotations.Nullable;

/**
 * A mark that asks the provider to cache everything up to here, and for how long: a closed list.
 */
public enum CacheMark {
    /** Five minutes, also where no time is named. */
    MINUTES_5("5m"),
    HOUR_1("1h"),
    /** A time that is neither. */
    OTHER("other");

    private final String word;

    CacheMark(String word) {
        this.word = word;
    }

    /** The word on record and in the API. */
    public String word() {
        return word;
    }

    /** The mark for a time as written; five minutes where none is. */
    public static CacheMark of(@Nullable String ttl) {
        if (ttl == null || ttl.equals("5m")) {
            return MINUTES_5;
        }
        return ttl.equals("1h") ? HOUR_1 : OTHER;
    }
}
