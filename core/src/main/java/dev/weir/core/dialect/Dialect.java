package dev.weir.core.dialect;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * The API shapes that are told apart: a closed list. {@link #OTHER} passes and is recorded like any
 * other.
 */
public enum Dialect {
    ANTHROPIC,
    OPENAI,
    GEMINI,
    OLLAMA,
    OTHER;

    /** The word on record, in configuration and in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Dialect parse(String word) {
        for (Dialect dialect : values()) {
            if (dialect.word().equals(word)) {
                return dialect;
            }
        }
        return null;
    }

    /**
     * The shape that a path speaks, whoever serves it; the provider's own shape where the path does
     * not tell. Many hosts serve several shapes, e.g. Ollama serves all of OpenAI's and Anthropic's
     * paths.
     *
     * @param path the path at the provider, without the query
     * @param fallback the provider's own shape
     */
    public static Dialect ofPath(String path, Dialect fallback) {
        if (path.endsWith("/messages") || path.contains("/v1/messages/")) {
            return fallback == OPENAI && path.contains("/threads/") ? OPENAI : ANTHROPIC;
        }
        if (path.endsWith("/chat/completions")
                || path.endsWith("/responses")
                || path.contains("/v1/responses/")
                || path.endsWith("/v1/embeddings")
                || path.endsWith("/v1/completions")) {
            return OPENAI;
        }
        if (path.contains("/models/") && path.indexOf(':', path.lastIndexOf('/')) > 0) {
            return path.contains("/publishers/anthropic/") ? ANTHROPIC : GEMINI;
        }
        if (path.endsWith("/api/chat")
                || path.endsWith("/api/generate")
                || path.endsWith("/api/embed")) {
            return OLLAMA;
        }
        return fallback;
    }
}
