package dev.weir.core.reading.wire;

import dev.weir.core.exchange.Headers;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

/**
 * A model's own shape, passed through Bedrock: which one it is, the request tells. Counts that the
 * shape does not have come in Bedrock's headers, or at the end of a stream.
 */
final class BedrockInvoke implements Shape {

    private static final String INPUT = "x-amzn-bedrock-input-token-count";
    private static final String OUTPUT = "x-amzn-bedrock-output-token-count";

    private final Shape inner;

    private BedrockInvoke(Shape inner) {
        this.inner = inner;
    }

    static Shape of(JsonObject request) {
        return new BedrockInvoke(inner(request));
    }

    private static Shape inner(JsonObject request) {
        if (request.has("anthropic_version")) {
            return new AnthropicReader();
        }
        if (request.has("inferenceConfig") || request.has("schemaVersion")) {
            return new ConverseReader();
        }
        if (request.get("messages") instanceof JsonArray messages) {
            boolean blocks =
                    messages.objects()
                            .flatMap(message -> message.array("content").objects())
                            .anyMatch(block -> block.has("text") && !block.has("type"));
            return blocks ? new ConverseReader() : new ChatReader();
        }
        if (request.has("message")) {
            return new CohereReader.Version1();
        }
        boolean prompt = request.has("prompt") || request.has("textGenerationConfig");
        boolean embeds =
                request.has("texts")
                        || request.has("inputText") && !prompt
                        || request.has("singleEmbeddingParams")
                        || request.has("input_type");
        return embeds ? new EmbeddingsReader() : new TextReader();
    }

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        return inner.request(body, context);
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        // Titan has the same request for text and for vectors where no setting is made.
        Shape shape =
                inner instanceof EmbeddingsReader && body.has("results")
                        ? body.object("results").isEmpty() && body.has("inputTextTokenCount")
                                ? new TextReader()
                                : new OtherReader()
                        : inner;
        ModelResponse response = shape.response(body, context);
        if (!response.usage().isEmpty()) {
            return response;
        }
        JsonObject metrics = body.object("amazon-bedrock-invocationMetrics");
        return response.withUsage(
                metrics.isEmpty()
                        ? fromHeaders(context, response.usage())
                        : new Counts(context)
                                .set(Unit.INPUT_TOKENS, metrics.integer("inputTokenCount"))
                                .set(Unit.OUTPUT_TOKENS, metrics.integer("outputTokenCount"))
                                .usage(metrics));
    }

    private static Usage fromHeaders(Context context, Usage known) {
        Headers headers = context.source().responseHeaders();
        JsonObject.Builder raw = JsonObject.builder();
        Counts counts = new Counts(context).tier(known.tier());
        counts.set(Unit.INPUT_TOKENS, header(headers, INPUT, raw))
                .set(Unit.OUTPUT_TOKENS, header(headers, OUTPUT, raw));
        JsonObject stated = raw.build();
        return stated.isEmpty() ? known : counts.usage(stated);
    }

    private static @Nullable Long header(Headers headers, String name, JsonObject.Builder raw) {
        String value = headers.first(name);
        if (value == null || value.isEmpty() || value.length() > 18) {
            return null;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return null;
            }
        }
        raw.set(name, new JsonNumber(value));
        return Long.valueOf(value);
    }

    @Override
    public Assembly assembly(Context context) {
        return inner.assembly(context);
    }
}
