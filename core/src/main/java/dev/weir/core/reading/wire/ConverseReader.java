package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.reading.CacheMark;
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

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Bedrock's Converse, and the shape of Amazon's own models, which is nearly the same. */
final class ConverseReader implements Shape {

    private static final Set<String> REQUEST =
            Set.of(
                    "messages",
                    "system",
                    "inferenceConfig",
                    "toolConfig",
                    "requestMetadata",
                    "serviceTier");
    private static final Set<String> SETTINGS =
            Set.of("maxTokens", "max_new_tokens", "temperature", "topP", "topK", "stopSequences");
    private static final Set<String> RESPONSE =
            Set.of("output", "stopReason", "usage", "serviceTier");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        ConverseBlocks blocks = new ConverseBlocks(context);
        List<Message> messages = new ArrayList<>();
        body.array("messages").objects().forEach(each -> messages.add(message(each, blocks)));
        return new ModelRequest(
                Values.first(context.pathModel(), body.text("modelId")),
                blocks.read(body.get("system")),
                messages,
                tools(body.object("toolConfig").array("tools")),
                parameters(body),
                new Hints(null, null, null, null, body.object("requestMetadata")));
    }

    private static Message message(JsonObject message, ConverseBlocks blocks) {
        String role = Values.or(message.text("role"), "assistant");
        return new Message(
                Role.of(role),
                role,
                null,
                blocks.read(message.get("content")),
                Extra.of(message.without(Set.of("role", "content"))));
    }

    private static List<Tool> tools(JsonArray array) {
        List<Tool> tools = new ArrayList<>();
        array.objects()
                .forEach(
                        each -> {
                            JsonObject spec = each.object("toolSpec");
                            if (!spec.isEmpty()) {
                                tools.add(function(spec));
                            } else if (each.has("cachePoint") && !tools.isEmpty()) {
                                mark(tools, each.object("cachePoint").text("ttl"));
                            } else {
                                String name = each.isEmpty() ? "" : each.name(0);
                                String named = each.object(name).text("name");
                                tools.add(
                                        new Tool(
                                                name,
                                                Values.or(named, name),
                                                null,
                                                null,
                                                true,
                                                Extra.of(each)));
                            }
                        });
        return tools;
    }

    private static Tool function(JsonObject spec) {
        JsonObject schema = spec.object("inputSchema");
        return new Tool(
                "function",
                spec.textOrEmpty("name"),
                spec.text("description"),
                Values.first(schema.value("json"), schema.isEmpty() ? null : schema),
                false,
                Extra.of(spec.without(Set.of("name", "description", "inputSchema"))));
    }

    private static void mark(List<Tool> tools, @Nullable String ttl) {
        Tool last = tools.removeLast();
        tools.add(
                new Tool(
                        last.type(),
                        last.name(),
                        last.description(),
                        last.schema(),
                        last.serverSide(),
                        Extra.of(CacheMark.of(ttl), last.extra().rest())));
    }

    private static Parameters parameters(JsonObject body) {
        JsonObject settings = body.object("inferenceConfig");
        JsonObject more = settings.without(SETTINGS);
        JsonObject rest = body.without(REQUEST);
        JsonObject thinking =
                body.object("additionalModelRequestFields")
                        .object("thinking", "reasoning_config", "reasoningConfig");
        return Parameters.builder()
                .maxTokens(settings.integer("maxTokens", "max_new_tokens"))
                .sampling(
                        settings.number("temperature"),
                        settings.number("topP"),
                        settings.number("topK"))
                .stop(Values.texts(settings.get("stopSequences")))
                .effort(
                        Values.first(
                                thinking.text("maxReasoningEffort"),
                                body.object("additionalModelRequestFields")
                                        .text("reasoning_effort")))
                .thinking(thinking.text("type"), thinking.integer("budget_tokens"))
                .serviceTier(body.object("serviceTier").text("type"))
                .toolChoice(body.object("toolConfig").value("toolChoice"))
                .rest(more.isEmpty() ? rest : rest.with("inferenceConfig", more))
                .build();
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        ModelResponse.Builder response = ModelResponse.builder().rest(body.without(RESPONSE));
        Long counted = body.integer("inputTokens");
        if (counted != null) {
            return response.countedTokens(counted)
                    .rest(body.without(Set.of("inputTokens")))
                    .build();
        }
        List<Choice> choices = new ArrayList<>(1);
        JsonObject message = body.object("output").object("message");
        String word = body.text("stopReason");
        if (!message.isEmpty() || word != null) {
            choices.add(
                    new Choice(
                            0,
                            message(message, new ConverseBlocks(context)),
                            word == null ? null : StopReason.of(word),
                            word,
                            null,
                            JsonObject.EMPTY));
        }
        return response.choices(choices)
                .usage(
                        usage(
                                body.object("usage"),
                                body.object("serviceTier").text("type"),
                                context))
                .build();
    }

    /**
     * Input is stated without what was read from and written to the cache, unless the total says.
     */
    static Usage usage(JsonObject usage, @Nullable String tier, Context context) {
        Long read = usage.integer("cacheReadInputTokens", "cacheReadInputTokenCount");
        Long written = usage.integer("cacheWriteInputTokens", "cacheWriteInputTokenCount");
        Long input = usage.integer("inputTokens");
        Long output = usage.integer("outputTokens");
        Long total = usage.integer("totalTokens");
        boolean inclusive =
                input != null && output != null && total != null && total == input + output;
        Counts counts =
                new Counts(context)
                        .set(
                                Unit.INPUT_TOKENS,
                                input == null || inclusive
                                        ? input
                                        : Counts.sum(input, read, written))
                        .set(Unit.CACHE_READ_TOKENS, read)
                        .set(Unit.CACHE_WRITE_TOKENS, written)
                        .set(Unit.OUTPUT_TOKENS, output)
                        .tier(tier);
        for (Json detail : usage.array("cacheDetails")) {
            switch (detail.textOrEmpty("ttl")) {
                case "5m" -> counts.add(Unit.CACHE_WRITE_5M_TOKENS, detail.integer("inputTokens"));
                case "1h" -> counts.add(Unit.CACHE_WRITE_1H_TOKENS, detail.integer("inputTokens"));
                default -> {}
            }
        }
        return counts.usage(usage);
    }

    @Override
    public Assembly assembly(Context context) {
        return new ConverseAssembly(context);
    }
}
