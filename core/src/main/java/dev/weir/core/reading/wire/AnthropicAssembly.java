package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The events of a streamed Message. */
final class AnthropicAssembly implements Assembly {

    private final Context context;
    private final JsonObject.Builder message = JsonObject.builder();
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private JsonObject usage = JsonObject.EMPTY;
    private boolean ended;

    AnthropicAssembly(Context context) {
        this.context = context;
    }

    /** A content block under way. */
    private static final class Block {
        final JsonObject.Builder members;
        final StringBuilder text = new StringBuilder();
        final StringBuilder thinking = new StringBuilder();
        final StringBuilder signature = new StringBuilder();
        final StringBuilder json = new StringBuilder();
        final List<Json> citations = new ArrayList<>();
        @Nullable JsonObject compaction;

        Block(JsonObject start) {
            members = start.toBuilder();
            citations.addAll(start.array("citations").values());
        }

        JsonObject build() {
            append("text", text);
            append("thinking", thinking);
            append("signature", signature);
            if (!json.isEmpty()) {
                JsonReader.Parsed parsed = JsonReader.read(json.toString());
                Json value = parsed.value();
                members.set(
                        "input",
                        parsed.whole() && value != null ? value : JsonString.of(json.toString()));
            }
            if (!citations.isEmpty()) {
                members.set("citations", JsonArray.of(citations));
            }
            if (compaction != null) {
                JsonObject.Builder all = members;
                compaction.forEach(
                        (name, value) -> {
                            if (!name.equals("type")) {
                                all.set(name, Values.merge(all.get(name), value));
                            }
                        });
            }
            return members.build();
        }

        private void append(String name, StringBuilder more) {
            if (!more.isEmpty()) {
                String start = members.get(name) instanceof JsonString s ? s.value() : "";
                members.set(name, start + more);
            }
        }
    }

    @Override
    public void accept(String type, JsonObject data) {
        switch (type) {
            case "message_start" -> {
                JsonObject start = data.object("message");
                message.setAll(start);
                usage = start.object("usage");
            }
            case "content_block_start" ->
                    blocks.put(index(data), new Block(data.object("content_block")));
            case "content_block_delta" -> delta(data);
            case "message_delta" -> {
                message.setAll(data.object("delta"));
                usage = usage.toBuilder().setAll(data.object("usage")).build();
                keep("context_management", data);
            }
            case "message_stop" -> {
                ended = true;
                keep("amazon-bedrock-invocationMetrics", data);
            }
            case "error" -> {
                ended = true;
                message.set("error", data.has("error") ? data.object("error") : data);
            }
            case "ping", "content_block_stop" -> {}
            default -> context.find(Reason.UNKNOWN_EVENT, Values.word(type));
        }
    }

    /** Keeps a member that stands beside the message. */
    private void keep(String name, JsonObject data) {
        Json value = data.value(name);
        if (value != null) {
            message.set(name, value);
        }
    }

    private static long index(JsonObject data) {
        Long index = data.integer("index");
        return index == null ? 0 : index;
    }

    private void delta(JsonObject data) {
        JsonObject delta = data.object("delta");
        String type = delta.textOrEmpty("type");
        Block block = blocks.get(index(data));
        if (block == null) {
            // The start was lost; the kind of delta tells what block it must have been.
            block = new Block(lostStart(type));
            blocks.put(index(data), block);
        }
        switch (type) {
            case "text_delta" -> block.text.append(delta.textOrEmpty("text"));
            case "input_json_delta" -> block.json.append(delta.textOrEmpty("partial_json"));
            case "thinking_delta" -> block.thinking.append(delta.textOrEmpty("thinking"));
            case "signature_delta" -> block.signature.append(delta.textOrEmpty("signature"));
            case "citations_delta" -> {
                if (delta.get("citation") instanceof JsonObject citation) {
                    block.citations.add(citation);
                }
            }
            case "compaction_delta" ->
                    block.compaction =
                            block.compaction == null
                                    ? delta
                                    : (JsonObject)
                                            Values.merge(
                                                    block.compaction,
                                                    delta.without(Set.of("type")));
            default -> context.find(Reason.UNKNOWN_EVENT, "delta " + Values.word(type));
        }
    }

    private static JsonObject lostStart(String delta) {
        String type =
                switch (delta) {
                    case "input_json_delta" -> "tool_use";
                    case "thinking_delta", "signature_delta" -> "thinking";
                    case "compaction_delta" -> "compaction";
                    default -> "text";
                };
        return JsonObject.of("type", JsonString.of(type));
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public JsonObject finish() {
        List<Json> content = new ArrayList<>();
        blocks.values().forEach(block -> content.add(block.build()));
        if (!content.isEmpty() || message.get("role") != null) {
            message.set("content", JsonArray.of(content));
        }
        if (!usage.isEmpty()) {
            message.set("usage", usage);
        }
        if (message.get("role") != null && message.get("stop_reason") == null) {
            message.set("stop_reason", JsonNull.NULL);
        }
        return message.build();
    }
}
