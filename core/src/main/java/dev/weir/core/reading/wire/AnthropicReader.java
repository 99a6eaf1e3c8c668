package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Role;
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.Tool;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Anthropic Messages, also on Bedrock and Vertex AI, and its count of tokens. */
final class AnthropicReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of(
                    "model",
                    "messages",
                    "system",
                    "tools",
                    "tool_choice",
                    "max_tokens",
                    "temperature",
                    "top_p",
                    "top_k",
                    "stop_sequences",
                    "stream",
                    "thinking",
                    "metadata",
                    "service_tier");
    private static final Set<String> RESPONSE =
            Set.of(
                    "id",
                    "type",
                    "role",
                    "model",
                    "content",
                    "stop_reason",
                    "stop_sequence",
                    "usage",
                    "error",
                    "input_tokens");
    private static final Set<String> MESSAGE = Set.of("role", "content");
    private static final Set<String> TOOL = Set.of("type", "name", "description", "input_schema");
    private static final Set<String> CLIENT_TOOLS =
            Set.of("custom", "bash", "text", "computer", "memory");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        AnthropicBlocks blocks = new AnthropicBlocks(context);
        List<Message> messages = new ArrayList<>();
        for (Json each : body.array("messages")) {
            String role = each.textOrEmpty("role");
            messages.add(
                    new Message(
                            Role.of(role),
                            role,
                            null,
                            blocks.read(each.get("content")),
                            each instanceof JsonObject object
                                    ? Values.extra(object, MESSAGE)
                                    : Extra.NONE));
        }
        JsonObject metadata = body.object("metadata");
        String conversation = body.object("thread").text("id");
        return new ModelRequest(
                Values.first(body.text("model"), context.pathModel()),
                blocks.read(body.get("system")),
                messages,
                tools(body.array("tools")),
                parameters(body),
                new Hints(null, conversation, null, metadata.text("user_id"), metadata));
    }

    private static Parameters parameters(JsonObject body) {
        JsonObject thinking = body.object("thinking");
        JsonObject output = body.object("output_config");
        JsonObject format = output.object("format");
        if (format.isEmpty()) {
            format = body.object("output_format");
        }
        JsonObject rest = body.without(REQUEST);
        JsonObject moreOutput = output.without(Set.of("effort", "format"));
        Boolean lone = body.object("tool_choice").flag("disable_parallel_tool_use");
        return Parameters.builder().stream(body.flag("stream"))
                .maxTokens(body.integer("max_tokens"))
                .sampling(body.number("temperature"), body.number("top_p"), body.number("top_k"))
                .stop(Values.texts(body.get("stop_sequences")))
                .effort(output.text("effort"))
                .thinking(thinking.text("type"), thinking.integer("budget_tokens"))
                .serviceTier(body.text("service_tier"))
                .toolChoice(body.value("tool_choice"))
                .parallelToolCalls(lone == null ? null : !lone)
                .format(
                        format.isEmpty()
                                ? null
                                : new Parameters.ResponseFormat(
                                        format.textOrEmpty("type"),
                                        format.text("name"),
                                        format.value("schema")))
                .rest(
                        moreOutput.isEmpty()
                                ? rest.without(Set.of("output_config"))
                                : rest.with("output_config", moreOutput))
                .build();
    }

    private static List<Tool> tools(JsonArray array) {
        List<Tool> tools = new ArrayList<>(array.size());
        array.objects()
                .forEach(
                        tool -> {
                            String type = Values.or(tool.text("type"), "custom");
                            String family = type.split("_", 2)[0];
                            tools.add(
                                    new Tool(
                                            type,
                                            Values.or(tool.text("name"), type),
                                            tool.text("description"),
                                            tool.value("input_schema"),
                                            !CLIENT_TOOLS.contains(family),
                                            Values.extra(tool, TOOL)));
                        });
        return tools;
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        ModelResponse.Builder response =
                ModelResponse.builder().rest(body.without(RESPONSE)).model(body.text("model"));
        Long counted = body.integer("input_tokens");
        if (!body.has("content") && counted != null) {
            return response.countedTokens(counted).build();
        }
        List<Choice> choices = new ArrayList<>(1);
        if (body.has("content") || body.has("stop_reason")) {
            String role = Values.or(body.text("role"), "assistant");
            String word = body.text("stop_reason");
            choices.add(
                    new Choice(
                            0,
                            Message.of(
                                    role, new AnthropicBlocks(context).read(body.get("content"))),
                            word == null ? null : StopReason.of(word),
                            word,
                            body.text("stop_sequence"),
                            JsonObject.EMPTY));
        }
        return response.id(body.text("id"))
                .choices(choices)
                .usage(usage(body.object("usage"), context))
                .build();
    }

    /** Anthropic states input without what was read from and written to the cache. */
    static Usage usage(JsonObject usage, Context context) {
        Long read = usage.integer("cache_read_input_tokens");
        Long written = usage.integer("cache_creation_input_tokens");
        JsonObject creation = usage.object("cache_creation");
        Long fiveMinutes = creation.integer("ephemeral_5m_input_tokens");
        Long hour = creation.integer("ephemeral_1h_input_tokens");
        if (written == null) {
            written = Counts.sum(fiveMinutes, hour);
        }
        Long input = usage.integer("input_tokens");
        JsonObject tools = usage.object("server_tool_use");
        return new Counts(context)
                .set(Unit.INPUT_TOKENS, input == null ? null : Counts.sum(input, read, written))
                .set(Unit.CACHE_READ_TOKENS, read)
                .set(Unit.CACHE_WRITE_TOKENS, written)
                .set(Unit.CACHE_WRITE_5M_TOKENS, fiveMinutes)
                .set(Unit.CACHE_WRITE_1H_TOKENS, hour)
                .set(Unit.OUTPUT_TOKENS, usage.integer("output_tokens"))
                .set(
                        Unit.OUTPUT_REASONING_TOKENS,
                        usage.object("output_tokens_details").integer("thinking_tokens"))
                .set(Unit.WEB_SEARCHES, tools.integer("web_search_requests"))
                .set(Unit.WEB_FETCHES, tools.integer("web_fetch_requests"))
                .set(Unit.CODE_EXECUTIONS, tools.integer("code_execution_requests"))
                .tier(usage.text("service_tier"))
                .speed(usage.text("speed"))
                .usage(usage);
    }

    @Override
    public Assembly assembly(Context context) {
        return new AnthropicAssembly(context);
    }
}
