package dev.weir.gateway.vault;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.KeyField;
import dev.weir.core.vault.Sharing;

import org.jspecify.annotations.Nullable;

/**
 * A key to be added, all but its text.
 *
 * @param organisation whose it will be
 * @param name what people and routes call it
 * @param provider the provider's name
 * @param dialect the provider's shape, which says what field the key goes into
 * @param destination the only place it may go to, for good
 * @param field a field of another name; null for the usual one
 * @param sharing whose calls may use it
 * @param weight its share of the calls, 0 to 1000
 * @param createdBy who adds it
 */
public record NewKey(
        String organisation,
        String name,
        String provider,
        Dialect dialect,
        Destination destination,
        @Nullable KeyField field,
        Sharing sharing,
        int weight,
        String createdBy) {}
