package dev.weir.core.otel.names;

import org.jspecify.annotations.Nullable;

/** Which version of the conventions names are written in: a closed list. */
public enum Semconv {
    /** The generative AI repository as of autumn 2026. It has no stable release. */
    NEW("new", null),
    /** The last tagged release that contains generative AI. */
    V1_41("v1.41", "https://opentelemetry.io/schemas/1.41.0");

    private final String word;
    private final @Nullable String schemaUrl;

    Semconv(String word, @Nullable String schemaUrl) {
        this.word = word;
        this.schemaUrl = schemaUrl;
    }

    /** The word in configuration. */
    public String word() {
        return word;
    }

    /** The address of the schema, null where no release has one. */
    public @Nullable String schemaUrl() {
        return schemaUrl;
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Semconv parse(String word) {
        for (Semconv semconv : values()) {
            if (semconv.word.equals(word)) {
                return semconv;
            }
        }
        return null;
    }
}
