package dev.weir.core.reading.wire;

import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;

import java.util.Base64;

/** Which {@link Shape} an endpoint has: one table. */
final class Shapes {

    private Shapes() {}

    /**
     * The shape of a call.
     *
     * @param request the request's body, which tells where the path does not
     */
    static Shape of(Context context, JsonObject request) {
        return switch (context.endpoint()) {
            case MESSAGES,
                    MESSAGES_COUNT_TOKENS,
                    MESSAGES_BATCH,
                    MESSAGES_BATCH_STATUS,
                    MESSAGES_BATCH_RESULTS ->
                    new AnthropicReader();
            // Some clients send a request of Responses to the path of Chat Completions.
            case CHAT_COMPLETIONS ->
                    request.has("input") && !request.has("messages")
                            ? new ResponsesReader()
                            : new ChatReader();
            case RESPONSES, RESPONSES_FETCH, RESPONSES_INPUT_TOKENS, RESPONSES_COMPACT ->
                    new ResponsesReader();
            case GENERATE_CONTENT, STREAM_GENERATE_CONTENT, GEMINI_COUNT_TOKENS ->
                    new GeminiReader();
            case GEMINI_INTERACTIONS -> new InteractionsReader();
            case OLLAMA_CHAT, OLLAMA_GENERATE -> new OllamaReader();
            case BEDROCK_CONVERSE, BEDROCK_CONVERSE_STREAM -> new ConverseReader();
            case BEDROCK_INVOKE, BEDROCK_INVOKE_STREAM -> BedrockInvoke.of(request);
            case BEDROCK_COUNT_TOKENS -> new BedrockCount();
            case COHERE_CHAT -> new CohereReader();
            // Writer has Chat Completions at the path of Cohere's first version.
            case COHERE_CHAT_V1 ->
                    request.has("messages") ? new ChatReader() : new CohereReader.Version1();
            case COMPLETIONS, TEXT_COMPLETE -> new TextReader();
            case EMBEDDINGS, GEMINI_EMBED, OLLAMA_EMBED, COHERE_EMBED -> new EmbeddingsReader();
            case GEMINI_PREDICT ->
                    request.array("instances").objects().anyMatch(each -> each.has("content"))
                            ? new EmbeddingsReader()
                            : new OtherReader();
            case MODERATIONS,
                    IMAGES,
                    AUDIO,
                    VIDEOS,
                    RERANK,
                    MODELS,
                    FILES,
                    OPENAI_BATCHES,
                    ASSISTANTS,
                    CONVERSATIONS,
                    VECTOR_STORES,
                    CACHED_CONTENTS,
                    REALTIME,
                    OTEL_SPAN,
                    OTEL_EMBEDDING,
                    OTHER ->
                    new OtherReader();
        };
    }

    /** Bedrock's count of tokens: the request that is meant is in a member, or in base64 in one. */
    private static final class BedrockCount implements Shape {

        @Override
        public ModelRequest request(JsonObject body, Context context) {
            JsonObject input = body.object("input");
            JsonObject converse = input.object("converse");
            if (!converse.isEmpty()) {
                return new ConverseReader().request(converse, context);
            }
            try {
                String coded = input.object("invokeModel").textOrEmpty("body");
                JsonObject meant = JsonReader.read(Base64.getDecoder().decode(coded)).object();
                if (meant != null) {
                    return BedrockInvoke.of(meant).request(meant, context);
                }
            } catch (IllegalArgumentException e) {
                // Not base64: then nothing more is known of it.
            }
            return new ConverseReader().request(body, context);
        }

        @Override
        public ModelResponse response(JsonObject body, Context context) {
            return new ConverseReader().response(body, context);
        }

        @Override
        public Assembly assembly(Context context) {
            return new ConverseAssembly(context);
        }
    }
}
