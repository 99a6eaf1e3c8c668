package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The chunks of a streamed chat completion, and of a streamed legacy completion. */
final class ChatAssembly implements Assembly {

    /** What OpenAI and Mistral add to hide the length of what was written. */
    private static final Set<String> PADDING = Set.of("obfuscation", "p");

    private final JsonObject.Builder top = JsonObject.builder();
    private final TreeMap<Long, ChoiceInProgress> choices = new TreeMap<>();
    private boolean done;

    /** Nothing in a chunk is an event that could be unknown, so the context has nothing to hear. */
    ChatAssembly(Context context) {
        top.set("object", context.endpoint().word());
    }

    @Override
    public void accept(String type, JsonObject data) {
        data.forEach(
                (name, value) -> {
                    if (!name.equals("choices") && !PADDING.contains(name)) {
                        if (value != JsonNull.NULL || top.get(name) == null) {
                            top.set(name, value);
                        }
                    }
                });
        data.array("choices")
                .objects()
                .forEach(
                        each -> {
                            Long index = each.integer("index");
                            choices.computeIfAbsent(
                                            index == null ? 0L : index, _ -> new ChoiceInProgress())
                                    .accept(each);
                        });
    }

    @Override
    public void done() {
        done = true;
    }

    @Override
    public boolean ended() {
        return done
                || top.get("error") != null
                || !choices.isEmpty()
                        && choices.values().stream().allMatch(choice -> choice.finished);
    }

    @Override
    public JsonObject finish() {
        List<Json> all = new ArrayList<>();
        choices.forEach((index, choice) -> all.add(choice.build(index)));
        return top.set("choices", JsonArray.of(all)).build();
    }

    /** One choice under way. */
    private static final class ChoiceInProgress {
        private final JsonObject.Builder choice = JsonObject.builder();
        private final JsonObject.Builder message = JsonObject.builder();
        private final Pieces others = new Pieces();
        private final Pieces othersOfMessage = new Pieces();
        private final Content content = new Content();
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final List<CallInProgress> calls = new ArrayList<>();
        private String reasoningMember = "reasoning_content";
        private boolean finished;

        void accept(JsonObject chunk) {
            chunk.forEach(
                    (name, value) -> {
                        switch (name) {
                            case "index" -> {}
                            // Some servers send the whole message in the last chunk again.
                            case "message" -> {
                                if (!chunk.has("delta")) {
                                    delta(chunk.object("message"));
                                }
                            }
                            case "delta" -> delta(chunk.object("delta"));
                            case "text" -> text.append(chunk.textOrEmpty("text"));
                            case "finish_reason" -> {
                                if (value != JsonNull.NULL) {
                                    finished = true;
                                    choice.set(name, value);
                                }
                            }
                            default -> {
                                if (value != JsonNull.NULL) {
                                    others.add(name, value);
                                }
                            }
                        }
                    });
        }

        private void delta(JsonObject delta) {
            // Hosts that have both say the same in both.
            boolean both = delta.has("reasoning_content") && delta.has("reasoning");
            delta.forEach(
                    (name, value) -> {
                        switch (name) {
                            case "role", "name" -> {
                                if (value != JsonNull.NULL) {
                                    message.set(name, value);
                                }
                            }
                            case "content" -> content.add(value);
                            case "reasoning_content", "reasoning" -> {
                                if (value instanceof JsonString more
                                        && !(both && name.equals("reasoning"))) {
                                    reasoningMember = name;
                                    reasoning.append(more.value());
                                }
                            }
                            case "refusal" -> {
                                if (value instanceof JsonString more) {
                                    refusal.append(more.value());
                                }
                            }
                            case "tool_calls" ->
                                    delta.array("tool_calls").objects().forEach(this::call);
                            case "obfuscation", "p" -> {}
                            default -> {
                                if (value != JsonNull.NULL) {
                                    othersOfMessage.add(name, value);
                                }
                            }
                        }
                    });
        }

        /**
         * Pieces of calls belong together by index. Where there is none, an id that is new begins a
         * call; and where a server gives every call the same index, so does another id.
         */
        private void call(JsonObject piece) {
            Long index = piece.integer("index");
            String id = piece.text("id");
            CallInProgress found = null;
            for (CallInProgress call : calls) {
                boolean same = index != null && index.equals(call.index);
                boolean sameId = id != null && !id.isEmpty() && id.equals(call.id);
                if (index == null ? sameId : same && (sameId || !call.isOther(piece))) {
                    found = call;
                }
            }
            if (found == null && index == null && (id == null || id.isEmpty())) {
                boolean named = piece.object("function").text("name") != null;
                found = calls.isEmpty() || named ? null : calls.getLast();
            }
            if (found == null) {
                found = new CallInProgress(index);
                calls.add(found);
            }
            found.accept(piece);
        }

        JsonObject build(long index) {
            others.addTo(choice);
            othersOfMessage.addTo(message);
            if (!text.isEmpty()) {
                choice.set("text", text.toString());
            }
            Json said = content.build();
            if (said != null) {
                message.set("content", said);
            }
            if (!reasoning.isEmpty()) {
                message.set(reasoningMember, reasoning.toString());
            }
            if (!refusal.isEmpty()) {
                message.set("refusal", refusal.toString());
            }
            if (!calls.isEmpty()) {
                message.set(
                        "tool_calls",
                        JsonArray.of(calls.stream().map(CallInProgress::build).toList()));
            }
            return JsonObject.builder()
                    .set("index", JsonNumber.of(index))
                    .set("message", message.build())
                    .setAll(choice.build())
                    .build();
        }
    }

    /** One tool call under way. */
    private static final class CallInProgress {
        private final @Nullable Long index;
        private final JsonObject.Builder call = JsonObject.builder();
        private final JsonObject.Builder function = JsonObject.builder();
        private final StringBuilder arguments = new StringBuilder();
        private @Nullable Json whole;
        private String member = "function";
        private @Nullable String id;

        CallInProgress(@Nullable Long index) {
            this.index = index;
        }

        /** True where the piece begins a call of another id, although its index is the same. */
        boolean isOther(JsonObject piece) {
            String other = piece.text("id");
            return id != null
                    && other != null
                    && !other.isEmpty()
                    && !id.isEmpty()
                    && !other.equals(id)
                    && !piece.object("function").textOrEmpty("name").isEmpty();
        }

        void accept(JsonObject piece) {
            piece.forEach(
                    (name, value) -> {
                        switch (name) {
                            case "index" -> {}
                            case "id" -> {
                                if (value instanceof JsonString given
                                        && (id == null || id.isEmpty())) {
                                    id = given.value();
                                    call.set("id", given);
                                }
                            }
                            case "function", "custom" -> {
                                member = name;
                                inner(piece.object(name));
                            }
                            default -> {
                                if (value != JsonNull.NULL) {
                                    call.set(name, value);
                                }
                            }
                        }
                    });
        }

        private void inner(JsonObject inner) {
            inner.forEach(
                    (name, value) -> {
                        if (value == JsonNull.NULL) {
                            return;
                        }
                        switch (name) {
                            case "arguments", "input" -> {
                                if (value instanceof JsonString more) {
                                    arguments.append(more.value());
                                } else {
                                    whole = value;
                                }
                            }
                            // Given once; an empty one in later pieces does not undo it.
                            case "name" -> {
                                if (function.get("name") == null
                                        || !inner.textOrEmpty("name").isEmpty()) {
                                    function.set("name", value);
                                }
                            }
                            default -> function.set(name, value);
                        }
                    });
        }

        JsonObject build() {
            String text = member.equals("custom") ? "input" : "arguments";
            function.set(text, whole == null ? JsonString.of(arguments.toString()) : whole);
            return call.set(member, function.build()).build();
        }
    }

    /** Content under way: a text, or parts of which neighbours of one kind belong together. */
    private static final class Content {
        private final StringBuilder text = new StringBuilder();
        private final List<Json> parts = new ArrayList<>();
        private String kind = "text";
        private boolean isText;

        void add(Json value) {
            if (value instanceof JsonString more) {
                turnTo("text");
                isText = true;
                text.append(more.value());
            } else if (value instanceof JsonArray array) {
                array.objects().forEach(this::part);
            }
        }

        private void part(JsonObject part) {
            String type = part.textOrEmpty("type");
            switch (type) {
                case "text" -> {
                    turnTo(type);
                    text.append(part.textOrEmpty("text"));
                }
                case "thinking" -> {
                    turnTo(type);
                    text.append(
                            part.get("thinking") instanceof JsonArray list
                                    ? Values.joined(list, "", "text")
                                    : part.textOrEmpty("thinking"));
                }
                default -> {
                    turnTo("text");
                    flush();
                    parts.add(part);
                }
            }
        }

        private void turnTo(String newKind) {
            if (!kind.equals(newKind)) {
                flush();
                kind = newKind;
            }
        }

        private void flush() {
            if (!text.isEmpty()) {
                parts.add(
                        JsonObject.builder().set("type", kind).set(kind, text.toString()).build());
                text.setLength(0);
            }
        }

        @Nullable Json build() {
            if (parts.isEmpty() && kind.equals("text")) {
                return isText || !text.isEmpty() ? JsonString.of(text.toString()) : null;
            }
            flush();
            return JsonArray.of(parts);
        }
    }
}
