package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Citation;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Role;
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.Tool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gemini's generateContent, streamed or not, and countTokens; also on Vertex AI. */
final class GeminiReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of(
                    "model",
                    "contents",
                    "systemInstruction",
                    "system_instruction",
                    "tools",
                    "toolConfig",
                    "tool_config",
                    "generationConfig",
                    "generation_config",
                    "labels",
                    "serviceTier");
    private static final Set<String> SETTINGS =
            Set.of(
                    "temperature",
                    "topP",
                    "topK",
                    "maxOutputTokens",
                    "stopSequences",
                    "candidateCount",
                    "seed",
                    "presencePenalty",
                    "frequencyPenalty",
                    "responseMimeType",
                    "responseSchema",
                    "responseJsonSchema",
                    "thinkingConfig");
    private static final Set<String> RESPONSE =
            Set.of(
                    "candidates",
                    "usageMetadata",
                    "modelVersion",
                    "responseId",
                    "error",
                    "totalTokens");

    /** The words of finishReason by their numbers. */
    private static final List<String> REASONS =
            List.of(
                    "FINISH_REASON_UNSPECIFIED",
                    "STOP",
                    "MAX_TOKENS",
                    "SAFETY",
                    "RECITATION",
                    "OTHER",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MALFORMED_FUNCTION_CALL");

    private static final Set<String> CANDIDATE = Set.of("content", "finishReason", "index");

    @Override
    public ModelRequest request(JsonObject outer, Context context) {
        // countTokens may have the whole request in a member.
        JsonObject inner = outer.object("generateContentRequest");
        JsonObject body = inner.isEmpty() ? outer : inner;
        GeminiParts reader = new GeminiParts(context);
        List<Message> messages = new ArrayList<>();
        Json contents = body.get("contents");
        if (contents instanceof JsonObject one) {
            messages.add(message(one, "user", reader));
        }
        body.array("contents")
                .objects()
                .forEach(content -> messages.add(message(content, "user", reader)));
        JsonObject system = body.object("systemInstruction", "system_instruction");
        String text = body.text("systemInstruction", "system_instruction");
        List<Part> instructions =
                text != null ? List.of(Part.Text.of(text)) : reader.read(system.get("parts"));
        JsonObject labels = body.object("labels");
        return new ModelRequest(
                Values.first(context.pathModel(), body.text("model")),
                instructions,
                messages,
                tools(body.array("tools")),
                parameters(body),
                new Hints(null, null, null, null, labels));
    }

    private static Message message(JsonObject content, String usual, GeminiParts reader) {
        String role = Values.or(content.text("role"), usual);
        return new Message(
                Role.of(role),
                role,
                null,
                reader.read(content.get("parts")),
                Extra.of(content.without(Set.of("role", "parts"))));
    }

    private static List<Tool> tools(JsonArray array) {
        List<Tool> tools = new ArrayList<>();
        array.objects()
                .forEach(
                        tool ->
                                tool.forEach(
                                        (name, value) -> {
                                            if (name.equals("functionDeclarations")
                                                    || name.equals("function_declarations")) {
                                                functions(tool.array(name), tools);
                                            } else {
                                                tools.add(
                                                        new Tool(
                                                                name,
                                                                name,
                                                                null,
                                                                null,
                                                                true,
                                                                value instanceof JsonObject more
                                                                        ? Extra.of(more)
                                                                        : Extra.NONE));
                                            }
                                        }));
        return tools;
    }

    private static void functions(JsonArray declarations, List<Tool> tools) {
        Set<String> known = Set.of("name", "description", "parameters", "parametersJsonSchema");
        declarations
                .objects()
                .forEach(
                        function ->
                                tools.add(
                                        new Tool(
                                                "function",
                                                function.textOrEmpty("name"),
                                                function.text("description"),
                                                function.value(
                                                        "parametersJsonSchema", "parameters"),
                                                false,
                                                Extra.of(function.without(known)))));
    }

    private static Parameters parameters(JsonObject body) {
        JsonObject settings = body.object("generationConfig", "generation_config");
        JsonObject thinking = settings.object("thinkingConfig");
        JsonObject more = settings.without(SETTINGS);
        JsonObject rest = body.without(REQUEST);
        JsonObject moreThinking = thinking.without(Set.of("thinkingBudget", "thinkingLevel"));
        if (!moreThinking.isEmpty()) {
            more = more.with("thinkingConfig", moreThinking);
        }
        String format = settings.text("responseMimeType");
        Json schema = settings.value("responseJsonSchema", "responseSchema");
        return Parameters.builder()
                .maxTokens(settings.integer("maxOutputTokens"))
                .sampling(
                        settings.number("temperature"),
                        settings.number("topP"),
                        settings.number("topK"))
                .choices(settings.integer("candidateCount"))
                .stop(Values.texts(settings.get("stopSequences")))
                .seed(settings.integer("seed"))
                .penalties(settings.number("frequencyPenalty"), settings.number("presencePenalty"))
                .effort(thinking.text("thinkingLevel"))
                .thinking(null, thinking.integer("thinkingBudget"))
                .serviceTier(body.text("serviceTier"))
                .toolChoice(body.value("toolConfig", "tool_config"))
                .format(
                        format == null && schema == null
                                ? null
                                : new Parameters.ResponseFormat(
                                        Values.or(format, "application/json"), null, schema))
                .rest(more.isEmpty() ? rest : rest.with("generationConfig", more))
                .build();
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        GeminiParts reader = new GeminiParts(context);
        List<Choice> choices = new ArrayList<>();
        body.array("candidates").objects().forEach(each -> choices.add(choice(each, reader)));
        String blocked = body.object("promptFeedback").text("blockReason");
        if (choices.isEmpty() && blocked != null) {
            choices.add(
                    new Choice(
                            0,
                            Message.of("model", List.of()),
                            StopReason.CONTENT_FILTER,
                            blocked,
                            null,
                            JsonObject.EMPTY));
        }
        return ModelResponse.builder()
                .id(body.text("responseId"))
                .model(body.text("modelVersion"))
                .choices(choices)
                .usage(GeminiUsage.read(body.object("usageMetadata"), context))
                .countedTokens(body.integer("totalTokens"))
                .rest(body.without(RESPONSE))
                .build();
    }

    private static Choice choice(JsonObject candidate, GeminiParts reader) {
        Long index = candidate.integer("index");
        String word = finishReason(candidate);
        Message message = message(candidate.object("content"), "model", reader);
        List<Citation> citations = citations(candidate);
        if (!citations.isEmpty()) {
            List<Part> parts = new ArrayList<>(message.parts());
            ChatMessages.cite(parts, citations);
            message = new Message(message.role(), message.roleWord(), null, parts, message.extra());
        }
        return new Choice(
                index == null ? 0 : index.intValue(),
                message,
                stop(word),
                word,
                null,
                candidate.without(CANDIDATE));
    }

    private static @Nullable StopReason stop(@Nullable String word) {
        return word == null ? null : StopReason.of(word);
    }

    /** Vertex AI writes enums as numbers where it is asked to. */
    private static @Nullable String finishReason(JsonObject candidate) {
        Long number = candidate.integer("finishReason");
        return number == null
                ? candidate.text("finishReason")
                : number >= 0 && number < REASONS.size()
                        ? REASONS.get(number.intValue())
                        : number.toString();
    }

    private static List<Citation> citations(JsonObject candidate) {
        List<Citation> citations = new ArrayList<>();
        candidate
                .object("citationMetadata")
                .array("citationSources", "citations")
                .objects()
                .forEach(
                        each ->
                                citations.add(
                                        new Citation(
                                                "citation",
                                                each.text("title"),
                                                each.text("uri"),
                                                null,
                                                each)));
        candidate
                .object("groundingMetadata")
                .array("groundingChunks")
                .objects()
                .forEach(
                        each -> {
                            String kind = each.size() == 0 ? "" : each.name(0);
                            JsonObject place = each.object(kind);
                            citations.add(
                                    new Citation(
                                            kind,
                                            place.text("title"),
                                            place.text("uri"),
                                            place.text("text"),
                                            each));
                        });
        return citations;
    }

    @Override
    public Assembly assembly(Context context) {
        return new GeminiAssembly();
    }

    /** True for a text that is thought. */
    static boolean isThought(Json part) {
        return Boolean.TRUE.equals(part.flag("thought"));
    }
}
