package dev.weir.core.rules;

import org.jspecify.annotations.Nullable;

/**
 * A provider key as the rules know it: everything but the key.
 *
 * @param id its name for programs
 * @param organisation whose it is
 * @param name its name for people, one of its kind for its provider and owner
 * @param provider the provider's configured name
 * @param audience who may use it
 * @param owner the user who brought it for himself, null for the organisation's
 * @param weight its share among the keys of a provider
 * @param field the header field that it goes into, lower case
 */
public record SharedKey(
        String id,
        String organisation,
        String name,
        String provider,
        Audience audience,
        @Nullable String owner,
        int weight,
        String field) {

    /** A key in a field that every key may be in. */
    public SharedKey(
            String id,
            String organisation,
            String name,
            String provider,
            Audience audience,
            @Nullable String owner,
            int weight) {
        this(id, organisation, name, provider, audience, owner, weight, "authorization");
    }
}
