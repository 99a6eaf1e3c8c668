package dev.weir.core.diff;

import dev.weir.core.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * One thing that differs.
 *
 * @param kind how
 * @param a its place in the first call, e.g. {@code messages[3].parts[0].text}; null where it is
 *     not there
 * @param b its place in the second one
 * @param before what it was; null where it was not, or where {@code text} says it
 * @param after what it is; null where it is not, or where {@code text} says it
 * @param text the differences of two texts; null for other values
 */
public record Change(
        Kind kind,
        @Nullable String a,
        @Nullable String b,
        @Nullable Json before,
        @Nullable Json after,
        @Nullable TextDiff text) {

    /** How a thing differs: a closed list. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED,
        /** The same, but at another place among the others. */
        MOVED,
        /** Only the order of members, or of tools, is another one. */
        REORDERED,
        /** Only a mark that asks to cache up to here was set, taken away or changed. */
        MARKED;

        /** The word in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
