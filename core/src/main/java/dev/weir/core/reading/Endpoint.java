package dev.weir.core.reading;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What a path asks a provider for, whoever serves it: a closed list. The paths are in {@link
 * Endpoints}.
 */
public enum Endpoint {
    MESSAGES(Kind.GENERATION),
    MESSAGES_COUNT_TOKENS(Kind.COUNTING),
    /** Making a batch; the reading has an item for each request in it. */
    MESSAGES_BATCH(Kind.BATCH),
    /** State of a batch. */
    MESSAGES_BATCH_STATUS(Kind.MANAGEMENT),
    /** The results of a batch; the reading has an item for each. */
    MESSAGES_BATCH_RESULTS(Kind.BATCH),
    CHAT_COMPLETIONS(Kind.GENERATION),
    COMPLETIONS(Kind.GENERATION),
    RESPONSES(Kind.GENERATION),
    /** Fetching a response made earlier. */
    RESPONSES_FETCH(Kind.GENERATION),
    RESPONSES_INPUT_TOKENS(Kind.COUNTING),
    RESPONSES_COMPACT(Kind.GENERATION),
    EMBEDDINGS(Kind.EMBEDDING),
    MODERATIONS(Kind.OTHER_MODEL),
    IMAGES(Kind.OTHER_MODEL),
    AUDIO(Kind.OTHER_MODEL),
    VIDEOS(Kind.OTHER_MODEL),
    RERANK(Kind.OTHER_MODEL),
    GENERATE_CONTENT(Kind.GENERATION),
    STREAM_GENERATE_CONTENT(Kind.GENERATION),
    GEMINI_COUNT_TOKENS(Kind.COUNTING),
    GEMINI_EMBED(Kind.EMBEDDING),
    GEMINI_PREDICT(Kind.OTHER_MODEL),
    GEMINI_INTERACTIONS(Kind.GENERATION),
    OLLAMA_CHAT(Kind.GENERATION),
    OLLAMA_GENERATE(Kind.GENERATION),
    OLLAMA_EMBED(Kind.EMBEDDING),
    BEDROCK_CONVERSE(Kind.GENERATION),
    BEDROCK_CONVERSE_STREAM(Kind.GENERATION),
    /** A model's own shape, in Amazon's envelope. */
    BEDROCK_INVOKE(Kind.GENERATION),
    BEDROCK_INVOKE_STREAM(Kind.GENERATION),
    BEDROCK_COUNT_TOKENS(Kind.COUNTING),
    COHERE_CHAT(Kind.GENERATION),
    COHERE_CHAT_V1(Kind.GENERATION),
    COHERE_EMBED(Kind.EMBEDDING),
    /** Anthropic's text completions, before Messages. */
    TEXT_COMPLETE(Kind.GENERATION),
    /** A span of OpenTelemetry that somebody sent about a call of a model. */
    OTEL_SPAN(Kind.GENERATION),
    /** The same, about a call for vectors. */
    OTEL_EMBEDDING(Kind.EMBEDDING),
    MODELS(Kind.MANAGEMENT),
    FILES(Kind.MANAGEMENT),
    OPENAI_BATCHES(Kind.MANAGEMENT),
    /** Assistants, threads and runs: state at the provider, not one call. */
    ASSISTANTS(Kind.MANAGEMENT),
    CONVERSATIONS(Kind.MANAGEMENT),
    VECTOR_STORES(Kind.MANAGEMENT),
    CACHED_CONTENTS(Kind.MANAGEMENT),
    REALTIME(Kind.MANAGEMENT),
    OTHER(Kind.UNKNOWN);

    /** What sort of call it is. */
    public enum Kind {
        /** A model writes an answer. */
        GENERATION,
        /** Tokens are counted; no model runs. */
        COUNTING,
        EMBEDDING,
        /** Many calls at once. */
        BATCH,
        /** Another kind of model: images, sound, ranking. Read as far as the common members go. */
        OTHER_MODEL,
        /** No model call. Not read. */
        MANAGEMENT,
        UNKNOWN
    }

    private final Kind kind;

    Endpoint(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The word on record and in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Endpoint parse(String word) {
        for (Endpoint endpoint : values()) {
            if (endpoint.word().equals(word)) {
                return endpoint;
            }
        }
        return null;
    }
}
