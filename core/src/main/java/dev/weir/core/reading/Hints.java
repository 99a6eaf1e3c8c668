package dev.weir.core.reading;

import dev.weir.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/**
 * What a request's body says of the conversation it belongs to. Null: not said.
 *
 * @param previousResponseId the answer that this continues
 * @param conversation the conversation kept at the provider
 * @param promptCacheKey the caller's key for the provider's cache
 * @param user the caller's word for the person, or for the person and the session
 * @param metadata the caller's own notes; empty for none
 */
public record Hints(
        @Nullable String previousResponseId,
        @Nullable String conversation,
        @Nullable String promptCacheKey,
        @Nullable String user,
        JsonObject metadata) {

    public static final Hints NONE = new Hints(null, null, null, null, JsonObject.EMPTY);
}
