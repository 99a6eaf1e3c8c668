package dev.weir.core.reading;

import dev.weir.core.dialect.Dialect;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which {@link Endpoint} a path is: one table. Hosts put the paths of the usual dialects under
 * prefixes of their own, so what counts is how a path ends.
 */
public final class Endpoints {

    private record Ending(String path, Endpoint endpoint) {}

    /** Looked through in order: what is longer comes first. */
    private static final List<Ending> POSTS =
            List.of(
                    new Ending("/messages/count_tokens", Endpoint.MESSAGES_COUNT_TOKENS),
                    new Ending("/messages/batches", Endpoint.MESSAGES_BATCH),
                    new Ending("/messages", Endpoint.MESSAGES),
                    new Ending("/chat/completions", Endpoint.CHAT_COMPLETIONS),
                    new Ending("/responses", Endpoint.RESPONSES),
                    new Ending("/responses/input_tokens", Endpoint.RESPONSES_INPUT_TOKENS),
                    new Ending("/responses/compact", Endpoint.RESPONSES_COMPACT),
                    new Ending("/api/embeddings", Endpoint.OLLAMA_EMBED),
                    new Ending("/embeddings", Endpoint.EMBEDDINGS),
                    new Ending("/completions", Endpoint.COMPLETIONS),
                    new Ending("/moderations", Endpoint.MODERATIONS),
                    new Ending("/images/generations", Endpoint.IMAGES),
                    new Ending("/images/edits", Endpoint.IMAGES),
                    new Ending("/images/variations", Endpoint.IMAGES),
                    new Ending("/v1/images", Endpoint.IMAGES),
                    new Ending("/audio/speech", Endpoint.AUDIO),
                    new Ending("/audio/transcriptions", Endpoint.AUDIO),
                    new Ending("/audio/translations", Endpoint.AUDIO),
                    new Ending("/videos/generations", Endpoint.VIDEOS),
                    new Ending("/videos", Endpoint.VIDEOS),
                    new Ending("/rerank", Endpoint.RERANK),
                    new Ending("/api/chat", Endpoint.OLLAMA_CHAT),
                    new Ending("/api/generate", Endpoint.OLLAMA_GENERATE),
                    new Ending("/api/embed", Endpoint.OLLAMA_EMBED),
                    new Ending("/interactions", Endpoint.GEMINI_INTERACTIONS),
                    new Ending("/v2/chat", Endpoint.COHERE_CHAT),
                    new Ending("/v1/chat", Endpoint.COHERE_CHAT_V1),
                    new Ending("/v2/embed", Endpoint.COHERE_EMBED),
                    new Ending("/v1/embed", Endpoint.COHERE_EMBED),
                    new Ending("/v1/traces", Endpoint.OTEL_SPAN),
                    new Ending("/complete", Endpoint.TEXT_COMPLETE),
                    new Ending("/v1/generate", Endpoint.TEXT_COMPLETE));

    /** Segments of the paths that manage something. */
    private static final List<Ending> SEGMENTS =
            List.of(
                    new Ending("/threads", Endpoint.ASSISTANTS),
                    new Ending("/assistants", Endpoint.ASSISTANTS),
                    new Ending("/conversations", Endpoint.CONVERSATIONS),
                    new Ending("/vector_stores", Endpoint.VECTOR_STORES),
                    new Ending("/fileSearchStores", Endpoint.VECTOR_STORES),
                    new Ending("/cachedContents", Endpoint.CACHED_CONTENTS),
                    new Ending("/realtime", Endpoint.REALTIME),
                    new Ending("/messages/batches", Endpoint.MESSAGES_BATCH_STATUS),
                    new Ending("/batches", Endpoint.OPENAI_BATCHES),
                    new Ending("/files", Endpoint.FILES),
                    new Ending("/videos", Endpoint.VIDEOS),
                    new Ending("/models", Endpoint.MODELS),
                    new Ending("/api/tags", Endpoint.MODELS),
                    new Ending("/api/show", Endpoint.MODELS),
                    new Ending("/api/ps", Endpoint.MODELS));

    private Endpoints() {}

    /**
     * The endpoint of a path.
     *
     * @param dialect the shape on record, for paths that several dialects share
     * @param host the provider's host, null where it is not known
     */
    public static Endpoint of(Dialect dialect, @Nullable String host, String method, String path) {
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (method.equals("POST")) {
            Endpoint managed = managing(plain);
            if (managed == Endpoint.ASSISTANTS || managed == Endpoint.CONVERSATIONS) {
                return managed;
            }
            Endpoint model = ofModelPath(plain);
            if (model != null) {
                return model;
            }
            for (Ending ending : POSTS) {
                if (plain.endsWith(ending.path())) {
                    return shared(ending.endpoint(), dialect, host);
                }
            }
        } else if (method.equals("GET")) {
            if (plain.contains("/messages/batches/") && plain.endsWith("/results")) {
                return Endpoint.MESSAGES_BATCH_RESULTS;
            }
            if (plain.contains("/responses/") && !plain.endsWith("/input_items")) {
                return Endpoint.RESPONSES_FETCH;
            }
        }
        Endpoint managed = managing(plain);
        return managed == null ? Endpoint.OTHER : managed;
    }

    /** Paths that name the model: Gemini, Vertex AI, Bedrock. */
    private static @Nullable Endpoint ofModelPath(String path) {
        int colon = path.indexOf(':', path.lastIndexOf('/'));
        if (path.contains("/models/") && colon > 0) {
            boolean anthropic = path.contains("/publishers/anthropic/");
            return switch (path.substring(colon + 1)) {
                case "generateContent" -> Endpoint.GENERATE_CONTENT;
                case "streamGenerateContent" -> Endpoint.STREAM_GENERATE_CONTENT;
                case "countTokens" -> Endpoint.GEMINI_COUNT_TOKENS;
                case "embedContent", "batchEmbedContents" -> Endpoint.GEMINI_EMBED;
                case "predict", "predictLongRunning" -> Endpoint.GEMINI_PREDICT;
                case "rawPredict", "streamRawPredict" ->
                        !anthropic
                                ? Endpoint.CHAT_COMPLETIONS
                                : path.contains("/count-tokens:")
                                        ? Endpoint.MESSAGES_COUNT_TOKENS
                                        : Endpoint.MESSAGES;
                default -> null;
            };
        }
        if (path.contains("/model/")) {
            return switch (path.substring(path.lastIndexOf('/') + 1)) {
                case "converse" -> Endpoint.BEDROCK_CONVERSE;
                case "converse-stream" -> Endpoint.BEDROCK_CONVERSE_STREAM;
                case "invoke" -> Endpoint.BEDROCK_INVOKE;
                case "invoke-with-response-stream" -> Endpoint.BEDROCK_INVOKE_STREAM;
                case "count-tokens" -> Endpoint.BEDROCK_COUNT_TOKENS;
                default -> null;
            };
        }
        return null;
    }

    /** {@code /v1/chat} is short enough to be something else on another host. */
    private static Endpoint shared(Endpoint endpoint, Dialect dialect, @Nullable String host) {
        boolean foreign =
                endpoint == Endpoint.COHERE_CHAT_V1
                        && dialect != Dialect.OTHER
                        && host != null
                        && !host.contains("cohere");
        return foreign ? Endpoint.OTHER : endpoint;
    }

    private static @Nullable Endpoint managing(String path) {
        for (Ending ending : SEGMENTS) {
            int at = path.indexOf(ending.path());
            int end = at + ending.path().length();
            if (at >= 0
                    && (end == path.length()
                            || path.charAt(end) == '/'
                            || path.charAt(end) == ':')) {
                return ending.endpoint();
            }
        }
        return null;
    }

    /**
     * The model that a path names, decoded; null where it names none. A deployment of Azure is one
     * too.
     */
    public static @Nullable String modelOf(String path) {
        String[] segments = path.split("/");
        for (int i = segments.length - 2; i >= 0; i--) {
            boolean names =
                    switch (segments[i]) {
                        case "models", "model", "deployments", "tunedModels", "endpoints" -> true;
                        default -> false;
                    };
            if (names) {
                String last = segments[i + 1];
                int colon = segments[i].equals("model") ? -1 : last.lastIndexOf(':');
                return decode(colon < 0 ? last : last.substring(0, colon));
            }
        }
        return null;
    }

    /** Undoes percent encoding; what is no such code stays. */
    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            int high = c == '%' && i + 2 < segment.length() ? digit(segment, i + 1) : -1;
            int low = high < 0 ? -1 : digit(segment, i + 2);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int digit(String segment, int at) {
        return Character.digit(segment.charAt(at), 16);
    }
}
