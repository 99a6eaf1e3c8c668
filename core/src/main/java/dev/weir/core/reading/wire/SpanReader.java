package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.GenAi;
import dev.weir.core.otel.span.Attributes;
import dev.weir.core.otel.span.Span;
import dev.weir.core.otel.span.SpanKind;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.ResponseError;
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.Tool;
import dev.weir.core.reading.Turn;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a span about a call of a model: what {@link SpanMessages} does not. */
final class SpanReader {

    /** What a message says that has no reason: it had to have one before 2026. */
    private static final Set<String> NO_REASON = Set.of("", "unknown");

    private final Span span;
    private final Attributes attributes;
    private final Context context;

    private SpanReader(Span span, Context context) {
        this.span = span;
        this.attributes = span.attributes();
        this.context = context;
    }

    static Turn read(Span span, Context context) {
        return new SpanReader(span, context).read();
    }

    private Turn read() {
        SpanMessages said = SpanMessages.read(span, context);
        boolean embedding = span.kind() == SpanKind.EMBEDDING;
        JsonObject stated = invocation();
        ModelRequest request =
                new ModelRequest(
                        Values.first(
                                text(Attribute.REQUEST_MODEL, "langfuse.observation.model.name"),
                                Values.first(attributes.text("ai.model.id"), stated.text("model"))),
                        said.instructions(),
                        said.input(),
                        tools(),
                        parameters(stated),
                        new Hints(
                                attributes.text(Attribute.REQUEST_PREVIOUS_RESPONSE_ID),
                                attributes.text(Attribute.CONVERSATION_ID),
                                null,
                                attributes.text(Attribute.USER_ID),
                                JsonObject.EMPTY));
        ResponseError error = error();
        List<Choice> choices = embedding ? List.of() : choices(said.output());
        boolean silent = said.input().isEmpty() && said.instructions().isEmpty();
        boolean mute =
                !embedding
                        && error == null
                        && choices.stream().allMatch(each -> each.message().parts().isEmpty());
        if (silent || mute) {
            context.find(
                    Reason.NOT_CAPTURED,
                    silent && mute ? "" : silent ? "of the request" : "of the answer");
        }
        if (span.dropped() > 0) {
            context.find(Reason.CUT_BODY, "the sender left out " + span.dropped());
        }
        return new Turn(
                request,
                ModelResponse.builder()
                        .id(text(Attribute.RESPONSE_ID, "ai.response.id"))
                        .model(text(Attribute.RESPONSE_MODEL, "ai.response.model"))
                        .status(attributes.text(Attribute.RESPONSE_STATUS))
                        .choices(choices)
                        .usage(SpanUsage.read(attributes, context))
                        .error(error)
                        .build());
    }

    private @Nullable String text(Attribute attribute, String more) {
        return Values.first(attributes.text(attribute), attributes.text(more));
    }

    /** The attribute has a reason for each choice; the message's own goes where it has none. */
    private List<Choice> choices(List<SpanMessages.Said> output) {
        // Weir's own spans say the provider's words too.
        List<String> words = reasons(Attribute.WEIR_STOP_WORDS);
        List<String> reasons = reasons(Attribute.RESPONSE_FINISH_REASONS);
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < Math.max(output.size(), reasons.size()); i++) {
            SpanMessages.Said said = i < output.size() ? output.get(i) : null;
            String reason = at(reasons, i);
            String word = at(words, i);
            String own = said == null || isNone(said.finish()) ? null : said.finish();
            reason = Values.first(reason, Values.first(own, word));
            choices.add(
                    new Choice(
                            i,
                            said == null ? Message.of("assistant", List.of()) : said.message(),
                            reason == null ? null : StopReason.of(reason.replace('-', '_')),
                            word == null ? reason : word,
                            null,
                            JsonObject.EMPTY));
        }
        return choices;
    }

    private static @Nullable String at(List<String> words, int index) {
        return index < words.size() && !words.get(index).isEmpty() ? words.get(index) : null;
    }

    private static boolean isNone(@Nullable String reason) {
        return reason == null || NO_REASON.contains(reason);
    }

    /** Texts as a list, as JSON text of one, or a single one. */
    private List<String> reasons(Attribute attribute) {
        Json value = attributes.get(attribute);
        if (value instanceof JsonString text && text.value().startsWith("[")) {
            return Values.texts(Values.first(SpanParts.parsed(text.value()), text));
        }
        return Values.texts(value);
    }

    private @Nullable ResponseError error() {
        String type = attributes.text(Attribute.ERROR_TYPE);
        boolean level = "ERROR".equals(attributes.text("langfuse.observation.level"));
        if (type == null && !span.failed() && !level) {
            return null;
        }
        String message = span.statusMessage();
        for (Span.Event event : span.events()) {
            if (event.name().equals("exception") || event.name().endsWith(".exception")) {
                type = Values.first(type, event.attributes().text("exception.type"));
                String said = event.attributes().text("exception.message");
                message = message.isEmpty() && said != null ? said : message;
            }
        }
        if (message.isEmpty()) {
            String said = attributes.text("langfuse.observation.status_message");
            message = said == null ? "" : said;
        }
        String word = type == null ? GenAi.OTHER_ERROR : type;
        return new ResponseError(
                word,
                null,
                message,
                JsonObject.of("type", JsonString.of(word)).with("message", JsonString.of(message)));
    }

    /** What OpenInference and Langfuse have of the request in one attribute. */
    private JsonObject invocation() {
        for (String name :
                List.of("llm.invocation_parameters", "langfuse.observation.model.parameters")) {
            Json value = attributes.get(name);
            Json meant = value instanceof JsonString text ? SpanParts.parsed(text.value()) : value;
            if (meant instanceof JsonObject object) {
                return object;
            }
        }
        return JsonObject.EMPTY;
    }

    private Parameters parameters(JsonObject stated) {
        JsonObject.Builder all = stated.toBuilder();
        set(all, "stream", Attribute.REQUEST_STREAM);
        set(all, "max_tokens", Attribute.REQUEST_MAX_TOKENS);
        set(all, "temperature", Attribute.REQUEST_TEMPERATURE);
        set(all, "top_p", Attribute.REQUEST_TOP_P);
        set(all, "top_k", Attribute.REQUEST_TOP_K);
        set(all, "n", Attribute.REQUEST_CHOICE_COUNT);
        set(all, "seed", Attribute.REQUEST_SEED);
        set(all, "frequency_penalty", Attribute.REQUEST_FREQUENCY_PENALTY);
        set(all, "presence_penalty", Attribute.REQUEST_PRESENCE_PENALTY);
        set(all, "stop", Attribute.REQUEST_STOP_SEQUENCES);
        set(all, "service_tier", Attribute.OPENAI_REQUEST_SERVICE_TIER);
        JsonObject parameters = all.build();
        String format = attributes.text(Attribute.OUTPUT_TYPE);
        return ChatReader.common(parameters).stream(
                        streamed(span) ? Boolean.TRUE : parameters.flag("stream"))
                .maxTokens(
                        parameters.integer(
                                "max_tokens", "max_completion_tokens", "max_output_tokens"))
                .effort(
                        Values.first(
                                attributes.text(Attribute.REQUEST_REASONING_LEVEL),
                                parameters.text("reasoning_effort")))
                .toolChoice(parameters.value("tool_choice"))
                .format(format == null ? null : new Parameters.ResponseFormat(format, null, null))
                .build();
    }

    private void set(JsonObject.Builder all, String name, Attribute attribute) {
        Json value = attributes.get(attribute);
        if (value != null) {
            all.set(name, value);
        }
    }

    /** True where it says, or shows, that the answer came in pieces. */
    static boolean streamed(Span span) {
        String operation = span.attributes().text("ai.operationId");
        return Boolean.TRUE.equals(span.attributes().flag(Attribute.REQUEST_STREAM))
                || span.attributes().get("gen_ai.is_streaming") == JsonBoolean.TRUE
                || span.attributes().decimal(Attribute.TIME_TO_FIRST_CHUNK) != null
                || operation != null && operation.endsWith(".doStream");
    }

    private List<Tool> tools() {
        List<Json> defined = new ArrayList<>();
        add(defined, attributes.get(Attribute.TOOL_DEFINITIONS));
        if (defined.isEmpty()) {
            for (Json each : attributes.tree("llm.tools.")) {
                add(defined, each.object("tool").get("json_schema"));
            }
        }
        if (defined.isEmpty()) {
            attributes.tree("llm.request.functions.").forEach(each -> add(defined, each));
        }
        if (defined.isEmpty()) {
            add(defined, attributes.get("ai.prompt.tools"));
        }
        List<Json> named = new ArrayList<>();
        for (Json each : defined) {
            if (each instanceof JsonObject tool) {
                // Anthropic and the AI SDK have other words for the schema.
                Json schema = tool.value("input_schema", "inputSchema");
                JsonObject plain =
                        schema == null
                                ? tool
                                : tool.without(Set.of("input_schema", "inputSchema"))
                                        .with("parameters", schema);
                named.add(schemed(plain));
            }
        }
        return ChatReader.tools(JsonArray.of(named));
    }

    /** A schema may be JSON text. */
    private static JsonObject schemed(JsonObject tool) {
        Json schema = tool.get("parameters");
        Json parsed = schema instanceof JsonString text ? SpanParts.parsed(text.value()) : null;
        return parsed == null ? tool : tool.with("parameters", parsed);
    }

    /** Adds what a value defines: an object, a list of these, or JSON text of either. */
    private static void add(List<Json> defined, @Nullable Json value) {
        switch (value) {
            case JsonString text -> {
                Json parsed = SpanParts.parsed(text.value());
                if (!(parsed instanceof JsonString)) {
                    add(defined, parsed);
                }
            }
            case JsonArray array -> array.forEach(each -> add(defined, each));
            case JsonObject object -> defined.add(object);
            case null, default -> {}
        }
    }
}
