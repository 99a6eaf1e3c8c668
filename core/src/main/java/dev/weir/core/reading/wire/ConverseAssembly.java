package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Reason;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The events of a streamed Converse. Their name is the frame's, or, in the stream of Amazon's own
 * models, the one member of the data.
 */
final class ConverseAssembly implements Assembly {

    /** Bedrock adds letters to hide the length of what was written. */
    private static final Set<String> PADDING = Set.of("p");

    private final Context context;
    private final JsonObject.Builder top = JsonObject.builder();
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private String role = "assistant";
    private boolean started;
    private boolean ended;

    ConverseAssembly(Context context) {
        this.context = context;
    }

    /** A content block under way. */
    private static final class Block {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder input = new StringBuilder();
        private final StringBuilder thought = new StringBuilder();
        private final StringBuilder signature = new StringBuilder();
        private final StringBuilder hidden = new StringBuilder();
        private final List<Json> citations = new ArrayList<>();
        private JsonObject start = JsonObject.EMPTY;

        void accept(JsonObject delta) {
            JsonObject reasoning = delta.object("reasoningContent");
            text.append(delta.textOrEmpty("text"));
            input.append(delta.object("toolUse").textOrEmpty("input"));
            thought.append(reasoning.textOrEmpty("text"));
            signature.append(reasoning.textOrEmpty("signature"));
            hidden.append(reasoning.textOrEmpty("redactedContent"));
            if (delta.get("citation") instanceof JsonObject citation) {
                citations.add(citation);
            }
        }

        JsonObject build() {
            JsonObject use = start.object("toolUse");
            if (!use.isEmpty() || !input.isEmpty()) {
                JsonReader.Parsed parsed = JsonReader.read(input.toString());
                Json value = parsed.value();
                Json arguments =
                        input.isEmpty()
                                ? JsonObject.EMPTY
                                : parsed.whole() && value != null
                                        ? value
                                        : JsonString.of(input.toString());
                return JsonObject.of("toolUse", use.with("input", arguments));
            }
            if (!hidden.isEmpty()) {
                return JsonObject.of(
                        "reasoningContent",
                        JsonObject.of("redactedContent", JsonString.of(hidden.toString())));
            }
            if (!thought.isEmpty() || !signature.isEmpty()) {
                JsonObject.Builder all = JsonObject.builder().set("text", thought.toString());
                if (!signature.isEmpty()) {
                    all.set("signature", signature.toString());
                }
                return JsonObject.of(
                        "reasoningContent", JsonObject.of("reasoningText", all.build()));
            }
            JsonObject words = JsonObject.of("text", JsonString.of(text.toString()));
            if (!citations.isEmpty()) {
                return JsonObject.of(
                        "citationsContent",
                        JsonObject.builder()
                                .set("content", JsonArray.of(List.of(words)))
                                .set("citations", JsonArray.of(citations))
                                .build());
            }
            return start.isEmpty() || !text.isEmpty() ? words : start;
        }
    }

    @Override
    public void accept(String type, JsonObject data) {
        boolean wrapped = data.size() >= 1 && data.get(data.name(0)) instanceof JsonObject;
        String kind = type.isEmpty() && wrapped ? data.name(0) : type;
        JsonObject event = type.isEmpty() && wrapped ? data.object(kind) : data;
        switch (kind) {
            case "messageStart" -> {
                started = true;
                role = Values.or(event.text("role"), role);
            }
            case "contentBlockStart" -> block(event).start = event.object("start");
            case "contentBlockDelta" -> block(event).accept(event.object("delta"));
            case "contentBlockStop" -> {}
            case "messageStop" -> {
                ended = true;
                top.setAll(event.without(PADDING));
            }
            case "metadata" -> top.setAll(event.without(PADDING));
            default -> context.find(Reason.UNKNOWN_EVENT, Values.word(kind));
        }
    }

    private Block block(JsonObject event) {
        Long index = event.integer("contentBlockIndex");
        started = true;
        return blocks.computeIfAbsent(index == null ? 0 : index, _ -> new Block());
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public JsonObject finish() {
        if (started) {
            JsonObject message =
                    JsonObject.builder()
                            .set("role", role)
                            .set(
                                    "content",
                                    JsonArray.of(
                                            blocks.values().stream().map(Block::build).toList()))
                            .build();
            top.set("output", JsonObject.of("message", message));
        }
        return top.build();
    }
}
