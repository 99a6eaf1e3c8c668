package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Choice;
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
import java.util.TreeMap;

/**
 * Text in, text out: the legacy completions of OpenAI and Anthropic, and the models that Bedrock
 * hosts with a shape of their own (Titan, Llama, Jurassic, Command, Mistral). They differ in the
 * names of a few members.
 */
final class TextReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of(
                    "model",
                    "prompt",
                    "inputText",
                    "inputs",
                    "max_tokens",
                    "maxTokens",
                    "max_tokens_to_sample",
                    "max_gen_len",
                    "maximum_tokens",
                    "temperature",
                    "top_p",
                    "topP",
                    "top_k",
                    "topK",
                    "p",
                    "k",
                    "n",
                    "stop",
                    "stop_sequences",
                    "stopSequences",
                    "seed",
                    "frequency_penalty",
                    "presence_penalty",
                    "stream",
                    "user");
    private static final Set<String> RESPONSE =
            Set.of(
                    "id",
                    "model",
                    "choices",
                    "usage",
                    "error",
                    "completion",
                    "generation",
                    "generations",
                    "results",
                    "outputs",
                    "completions",
                    "stop_reason",
                    "meta");
    private static final Set<String> CHOICE =
            Set.of("index", "text", "outputText", "finish_reason", "completionReason", "message");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        JsonObject titan = body.object("textGenerationConfig");
        Json prompt = body.value("prompt", "inputText", "inputs");
        return new ModelRequest(
                Values.first(body.text("model"), context.pathModel()),
                List.of(),
                prompt == null ? List.of() : List.of(Message.of("user", Values.asText(prompt))),
                List.of(),
                parameters(body, titan),
                new Hints(null, null, null, body.text("user"), JsonObject.EMPTY));
    }

    private static Parameters parameters(JsonObject body, JsonObject titan) {
        Long most =
                body.integer(
                        "max_tokens",
                        "maxTokens",
                        "max_tokens_to_sample",
                        "max_gen_len",
                        "maximum_tokens");
        Json stop = body.value("stop", "stop_sequences", "stopSequences");
        return ChatReader.common(body)
                .maxTokens(Values.first(most, titan.integer("maxTokenCount")))
                .sampling(
                        Values.first(body.number("temperature"), titan.number("temperature")),
                        Values.first(body.number("top_p", "topP", "p"), titan.number("topP")),
                        body.number("top_k", "topK", "k"))
                .stop(Values.texts(Values.first(stop, titan.value("stopSequences"))))
                .rest(body.without(REQUEST))
                .build();
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        List<Choice> choices = new ArrayList<>();
        for (String list : List.of("choices", "generations", "results", "outputs", "completions")) {
            body.array(list).objects().forEach(each -> choices.add(choice(each, choices.size())));
        }
        String whole = body.text("completion", "generation", "generated_text");
        if (whole != null) {
            choices.add(
                    Choice.of(
                            0,
                            Message.of("assistant", List.of(Part.Text.of(whole))),
                            body.text("stop_reason", "finish_reason")));
        }
        Json id = body.value("id");
        return ModelResponse.builder()
                .id(id instanceof JsonString text ? text.value() : id == null ? null : id.write())
                .model(body.text("model"))
                .choices(choices)
                .usage(usage(body, context))
                .rest(body.without(RESPONSE))
                .build();
    }

    private static Choice choice(JsonObject choice, int place) {
        JsonObject data = choice.object("data");
        String text = choice.text("text", "outputText", "completion");
        JsonObject message = choice.object("message");
        String word = choice.text("finish_reason", "completionReason", "stop_reason");
        Long index = choice.integer("index");
        List<Part> parts =
                !message.isEmpty() && text == null
                        ? Values.asText(message.get("content"))
                        : List.of(Part.Text.of(text == null ? data.textOrEmpty("text") : text));
        Choice read =
                Choice.of(
                        index == null ? place : index.intValue(),
                        Message.of("assistant", parts),
                        Values.first(word, choice.object("finishReason").text("reason")));
        return new Choice(
                read.index(),
                read.message(),
                read.stop(),
                read.stopWord(),
                null,
                choice.without(CHOICE));
    }

    private static Usage usage(JsonObject body, Context context) {
        if (!body.object("usage").isEmpty() || !body.object("x_groq").isEmpty()) {
            return OpenAiUsage.read(body, context);
        }
        if (!body.object("meta").isEmpty()) {
            return CohereReader.usage(body.object("meta"), context);
        }
        Long input = body.integer("prompt_token_count", "inputTextTokenCount");
        Long output = body.integer("generation_token_count", "totalOutputTextTokenCount");
        for (Json result : body.array("results")) {
            output = Counts.sum(output, result.integer("tokenCount"));
        }
        JsonObject.Builder raw = JsonObject.builder();
        body.forEach(
                (name, value) -> {
                    if (name.endsWith("_token_count") || name.endsWith("TokenCount")) {
                        raw.set(name, value);
                    }
                });
        return new Counts(context)
                .set(Unit.INPUT_TOKENS, input)
                .set(Unit.OUTPUT_TOKENS, output)
                .usage(raw.build());
    }

    @Override
    public Assembly assembly(Context context) {
        return new TextAssembly(context);
    }

    /**
     * The events of a streamed text: chunks with choices as of OpenAI, or chunks with one piece of
     * text each.
     */
    private static final class TextAssembly implements Assembly {

        private final ChatAssembly chunks;
        private final JsonObject.Builder top = JsonObject.builder();
        private final TreeMap<Long, StringBuilder> texts = new TreeMap<>();
        private boolean ended;

        TextAssembly(Context context) {
            chunks = new ChatAssembly(context);
        }

        @Override
        public void accept(String type, JsonObject data) {
            if (data.get("choices") instanceof JsonArray) {
                chunks.accept(type, data);
                return;
            }
            data.forEach(
                    (name, value) -> {
                        switch (name) {
                            case "completion", "generation", "outputText", "text" -> {
                                Long index = data.integer("index");
                                texts.computeIfAbsent(
                                                index == null ? 0L : index,
                                                _ -> new StringBuilder())
                                        .append(data.textOrEmpty(name));
                            }
                            case "type", "index", "p" -> {}
                            default -> {
                                if (value != JsonNull.NULL || top.get(name) == null) {
                                    top.set(name, value);
                                }
                            }
                        }
                    });
            ended |=
                    data.text("stop_reason", "completionReason", "finish_reason") != null
                            || data.has("amazon-bedrock-guardrailAction")
                            || data.has("amazon-bedrock-invocationMetrics")
                            || Boolean.TRUE.equals(data.flag("is_finished"));
        }

        @Override
        public void done() {
            chunks.done();
        }

        @Override
        public boolean ended() {
            return ended || chunks.ended();
        }

        @Override
        public JsonObject finish() {
            if (texts.isEmpty()) {
                return chunks.finish();
            }
            Json reason = Values.first(top.get("finish_reason"), top.get("completionReason"));
            if (texts.size() > 1) {
                List<Json> all = new ArrayList<>();
                texts.forEach((index, text) -> all.add(generation(index, text, reason)));
                return top.set("generations", JsonArray.of(all)).build();
            }
            if (reason != null && top.get("stop_reason") == null) {
                top.set("stop_reason", reason);
            }
            return top.set("completion", texts.firstEntry().getValue().toString()).build();
        }

        private static Json generation(long index, StringBuilder text, @Nullable Json reason) {
            JsonObject.Builder generation =
                    JsonObject.builder()
                            .set("index", JsonNumber.of(index))
                            .set("text", text.toString());
            return reason == null
                    ? generation.build()
                    : generation.set("finish_reason", reason).build();
        }
    }
}
