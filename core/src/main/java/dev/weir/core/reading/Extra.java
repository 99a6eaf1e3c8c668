package dev.weir.core.reading;

import dev.weir.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/**
 * What any part, tool or message may carry besides what is read.
 *
 * @param cacheMark the mark to cache up to here, null for none
 * @param rest the members that were not read, as they were; empty for none
 */
public record Extra(@Nullable CacheMark cacheMark, JsonObject rest) {

    public static final Extra NONE = new Extra(null, JsonObject.EMPTY);

    public static Extra of(@Nullable CacheMark cacheMark, JsonObject rest) {
        return cacheMark == null && rest.isEmpty() ? NONE : new Extra(cacheMark, rest);
    }

    public static Extra of(JsonObject rest) {
        return of(null, rest);
    }
}
