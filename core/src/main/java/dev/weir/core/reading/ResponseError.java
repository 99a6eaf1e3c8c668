package dev.weir.core.reading;

import dev.weir.core.json.Json;

import org.jspecify.annotations.Nullable;

/**
 * An error as the provider told it.
 *
 * @param type the kind of error, null where none is given
 * @param code a finer word or number, null where none is given
 * @param message the error for people, empty where there is none
 * @param raw the error as it was
 */
public record ResponseError(
        @Nullable String type, @Nullable String code, String message, Json raw) {

    /** The word that tells most: the code, else the type; null where there is neither. */
    public @Nullable String word() {
        return code == null ? type : code;
    }
}
