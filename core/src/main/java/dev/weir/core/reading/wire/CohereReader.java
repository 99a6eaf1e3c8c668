package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.Tool;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Cohere's chat, version 2, whose answers stream as events of its own. */
final class CohereReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of(
                    "model",
                    "messages",
                    "tools",
                    "tool_choice",
                    "max_tokens",
                    "temperature",
                    "p",
                    "k",
                    "stop_sequences",
                    "seed",
                    "frequency_penalty",
                    "presence_penalty",
                    "stream",
                    "response_format");
    private static final Set<String> RESPONSE = Set.of("id", "message", "finish_reason", "usage");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        ChatMessages reader = new ChatMessages(context);
        List<Message> messages = new ArrayList<>();
        body.array("messages").objects().forEach(each -> messages.add(reader.message(each)));
        List<Tool> tools = new ArrayList<>();
        body.array("tools")
                .objects()
                .forEach(
                        tool ->
                                tools.add(
                                        ChatReader.function(
                                                "function", tool.object("function"), Set.of())));
        return new ModelRequest(
                Values.first(body.text("model"), context.pathModel()),
                List.of(),
                messages,
                tools,
                parameters(body, REQUEST),
                Hints.NONE);
    }

    /** The parameters of both versions. */
    static Parameters parameters(JsonObject body, Set<String> known) {
        JsonObject thinking = body.object("thinking");
        return ChatReader.common(body)
                .maxTokens(body.integer("max_tokens"))
                .sampling(body.number("temperature"), body.number("p"), body.number("k"))
                .stop(Values.texts(body.get("stop_sequences")))
                .thinking(thinking.text("type"), thinking.integer("token_budget"))
                .toolChoice(body.value("tool_choice"))
                .format(ChatReader.format(body.object("response_format")))
                .rest(body.without(known))
                .build();
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        List<Choice> choices = new ArrayList<>(1);
        JsonObject message = body.object("message");
        String word = body.text("finish_reason");
        if (!message.isEmpty() || word != null) {
            choices.add(
                    new Choice(
                            0,
                            new ChatMessages(context)
                                    .message(
                                            message.has("role")
                                                    ? message
                                                    : message.with(
                                                            "role", JsonString.of("assistant"))),
                            word == null ? null : StopReason.of(word),
                            word,
                            null,
                            JsonObject.EMPTY));
        }
        return ModelResponse.builder()
                .id(body.text("id"))
                .model(body.text("model"))
                .choices(choices)
                .usage(usage(body.object("usage"), context))
                .rest(body.without(RESPONSE))
                .build();
    }

    /**
     * What is billed, else what was counted. What came from a cache is a part of what was counted
     * (with the provider's own prompt), not of what is billed.
     */
    static Usage usage(JsonObject usage, Context context) {
        JsonObject billed = usage.object("billed_units");
        JsonObject counted = usage.object("tokens");
        Long images = billed.integer("image_tokens");
        Long input = billed.integer("input_tokens");
        Long output = billed.integer("output_tokens");
        Counts counts = new Counts(context);
        if (input == null && images == null) {
            counts.set(Unit.INPUT_TOKENS, counted.integer("input_tokens"))
                    .set(Unit.CACHE_READ_TOKENS, usage.integer("cached_tokens"));
        } else {
            counts.set(Unit.INPUT_TOKENS, Counts.sum(input, images));
        }
        return counts.set(Unit.INPUT_IMAGE_TOKENS, images)
                .set(Unit.OUTPUT_TOKENS, Values.first(output, counted.integer("output_tokens")))
                .set(Unit.OUTPUT_REASONING_TOKENS, counted.integer("reasoning_tokens"))
                .set(Unit.RERANK_SEARCHES, billed.integer("search_units"))
                .usage(usage);
    }

    @Override
    public Assembly assembly(Context context) {
        return new CohereAssembly(context);
    }

    /** The events of a streamed answer. */
    private static final class CohereAssembly implements Assembly {

        private final Context context;
        private final JsonObject.Builder top = JsonObject.builder();
        private final JsonObject.Builder message = JsonObject.builder().set("role", "assistant");
        private final TreeMap<Long, Block> content = new TreeMap<>();
        private final TreeMap<Long, Call> calls = new TreeMap<>();
        private final List<Json> citations = new ArrayList<>();
        private final StringBuilder plan = new StringBuilder();
        private boolean started;
        private boolean ended;

        CohereAssembly(Context context) {
            this.context = context;
        }

        /** A piece of content under way: words or thoughts. */
        private static final class Block {
            private String member = "text";
            private final StringBuilder text = new StringBuilder();

            void accept(JsonObject piece) {
                for (String name : List.of("text", "thinking")) {
                    if (piece.get(name) instanceof JsonString more) {
                        member = name;
                        text.append(more.value());
                    }
                }
            }

            Json build() {
                return JsonObject.builder()
                        .set("type", member)
                        .set(member, text.toString())
                        .build();
            }
        }

        /** A tool call under way. */
        private static final class Call {
            private JsonObject start = JsonObject.EMPTY;
            private final StringBuilder arguments = new StringBuilder();

            Json build() {
                JsonObject function = start.object("function");
                String text = function.textOrEmpty("arguments") + arguments;
                return start.with("function", function.with("arguments", JsonString.of(text)));
            }
        }

        @Override
        public void accept(String type, JsonObject data) {
            JsonObject delta = data.object("delta");
            JsonObject piece = delta.object("message");
            Long given = data.integer("index");
            long index = given == null ? 0 : given;
            switch (type) {
                case "message-start" -> {
                    started = true;
                    if (data.get("id") instanceof JsonString id) {
                        top.set("id", id);
                    }
                }
                case "content-start", "content-delta" ->
                        content.computeIfAbsent(index, _ -> new Block())
                                .accept(piece.object("content"));
                case "tool-plan-delta" -> plan.append(piece.textOrEmpty("tool_plan"));
                case "tool-call-start" ->
                        calls.computeIfAbsent(index, _ -> new Call()).start =
                                piece.object("tool_calls");
                case "tool-call-delta" ->
                        calls.computeIfAbsent(index, _ -> new Call())
                                .arguments
                                .append(
                                        piece.object("tool_calls")
                                                .object("function")
                                                .textOrEmpty("arguments"));
                case "citation-start" -> {
                    if (piece.get("citations") instanceof JsonObject citation) {
                        citations.add(citation);
                    }
                }
                case "message-end" -> {
                    ended = true;
                    top.setAll(delta);
                }
                case "content-end", "tool-call-end", "citation-end", "debug" -> {}
                default -> context.find(Reason.UNKNOWN_EVENT, Values.word(type));
            }
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public JsonObject finish() {
            if (!content.isEmpty()) {
                message.set(
                        "content",
                        JsonArray.of(content.values().stream().map(Block::build).toList()));
            }
            if (!plan.isEmpty()) {
                message.set("tool_plan", plan.toString());
            }
            if (!calls.isEmpty()) {
                message.set(
                        "tool_calls",
                        JsonArray.of(calls.values().stream().map(Call::build).toList()));
            }
            if (!citations.isEmpty()) {
                message.set("citations", JsonArray.of(citations));
            }
            if (started) {
                top.set("message", message.build());
            }
            return top.build();
        }
    }

    /** Version 1: the new message apart from the history, tools in a shape of their own. */
    static final class Version1 implements Shape {

        private static final Set<String> REQUEST_1 =
                Set.of(
                        "model",
                        "message",
                        "chat_history",
                        "preamble",
                        "tools",
                        "max_tokens",
                        "temperature",
                        "p",
                        "k",
                        "stop_sequences",
                        "seed",
                        "stream",
                        "conversation_id");
        private static final Set<String> RESPONSE_1 =
                Set.of(
                        "response_id",
                        "generation_id",
                        "text",
                        "finish_reason",
                        "tool_calls",
                        "chat_history",
                        "meta");

        @Override
        public ModelRequest request(JsonObject body, Context context) {
            List<Message> messages = new ArrayList<>();
            body.array("chat_history")
                    .objects()
                    .forEach(
                            each ->
                                    messages.add(
                                            Message.of(
                                                    each.textOrEmpty("role"),
                                                    Values.asText(each.get("message")))));
            messages.add(Message.of("user", Values.asText(body.get("message"))));
            Set<String> known = Set.of("name", "description", "parameter_definitions");
            List<Tool> tools =
                    body.array("tools")
                            .objects()
                            .map(
                                    tool ->
                                            new Tool(
                                                    "function",
                                                    tool.textOrEmpty("name"),
                                                    tool.text("description"),
                                                    tool.value("parameter_definitions"),
                                                    false,
                                                    Extra.of(tool.without(known))))
                            .toList();
            return new ModelRequest(
                    Values.first(body.text("model"), context.pathModel()),
                    Values.asText(body.value("preamble")),
                    messages,
                    tools,
                    parameters(body, REQUEST_1),
                    new Hints(null, body.text("conversation_id"), null, null, JsonObject.EMPTY));
        }

        @Override
        public ModelResponse response(JsonObject body, Context context) {
            List<Part> parts = new ArrayList<>();
            if (!body.textOrEmpty("text").isEmpty()) {
                parts.add(Part.Text.of(body.textOrEmpty("text")));
            }
            body.array("tool_calls")
                    .objects()
                    .forEach(
                            call ->
                                    parts.add(
                                            Values.call(
                                                    null,
                                                    call.textOrEmpty("name"),
                                                    call.get("parameters"),
                                                    false,
                                                    Extra.NONE,
                                                    context)));
            String word = body.text("finish_reason");
            boolean said = !parts.isEmpty() || word != null;
            return ModelResponse.builder()
                    .id(body.text("response_id", "generation_id"))
                    .choices(
                            said
                                    ? List.of(Choice.of(0, Message.of("assistant", parts), word))
                                    : List.of())
                    .usage(CohereReader.usage(body.object("meta"), context))
                    .rest(body.without(RESPONSE_1))
                    .build();
        }

        @Override
        public Assembly assembly(Context context) {
            return new Assembly1();
        }
    }

    /** The lines of a streamed answer of version 1; the last one has the whole answer. */
    private static final class Assembly1 implements Assembly {

        private final StringBuilder text = new StringBuilder();
        private JsonObject whole = JsonObject.EMPTY;
        private boolean ended;

        @Override
        public void accept(String type, JsonObject data) {
            String event = data.textOrEmpty("event_type");
            if (event.equals("text-generation") || !data.has("event_type")) {
                text.append(data.textOrEmpty("text"));
            }
            ended |= event.equals("stream-end") || Boolean.TRUE.equals(data.flag("is_finished"));
            if (data.get("response") instanceof JsonObject response) {
                whole = response;
            } else if (ended && data.value("finish_reason") instanceof JsonString reason) {
                whole = whole.with("finish_reason", reason);
            }
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public JsonObject finish() {
            return whole.has("text") || text.isEmpty()
                    ? whole
                    : whole.with("text", JsonString.of(text.toString()));
        }
    }
}
