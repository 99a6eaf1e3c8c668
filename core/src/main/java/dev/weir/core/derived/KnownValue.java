package dev.weir.core.derived;

import org.jspecify.annotations.Nullable;

/**
 * A value that a field has in some exchange.
 *
 * @param value the value, as on record
 * @param exchanges how many exchanges have it, null where that is not kept
 */
public record KnownValue(String value, @Nullable Long exchanges) {

    /** Most values that are given at once. */
    public static final int MOST = 20;

    /** What is longer is nothing that people type. */
    private static final int LONGEST = 200;

    /** True where somebody who has typed this much may mean the value. */
    public static boolean fits(String value, String typed) {
        return !value.isEmpty()
                && value.length() <= LONGEST
                && value.regionMatches(true, 0, typed, 0, typed.length());
    }
}
