package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Embeddings;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Part;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Embeddings of all dialects: what was embedded, how many vectors came, how long they are. */
final class EmbeddingsReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of("model", "input", "texts", "inputs", "prompt", "inputText", "user", "content");
    private static final Set<String> RESPONSE =
            Set.of(
                    "id",
                    "model",
                    "data",
                    "embedding",
                    "embeddings",
                    "embeddingsByType",
                    "predictions",
                    "metadata",
                    "usage",
                    "usageMetadata",
                    "meta",
                    "error",
                    "texts",
                    "prompt_eval_count",
                    "inputTextTokenCount");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        List<Part> parts = new ArrayList<>();
        for (String name : List.of("input", "texts", "inputs", "prompt", "inputText")) {
            inputs(body.get(name), parts);
        }
        GeminiParts gemini = new GeminiParts(context);
        parts.addAll(gemini.read(body.object("content").get("parts")));
        // Vertex AI's predict.
        body.array("instances").objects().forEach(each -> inputs(each.get("content"), parts));
        body.array("requests")
                .objects()
                .forEach(each -> parts.addAll(gemini.read(each.object("content").get("parts"))));
        return new ModelRequest(
                Values.first(body.text("model"), context.pathModel()),
                List.of(),
                parts.isEmpty() ? List.of() : List.of(Message.of("user", parts)),
                List.of(),
                Parameters.builder()
                        .rest(body.without(REQUEST).without(Set.of("requests", "instances")))
                        .build(),
                new Hints(null, null, null, body.text("user"), JsonObject.EMPTY));
    }

    /** A text, texts, tokens (numbers, of which only the number is said), or lists of these. */
    private static void inputs(@Nullable Json input, List<Part> parts) {
        switch (input) {
            case JsonString text -> parts.add(Part.Text.of(text.value()));
            case JsonArray array when !array.isEmpty() && array.get(0) instanceof JsonNumber ->
                    parts.add(Part.Text.of("[" + array.size() + " tokens]"));
            case JsonArray array -> array.forEach(each -> inputs(each, parts));
            case JsonObject object -> parts.add(new Part.Other("input", object));
            case null, default -> {}
        }
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        List<Json> vectors = new ArrayList<>();
        for (String name :
                List.of("data", "embeddings", "embedding", "embeddingsByType", "predictions")) {
            collect(body.get(name), vectors);
        }
        Embeddings embeddings = new Embeddings(vectors.size(), dimensions(vectors));
        return ModelResponse.builder()
                .id(body.text("id"))
                .model(body.text("model"))
                .embeddings(vectors.isEmpty() ? null : embeddings)
                .usage(usage(body, context))
                .rest(body.without(RESPONSE))
                .build();
    }

    /** Finds the vectors, which are lists of numbers or base64 texts, however they are wrapped. */
    private static void collect(@Nullable Json value, List<Json> vectors) {
        switch (value) {
            case JsonArray array when !array.isEmpty() && array.get(0) instanceof JsonNumber ->
                    vectors.add(array);
            case JsonArray array -> array.forEach(each -> collect(each, vectors));
            case JsonString text -> vectors.add(text);
            case JsonObject object -> {
                for (String name :
                        List.of(
                                "embedding",
                                "embeddings",
                                "values",
                                "float",
                                "int8",
                                "base64",
                                "uint8")) {
                    Json inner = object.value(name);
                    if (inner != null) {
                        collect(inner, vectors);
                        return;
                    }
                }
            }
            case null, default -> {}
        }
    }

    private static @Nullable Integer dimensions(List<Json> vectors) {
        return !vectors.isEmpty() && vectors.getFirst() instanceof JsonArray first
                ? first.size()
                : null;
    }

    private static Usage usage(JsonObject body, Context context) {
        if (!body.object("meta").isEmpty()) {
            return CohereReader.usage(body.object("meta"), context);
        }
        JsonObject usage = body.object("usage", "usageMetadata");
        if (!usage.isEmpty() && !usage.has("promptTokenCount")) {
            Usage read = OpenAiUsage.read(usage, null, context);
            return read.of(Unit.INPUT_TOKENS) != null || usage.integer("total_tokens") == null
                    ? read
                    : new Counts(context)
                            .set(Unit.INPUT_TOKENS, usage.integer("total_tokens"))
                            .usage(usage);
        }
        if (!usage.isEmpty()) {
            return GeminiUsage.read(usage, context);
        }
        if (body.has("predictions")) {
            Long tokens = null;
            for (Json each : body.array("predictions")) {
                JsonObject statistics = each.object("embeddings").object("statistics");
                tokens = Counts.sum(tokens, statistics.integer("token_count"));
            }
            JsonObject metadata = body.object("metadata");
            return new Counts(context)
                    .set(Unit.INPUT_TOKENS, tokens)
                    .set(Unit.INPUT_CHARACTERS, metadata.integer("billableCharacterCount"))
                    .usage(metadata);
        }
        Long count = body.integer("prompt_eval_count", "inputTextTokenCount");
        return count == null
                ? Usage.NONE
                : new Counts(context)
                        .set(Unit.INPUT_TOKENS, count)
                        .usage(
                                JsonObject.of(
                                        body.has("prompt_eval_count")
                                                ? "prompt_eval_count"
                                                : "inputTextTokenCount",
                                        JsonNumber.of(count)));
    }

    @Override
    public Assembly assembly(Context context) {
        return new ChatAssembly(context);
    }
}
