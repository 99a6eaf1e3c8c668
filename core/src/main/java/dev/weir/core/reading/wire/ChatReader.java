package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.Tool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** OpenAI Chat Completions and the many hosts that speak it with words of their own. */
final class ChatReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of(
                    "model",
                    "messages",
                    "tools",
                    "functions",
                    "tool_choice",
                    "function_call",
                    "parallel_tool_calls",
                    "max_completion_tokens",
                    "max_tokens",
                    "temperature",
                    "top_p",
                    "top_k",
                    "n",
                    "stop",
                    "seed",
                    "random_seed",
                    "frequency_penalty",
                    "presence_penalty",
                    "stream",
                    "reasoning_effort",
                    "verbosity",
                    "service_tier",
                    "response_format",
                    "metadata",
                    "user",
                    "prompt_cache_key");
    private static final Set<String> RESPONSE =
            Set.of("id", "model", "choices", "usage", "x_groq", "service_tier", "error");
    private static final Set<String> CHOICE =
            Set.of("index", "message", "finish_reason", "stop_reason");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        ChatMessages reader = new ChatMessages(context);
        List<Message> messages = new ArrayList<>();
        body.array("messages").objects().forEach(each -> messages.add(reader.message(each)));
        List<Tool> tools = tools(body.array("tools"));
        body.array("functions")
                .objects()
                .forEach(each -> tools.add(function("function", each, Set.of())));
        return new ModelRequest(
                Values.first(body.text("model"), context.pathModel()),
                List.of(),
                messages,
                tools,
                parameters(body),
                new Hints(
                        null,
                        null,
                        body.text("prompt_cache_key"),
                        Values.first(body.text("user"), body.text("safety_identifier")),
                        body.object("metadata")));
    }

    private static Parameters parameters(JsonObject body) {
        JsonObject reasoning = body.object("reasoning", "thinking");
        return common(body)
                .maxTokens(body.integer("max_completion_tokens", "max_tokens"))
                .effort(Values.first(body.text("reasoning_effort"), reasoning.text("effort")))
                .thinking(reasoning.text("type"), reasoning.integer("max_tokens", "budget_tokens"))
                .toolChoice(body.value("tool_choice", "function_call"))
                .format(format(body.object("response_format")))
                .verbosity(body.text("verbosity"))
                .rest(body.without(REQUEST))
                .build();
    }

    /** The parameters that legacy completions have too. */
    static Parameters.Builder common(JsonObject body) {
        return Parameters.builder().stream(body.flag("stream"))
                .sampling(body.number("temperature"), body.number("top_p"), body.number("top_k"))
                .choices(body.integer("n"))
                .stop(Values.texts(body.get("stop")))
                .seed(body.integer("seed", "random_seed"))
                .penalties(body.number("frequency_penalty"), body.number("presence_penalty"))
                .serviceTier(body.text("service_tier"))
                .parallelToolCalls(body.flag("parallel_tool_calls"));
    }

    /**
     * A format in the shape of Chat Completions or of Responses, where the schema is not nested.
     */
    static Parameters.@Nullable ResponseFormat format(JsonObject format) {
        if (format.isEmpty()) {
            return null;
        }
        JsonObject nested = format.object("json_schema");
        JsonObject named = nested.isEmpty() ? format : nested;
        return new Parameters.ResponseFormat(
                format.textOrEmpty("type"), named.text("name"), named.value("schema"));
    }

    static List<Tool> tools(JsonArray array) {
        List<Tool> tools = new ArrayList<>(array.size());
        array.objects()
                .forEach(
                        tool -> {
                            String type = Values.or(tool.text("type"), "function");
                            JsonObject inner = tool.object("function", "custom");
                            tools.add(
                                    inner.isEmpty()
                                            ? function(type, tool, Set.of("type"))
                                            : function(type, inner, Set.of()));
                        });
        return tools;
    }

    /** A tool whose name, description and parameters are members of this object. */
    static Tool function(String type, JsonObject tool, Set<String> known) {
        boolean named = tool.text("name") != null;
        Set<String> read =
                known.isEmpty()
                        ? Set.of("name", "description", "parameters")
                        : Set.of("type", "name", "description", "parameters");
        return new Tool(
                type,
                Values.or(tool.text("name"), type),
                tool.text("description"),
                tool.value("parameters"),
                !named && !type.equals("function") && !type.equals("custom"),
                Values.extra(tool, read));
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        ChatMessages reader = new ChatMessages(context);
        List<Choice> choices = new ArrayList<>();
        body.array("choices").objects().forEach(each -> choices.add(choice(each, reader)));
        return ModelResponse.builder()
                .id(body.text("id"))
                .model(body.text("model"))
                .choices(choices)
                .usage(OpenAiUsage.read(body, context))
                .rest(body.without(RESPONSE))
                .build();
    }

    private static Choice choice(JsonObject choice, ChatMessages reader) {
        Long index = choice.integer("index");
        String word = choice.text("finish_reason");
        Json stop = choice.value("stop_reason");
        JsonObject message = choice.object("message");
        return new Choice(
                index == null ? 0 : index.intValue(),
                reader.message(
                        message.has("role")
                                ? message
                                : message.with("role", JsonString.of("assistant"))),
                word == null ? null : StopReason.of(word),
                word,
                stop instanceof JsonString text ? text.value() : null,
                choice.without(CHOICE));
    }

    @Override
    public Assembly assembly(Context context) {
        return new ChatAssembly(context);
    }
}
