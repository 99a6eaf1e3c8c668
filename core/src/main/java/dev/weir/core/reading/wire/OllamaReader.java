package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonNull;
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
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.Tool;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Ollama's own chat and generate. */
final class OllamaReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of(
                    "model",
                    "messages",
                    "prompt",
                    "system",
                    "images",
                    "tools",
                    "stream",
                    "think",
                    "format",
                    "options");
    private static final Set<String> OPTIONS =
            Set.of(
                    "num_predict",
                    "temperature",
                    "top_p",
                    "top_k",
                    "stop",
                    "seed",
                    "frequency_penalty",
                    "presence_penalty");
    private static final Set<String> RESPONSE =
            Set.of(
                    "model",
                    "message",
                    "response",
                    "thinking",
                    "done_reason",
                    "prompt_eval_count",
                    "eval_count",
                    "error");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        ChatMessages reader = new ChatMessages(context);
        List<Message> messages = new ArrayList<>();
        body.array("messages").objects().forEach(each -> messages.add(reader.message(each)));
        if (body.get("prompt") instanceof JsonString prompt) {
            JsonObject.Builder asked =
                    JsonObject.builder().set("role", "user").set("content", prompt);
            if (!body.array("images").isEmpty()) {
                asked.set("images", body.array("images"));
            }
            messages.add(reader.message(asked.build()));
        }
        String system = body.textOrEmpty("system");
        return new ModelRequest(
                body.text("model"),
                system.isEmpty() ? List.of() : List.of(Part.Text.of(system)),
                messages,
                tools(body),
                parameters(body),
                Hints.NONE);
    }

    private static List<Tool> tools(JsonObject body) {
        return body.array("tools")
                .objects()
                .map(tool -> ChatReader.function("function", tool.object("function"), Set.of()))
                .toList();
    }

    private static Parameters parameters(JsonObject body) {
        JsonObject options = body.object("options");
        JsonObject more = options.without(OPTIONS);
        JsonObject rest = body.without(REQUEST);
        Boolean think = body.flag("think");
        // Negative: as many as there is room for.
        Long most = options.integer("num_predict");
        Json format = body.value("format");
        return Parameters.builder().stream(body.flag("stream"))
                .maxTokens(most == null || most < 0 ? null : most)
                .sampling(
                        options.number("temperature"),
                        options.number("top_p"),
                        options.number("top_k"))
                .stop(Values.texts(options.get("stop")))
                .seed(options.integer("seed"))
                .penalties(options.number("frequency_penalty"), options.number("presence_penalty"))
                .effort(body.text("think"))
                .thinking(think == null ? null : think ? "enabled" : "disabled", null)
                .format(
                        switch (format) {
                            case JsonString word when !word.value().isEmpty() ->
                                    new Parameters.ResponseFormat(word.value(), null, null);
                            case JsonObject schema ->
                                    new Parameters.ResponseFormat("json_schema", null, schema);
                            case null, default -> null;
                        })
                .rest(more.isEmpty() ? rest : rest.with("options", more))
                .build();
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        List<Choice> choices = new ArrayList<>(1);
        JsonObject message = body.object("message");
        String word = body.text("done_reason");
        if (body.has("response")) {
            List<Part> parts = new ArrayList<>();
            if (!body.textOrEmpty("thinking").isEmpty()) {
                parts.add(new Part.Thinking(body.textOrEmpty("thinking"), null, false, Extra.NONE));
            }
            if (!body.textOrEmpty("response").isEmpty()) {
                parts.add(Part.Text.of(body.textOrEmpty("response")));
            }
            choices.add(Choice.of(0, Message.of("assistant", parts), word));
        } else if (!message.isEmpty()) {
            Message said = new ChatMessages(context).message(message);
            boolean calls = said.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
            choices.add(
                    new Choice(
                            0,
                            said,
                            word == null
                                    ? null
                                    : calls && word.equals("stop")
                                            ? StopReason.TOOL_CALL
                                            : StopReason.of(word),
                            word,
                            null,
                            JsonObject.EMPTY));
        }
        return ModelResponse.builder()
                .model(body.text("model"))
                .choices(choices)
                .usage(usage(body, context))
                .rest(body.without(RESPONSE))
                .build();
    }

    private static Usage usage(JsonObject body, Context context) {
        JsonObject.Builder raw = JsonObject.builder();
        for (String name : List.of("prompt_eval_count", "eval_count")) {
            Json count = body.get(name);
            if (count != null) {
                raw.set(name, count);
            }
        }
        return new Counts(context)
                .set(Unit.INPUT_TOKENS, body.integer("prompt_eval_count"))
                .set(Unit.OUTPUT_TOKENS, body.integer("eval_count"))
                .usage(raw.build());
    }

    @Override
    public Assembly assembly(Context context) {
        return new OllamaAssembly();
    }

    /** The lines of a streamed answer. */
    private static final class OllamaAssembly implements Assembly {

        private final JsonObject.Builder top = JsonObject.builder();
        private final Pieces message = new Pieces();
        private final Pieces words = new Pieces();
        private boolean hasMessage;
        private boolean done;

        @Override
        public void accept(String type, JsonObject data) {
            data.forEach(
                    (name, value) -> {
                        switch (name) {
                            case "message" -> {
                                hasMessage = true;
                                data.object(name).forEach(this::piece);
                            }
                            case "response", "thinking" -> words.add(name, value);
                            default -> top.set(name, value);
                        }
                    });
            done |= Boolean.TRUE.equals(data.flag("done"));
        }

        private void piece(String name, Json value) {
            if (value != JsonNull.NULL && !name.equals("role")) {
                message.add(name, value);
            }
        }

        @Override
        public boolean ended() {
            return done;
        }

        @Override
        public JsonObject finish() {
            words.addTo(top);
            if (hasMessage) {
                JsonObject.Builder whole = JsonObject.builder().set("role", "assistant");
                message.addTo(whole);
                top.set("message", whole.build());
            }
            return top.build();
        }
    }
}
