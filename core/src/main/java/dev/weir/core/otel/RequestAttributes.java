package dev.weir.core.otel;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonObject;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.GenAi.Operation;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.Parameters;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/** How the model was asked to answer. */
final class RequestAttributes {

    private RequestAttributes() {}

    static void add(Attributes to, ModelRequest request, CallFacts facts, boolean stream) {
        Parameters asked = request.parameters();
        if (facts.is(Operation.EMBEDDINGS)) {
            embeddings(to, asked.rest());
            return;
        }
        if (stream) {
            to.flag(Attribute.REQUEST_STREAM, true);
        }
        Long choices = asked.choices();
        to.put(Attribute.REQUEST_CHOICE_COUNT, choices != null && choices == 1 ? null : choices)
                .put(Attribute.REQUEST_SEED, asked.seed())
                .put(Attribute.REQUEST_TOP_K, asked.topK())
                .put(Attribute.OUTPUT_TYPE, outputType(asked))
                .put(Attribute.REQUEST_MAX_TOKENS, asked.maxTokens())
                .put(Attribute.REQUEST_TEMPERATURE, asked.temperature())
                .put(Attribute.REQUEST_TOP_P, asked.topP())
                .put(Attribute.REQUEST_FREQUENCY_PENALTY, asked.frequencyPenalty())
                .put(Attribute.REQUEST_PRESENCE_PENALTY, asked.presencePenalty())
                .put(Attribute.REQUEST_STOP_SEQUENCES, asked.stop())
                .put(Attribute.REQUEST_REASONING_LEVEL, asked.effort())
                .put(Attribute.REQUEST_PREVIOUS_RESPONSE_ID, request.hints().previousResponseId());
        JsonObject template = asked.rest().object("prompt");
        to.put(Attribute.PROMPT_NAME, template.text("id"))
                .put(Attribute.PROMPT_VERSION, template.text("version"));
    }

    private static void embeddings(Attributes to, JsonObject rest) {
        Json format = rest.value("encoding_format", "embedding_types");
        String one = rest.text("encoding_format");
        to.put(
                Attribute.REQUEST_ENCODING_FORMATS,
                one != null
                        ? List.of(one)
                        : format == null ? List.of() : rest.array("embedding_types").texts());
        Long dimensions = rest.integer("dimensions", "output_dimension", "outputDimensionality");
        to.put(
                Attribute.EMBEDDINGS_DIMENSION_COUNT,
                dimensions != null
                        ? dimensions
                        : rest.object("parameters").integer("outputDimensionality"));
    }

    /** What the answer shall be, null where that is not asked for. */
    private static @Nullable String outputType(Parameters asked) {
        List<String> modalities = asked.rest().array("modalities").texts();
        if (modalities.isEmpty()) {
            modalities =
                    asked.rest().object("generationConfig").array("responseModalities").texts();
        }
        for (String modality : modalities) {
            switch (modality.toLowerCase(Locale.ROOT)) {
                case "audio" -> {
                    return "speech";
                }
                case "image" -> {
                    return "image";
                }
                default -> {
                    // Text is what there is anyway.
                }
            }
        }
        Parameters.ResponseFormat format = asked.format();
        if (format == null) {
            return null;
        }
        String type = format.type().toLowerCase(Locale.ROOT);
        return type.contains("json")
                ? "json"
                : type.equals("text") || type.startsWith("text/plain") ? "text" : type;
    }
}
