package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Citation;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.StopReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Gemini's interactions: an answer is a list of steps, of thought, output, calls and results. */
final class InteractionsReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of(
                    "model",
                    "input",
                    "system_instruction",
                    "tools",
                    "stream",
                    "service_tier",
                    "previous_interaction_id");
    private static final Set<String> SETTINGS =
            Set.of("temperature", "top_p", "max_output_tokens", "thinking_level", "seed");
    private static final Set<String> RESPONSE =
            Set.of("id", "model", "status", "usage", "steps", "outputs", "error", "service_tier");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        List<Message> messages = new ArrayList<>();
        Json input = body.get("input");
        if (input instanceof JsonArray array) {
            List<Part> loose = new ArrayList<>();
            array.objects()
                    .forEach(
                            each -> {
                                if (each.has("role")) {
                                    messages.add(
                                            Message.of(
                                                    each.textOrEmpty("role"),
                                                    content(
                                                            Values.first(
                                                                    each.get("content"),
                                                                    each.get("parts")),
                                                            context)));
                                } else {
                                    step(each, loose, context);
                                }
                            });
            if (!loose.isEmpty()) {
                messages.add(Message.of("user", loose));
            }
        } else if (input != null) {
            messages.add(Message.of("user", Values.asText(input)));
        }
        return new ModelRequest(
                Values.first(body.text("model"), body.text("agent")),
                Values.asText(body.value("system_instruction")),
                messages,
                body.array("tools")
                        .objects()
                        .map(
                                tool ->
                                        ChatReader.function(
                                                tool.textOrEmpty("type"), tool, Set.of("type")))
                        .toList(),
                parameters(body),
                new Hints(
                        body.text("previous_interaction_id"), null, null, null, JsonObject.EMPTY));
    }

    private static Parameters parameters(JsonObject body) {
        JsonObject settings = body.object("generation_config");
        JsonObject rest = body.without(REQUEST).without(Set.of("generation_config"));
        JsonObject more = settings.without(SETTINGS);
        return Parameters.builder().stream(body.flag("stream"))
                .maxTokens(settings.integer("max_output_tokens"))
                .sampling(settings.number("temperature"), settings.number("top_p"), null)
                .seed(settings.integer("seed"))
                .effort(settings.text("thinking_level"))
                .serviceTier(body.text("service_tier"))
                .rest(more.isEmpty() ? rest : rest.with("generation_config", more))
                .build();
    }

    private static List<Part> content(@Nullable Json content, Context context) {
        if (content instanceof JsonString text) {
            return List.of(Part.Text.of(text.value()));
        }
        List<Part> parts = new ArrayList<>();
        if (content instanceof JsonArray array) {
            array.objects().forEach(each -> step(each, parts, context));
        }
        return parts;
    }

    private static void step(JsonObject step, List<Part> parts, Context context) {
        String type = step.textOrEmpty("type");
        switch (type) {
            case "text" ->
                    parts.add(
                            new Part.Text(
                                    step.textOrEmpty("text"),
                                    citations(step.array("annotations")),
                                    Extra.of(step.without(Set.of("type", "text", "annotations")))));
            case "model_output", "user_input" ->
                    parts.addAll(content(step.get("content"), context));
            case "thought" ->
                    parts.add(
                            new Part.Thinking(
                                    Values.joined(step.array("summary"), "\n\n", "text"),
                                    step.text("signature"),
                                    !step.has("summary"),
                                    Extra.of(
                                            step.without(Set.of("type", "summary", "signature")))));
            case "image", "audio", "video", "document" ->
                    parts.add(
                            step.has("data")
                                    ? new Part.Media(
                                            Part.Media.Kind.ofMime(step.text("mime_type")),
                                            step.text("mime_type"),
                                            null,
                                            Values.inline(step.get("data")),
                                            Extra.NONE)
                                    : Values.atUrl(
                                            Part.Media.Kind.ofMime(step.text("mime_type")),
                                            step.text("mime_type"),
                                            null,
                                            step.get("uri"),
                                            Extra.NONE));
            default -> other(type, step, parts, context);
        }
    }

    private static void other(String type, JsonObject step, List<Part> parts, Context context) {
        boolean client = type.startsWith("function_");
        if (type.endsWith("_call")) {
            Set<String> known = Set.of("type", "id", "name", "arguments");
            parts.add(
                    Values.call(
                            step.text("id"),
                            Values.or(
                                    step.text("name"),
                                    type.substring(0, type.length() - "_call".length())),
                            step.get("arguments"),
                            !client,
                            Extra.of(step.without(known)),
                            context));
        } else if (type.endsWith("_result")) {
            Set<String> known = Set.of("type", "call_id", "name", "result", "is_error");
            parts.add(
                    new Part.ToolResult(
                            step.text("call_id"),
                            step.text("name"),
                            Values.asText(step.value("result")),
                            Boolean.TRUE.equals(step.flag("is_error")),
                            !client,
                            Extra.of(step.without(known))));
        } else {
            context.find(Reason.UNKNOWN_PART, "step " + Values.word(type));
            parts.add(new Part.Other(type, step));
        }
    }

    private static List<Citation> citations(JsonArray array) {
        return array.objects()
                .map(
                        each ->
                                new Citation(
                                        each.textOrEmpty("type"),
                                        each.text("title"),
                                        each.text("url"),
                                        null,
                                        each))
                .toList();
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        List<Part> parts = new ArrayList<>();
        body.array("steps", "outputs").objects().forEach(each -> step(each, parts, context));
        String word = body.text("status");
        StopReason stop =
                word == null
                        ? null
                        : word.equals("requires_action")
                                ? StopReason.TOOL_CALL
                                : StopReason.of(word);
        return ModelResponse.builder()
                .id(body.text("id"))
                .model(body.text("model"))
                .status(word)
                .choices(
                        parts.isEmpty()
                                ? List.of()
                                : List.of(
                                        new Choice(
                                                0,
                                                Message.of("model", parts),
                                                stop,
                                                word,
                                                null,
                                                JsonObject.EMPTY)))
                .usage(GeminiUsage.ofInteraction(body, context))
                .rest(body.without(RESPONSE))
                .build();
    }

    @Override
    public Assembly assembly(Context context) {
        return new InteractionsAssembly(context);
    }

    /** The events of a streamed interaction. */
    private static final class InteractionsAssembly implements Assembly {

        private final Context context;
        private final JsonObject.Builder top = JsonObject.builder();
        private final TreeMap<Long, Step> steps = new TreeMap<>();
        private boolean ended;

        InteractionsAssembly(Context context) {
            this.context = context;
        }

        /** A step under way. */
        private static final class Step {
            private final JsonObject.Builder members = JsonObject.builder();
            private final StringBuilder text = new StringBuilder();
            private final StringBuilder thought = new StringBuilder();
            private final StringBuilder arguments = new StringBuilder();
            private final List<Json> annotations = new ArrayList<>();

            void accept(JsonObject delta) {
                switch (delta.textOrEmpty("type")) {
                    case "text" -> text.append(delta.textOrEmpty("text"));
                    case "text_annotation_delta" ->
                            annotations.addAll(delta.array("annotations").values());
                    case "thought_signature" -> {
                        if (delta.get("signature") instanceof JsonString signature) {
                            members.set("signature", signature);
                        }
                    }
                    case "thought_summary" ->
                            thought.append(delta.object("content").textOrEmpty("text"));
                    case "arguments_delta" -> {
                        arguments.append(delta.textOrEmpty("arguments", "partial_arguments"));
                    }
                    default ->
                            delta.forEach(
                                    (name, value) -> {
                                        if (!name.equals("type") && value != JsonNull.NULL) {
                                            members.set(name, value);
                                        }
                                    });
                }
            }

            Json build() {
                if (!text.isEmpty() || !annotations.isEmpty()) {
                    JsonObject.Builder words =
                            JsonObject.builder().set("type", "text").set("text", text.toString());
                    if (!annotations.isEmpty()) {
                        words.set("annotations", JsonArray.of(annotations));
                    }
                    members.set("content", JsonArray.of(List.of(words.build())));
                }
                if (!thought.isEmpty()) {
                    members.set(
                            "summary",
                            JsonArray.of(
                                    List.of(
                                            JsonObject.of(
                                                    "text", JsonString.of(thought.toString())))));
                }
                if (!arguments.isEmpty()) {
                    members.set("arguments", arguments.toString());
                }
                return members.build();
            }
        }

        @Override
        public void accept(String name, JsonObject data) {
            String type = name.isEmpty() ? data.textOrEmpty("event_type") : name;
            Long given = data.integer("index");
            long index = given == null ? 0 : given;
            top.setAll(data.object("interaction"));
            switch (type) {
                case "interaction.completed", "interaction.failed", "interaction.cancelled" ->
                        ended = true;
                case "step.start" ->
                        steps.computeIfAbsent(index, _ -> new Step())
                                .members
                                .setAll(data.object("step"));
                case "step.delta" ->
                        steps.computeIfAbsent(index, _ -> new Step()).accept(data.object("delta"));
                case "interaction.created",
                        "interaction.status_update",
                        "interaction.in_progress",
                        "interaction.requires_action",
                        "step.stop",
                        "error" -> {}
                default -> context.find(Reason.UNKNOWN_EVENT, Values.word(type));
            }
        }

        @Override
        public void done() {
            ended = true;
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public JsonObject finish() {
            if (!(top.get("steps") instanceof JsonArray whole && !whole.isEmpty())
                    && !steps.isEmpty()) {
                top.set("steps", JsonArray.of(steps.values().stream().map(Step::build).toList()));
            }
            return top.build();
        }
    }
}
