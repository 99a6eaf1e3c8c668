package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The events of a streamed response. The event that ends it holds the whole response; where it is
 * missing, or its output is, the output is made of the items' own events.
 */
final class ResponsesAssembly implements Assembly {

    private final Context context;
    private final TreeMap<Long, Item> items = new TreeMap<>();
    private JsonObject response = JsonObject.EMPTY;
    private @Nullable JsonObject error;
    private boolean ended;

    ResponsesAssembly(Context context) {
        this.context = context;
    }

    /** An output item under way. */
    private static final class Item {
        private JsonObject start = JsonObject.EMPTY;
        private boolean done;
        private final TreeMap<Long, Text> content = new TreeMap<>();
        private final TreeMap<Long, StringBuilder> summary = new TreeMap<>();
        private final StringBuilder arguments = new StringBuilder();
        private String argumentsMember = "arguments";

        /** A part of its content under way. */
        private static final class Text {
            String type = "output_text";
            String member = "text";
            final StringBuilder text = new StringBuilder();
            final List<Json> annotations = new ArrayList<>();
        }

        Text part(JsonObject data) {
            Long index = data.integer("content_index");
            return content.computeIfAbsent(index == null ? 0 : index, _ -> new Text());
        }

        JsonObject build() {
            if (done) {
                return start;
            }
            JsonObject.Builder item = start.toBuilder();
            if (!content.isEmpty()) {
                List<Json> parts = new ArrayList<>();
                for (Text part : content.values()) {
                    JsonObject.Builder built =
                            JsonObject.builder()
                                    .set("type", part.type)
                                    .set(part.member, part.text.toString());
                    if (!part.annotations.isEmpty()) {
                        built.set("annotations", JsonArray.of(part.annotations));
                    }
                    parts.add(built.build());
                }
                item.set("content", JsonArray.of(parts));
            }
            if (!summary.isEmpty()) {
                List<Json> parts = new ArrayList<>();
                for (StringBuilder text : summary.values()) {
                    parts.add(
                            JsonObject.builder()
                                    .set("type", "summary_text")
                                    .set("text", text.toString())
                                    .build());
                }
                item.set("summary", JsonArray.of(parts));
            }
            if (!arguments.isEmpty()) {
                item.set(argumentsMember, arguments.toString());
            }
            return item.build();
        }
    }

    @Override
    public void accept(String type, JsonObject data) {
        if (data.get("response") instanceof JsonObject whole && !type.endsWith(".delta")) {
            response = response.toBuilder().setAll(whole).build();
        }
        switch (type) {
            case "response.completed",
                    "response.incomplete",
                    "response.failed",
                    "response.cancelled",
                    "response.done" ->
                    ended = true;
            case "error" -> {
                ended = true;
                error = data.has("error") ? data.object("error") : data;
            }
            case "response.output_item.added" -> {
                if (data.get("item") instanceof JsonObject item) {
                    item(data).start = item;
                }
            }
            case "response.output_item.done" -> {
                if (data.get("item") instanceof JsonObject item) {
                    Item known = item(data);
                    known.start = item;
                    known.done = true;
                }
            }
            case "response.output_text.delta", "response.reasoning_text.delta" -> {
                Item.Text part = item(data).part(data);
                part.type =
                        type.startsWith("response.reasoning") ? "reasoning_text" : "output_text";
                part.text.append(data.textOrEmpty("delta"));
            }
            case "response.refusal.delta" -> {
                Item.Text part = item(data).part(data);
                part.type = "refusal";
                part.member = "refusal";
                part.text.append(data.textOrEmpty("delta"));
            }
            case "response.output_text.annotation.added" -> {
                if (data.get("annotation") instanceof JsonObject annotation) {
                    item(data).part(data).annotations.add(annotation);
                }
            }
            case "response.reasoning_summary_text.delta" -> {
                Long index = data.integer("summary_index");
                item(data)
                        .summary
                        .computeIfAbsent(index == null ? 0L : index, _ -> new StringBuilder())
                        .append(data.textOrEmpty("delta"));
            }
            case "response.function_call_arguments.delta", "response.mcp_call_arguments.delta" ->
                    item(data).arguments.append(data.textOrEmpty("delta"));
            case "response.custom_tool_call_input.delta",
                    "response.code_interpreter_call_code.delta" -> {
                Item item = item(data);
                item.argumentsMember = type.contains("code_interpreter") ? "code" : "input";
                item.arguments.append(data.textOrEmpty("delta"));
            }
            default -> {
                if (!type.startsWith("response.") && !type.equals("keepalive")) {
                    context.find(Reason.UNKNOWN_EVENT, Values.word(type));
                }
            }
        }
    }

    private Item item(JsonObject data) {
        Long index = data.integer("output_index");
        return items.computeIfAbsent(index == null ? 0 : index, _ -> new Item());
    }

    @Override
    public void done() {
        // Some hosts that imitate this dialect add the mark of Chat Completions.
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public JsonObject finish() {
        JsonObject.Builder whole = response.toBuilder();
        if (response.array("output").isEmpty() && !items.isEmpty()) {
            whole.set(
                    "output",
                    JsonArray.of(
                            items.values().stream()
                                    .map(Item::build)
                                    .filter(item -> !item.isEmpty())
                                    .map(ResponsesAssembly::typed)
                                    .toList()));
        }
        if (error != null) {
            whole.set("error", error);
        }
        return whole.build();
    }

    /** An item whose beginning was lost still is what its pieces say. */
    private static JsonObject typed(JsonObject item) {
        if (item.has("type")) {
            return item;
        }
        String type =
                item.has("summary") ? "reasoning" : item.has("arguments") ? "function_call" : "";
        return type.isEmpty() ? item : item.with("type", JsonString.of(type));
    }
}
