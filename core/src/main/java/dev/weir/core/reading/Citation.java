package dev.weir.core.reading;

import dev.weir.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/**
 * Where a text says it is from.
 *
 * @param type the dialect's word for the kind of place, e.g. {@code url_citation}
 * @param title the source's title, null where none is given
 * @param url its address, null where none is given
 * @param quote the words cited, null where they are not given
 * @param raw the citation as it was
 */
public record Citation(
        String type,
        @Nullable String title,
        @Nullable String url,
        @Nullable String quote,
        JsonObject raw) {}
