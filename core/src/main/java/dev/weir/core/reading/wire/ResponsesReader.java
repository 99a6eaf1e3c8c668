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
import dev.weir.core.reading.Part;
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.Tool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** OpenAI Responses, with its count of tokens and its compaction. */
final class ResponsesReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of(
                    "model",
                    "input",
                    "instructions",
                    "stream",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "previous_response_id",
                    "conversation",
                    "reasoning",
                    "max_output_tokens",
                    "temperature",
                    "top_p",
                    "metadata",
                    "prompt_cache_key",
                    "service_tier",
                    "user");

    /** An answer repeats much of its request; that is not kept a second time. */
    private static final Set<String> RESPONSE =
            Set.of(
                    "id",
                    "object",
                    "model",
                    "status",
                    "output",
                    "usage",
                    "error",
                    "incomplete_details",
                    "service_tier",
                    "instructions",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "temperature",
                    "top_p",
                    "max_output_tokens",
                    "reasoning",
                    "text",
                    "metadata",
                    "truncation",
                    "user",
                    "store",
                    "input_tokens");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        ResponsesItems items = new ResponsesItems(context);
        Json conversation = body.value("conversation");
        return new ModelRequest(
                Values.first(body.text("model"), context.pathModel()),
                instructions(body.get("instructions"), items),
                items.messages(body.get("input")),
                tools(body.array("tools")),
                parameters(body),
                new Hints(
                        body.text("previous_response_id"),
                        conversation instanceof JsonString id
                                ? id.value()
                                : conversation == null ? null : conversation.text("id"),
                        body.text("prompt_cache_key"),
                        Values.first(body.text("user"), body.text("safety_identifier")),
                        body.object("metadata")));
    }

    private static List<Part> instructions(@Nullable Json value, ResponsesItems items) {
        return switch (value) {
            case JsonString text -> List.of(Part.Text.of(text.value()));
            case JsonArray array ->
                    items.messages(array).stream()
                            .flatMap(message -> message.parts().stream())
                            .toList();
            case null, default -> List.of();
        };
    }

    private static Parameters parameters(JsonObject body) {
        JsonObject reasoning = body.object("reasoning");
        JsonObject text = body.object("text");
        JsonObject rest = body.without(REQUEST);
        JsonObject moreText = text.without(Set.of("format", "verbosity"));
        rest = moreText.isEmpty() ? rest.without(Set.of("text")) : rest.with("text", moreText);
        JsonObject moreReasoning = reasoning.without(Set.of("effort"));
        return ChatReader.common(body)
                .maxTokens(body.integer("max_output_tokens"))
                .effort(reasoning.text("effort"))
                .verbosity(text.text("verbosity"))
                .toolChoice(body.value("tool_choice"))
                .format(ChatReader.format(text.object("format")))
                .rest(moreReasoning.isEmpty() ? rest : rest.with("reasoning", moreReasoning))
                .build();
    }

    private static List<Tool> tools(JsonArray array) {
        List<Tool> tools = new ArrayList<>(array.size());
        array.objects()
                .forEach(
                        tool -> {
                            String type = tool.textOrEmpty("type");
                            Tool read = ChatReader.function(type, tool, Set.of("type"));
                            boolean client =
                                    switch (type) {
                                        case "function",
                                                "custom",
                                                "namespace",
                                                "local_shell",
                                                "shell",
                                                "apply_patch",
                                                "computer",
                                                "computer_use_preview" ->
                                                true;
                                        default -> false;
                                    };
                            tools.add(
                                    new Tool(
                                            read.type(),
                                            read.name(),
                                            read.description(),
                                            read.schema(),
                                            !client,
                                            read.extra()));
                        });
        return tools;
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        ModelResponse.Builder response =
                ModelResponse.builder()
                        .id(body.text("id"))
                        .model(body.text("model"))
                        .status(body.text("status"))
                        .rest(body.without(RESPONSE));
        Long counted = body.integer("input_tokens");
        if (!body.has("output") && counted != null) {
            return response.countedTokens(counted).build();
        }
        List<Choice> choices = new ArrayList<>(1);
        List<Part> parts = new ResponsesItems(context).output(body.array("output"));
        String word = stopWord(body);
        if (body.has("output") && (!parts.isEmpty() || word != null)) {
            choices.add(
                    new Choice(
                            0,
                            Message.of("assistant", parts),
                            stop(word, parts),
                            word,
                            null,
                            JsonObject.EMPTY));
        }
        return response.choices(choices).usage(OpenAiUsage.read(body, context)).build();
    }

    /** Why it is not complete, else its status. */
    private static @Nullable String stopWord(JsonObject body) {
        String status = body.text("status");
        if ("incomplete".equals(status)) {
            return Values.first(body.object("incomplete_details").text("reason"), status);
        }
        return "completed".equals(status) || "failed".equals(status) ? status : null;
    }

    /** A response that calls a tool is completed too; what it waits for its parts tell. */
    private static @Nullable StopReason stop(@Nullable String word, List<Part> parts) {
        if (word == null) {
            return null;
        }
        boolean calls =
                parts.stream()
                        .anyMatch(part -> part instanceof Part.ToolCall call && !call.serverSide());
        return word.equals("completed") && calls ? StopReason.TOOL_CALL : StopReason.of(word);
    }

    @Override
    public Assembly assembly(Context context) {
        return new ResponsesAssembly(context);
    }
}
