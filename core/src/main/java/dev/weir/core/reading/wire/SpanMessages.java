package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Attribute.Flattened;
import dev.weir.core.otel.span.Attributes;
import dev.weir.core.otel.span.Span;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.Role;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What was said, in every form in which spans have it. The forms are tried from the most exact to
 * the least; the first one that gives anything counts, since many programs write several.
 */
final class SpanMessages {

    static final String INPUT = "gen_ai.input.messages";
    static final String OUTPUT = "gen_ai.output.messages";
    static final String SYSTEM = "gen_ai.system_instructions";

    /** One value for all that went in, the most exact first. */
    static final List<String> INPUT_VALUES =
            List.of(
                    "ai.prompt.messages",
                    "gen_ai.request.messages",
                    "langfuse.observation.input",
                    "input.value",
                    "gen_ai.prompt",
                    "ai.prompt",
                    "traceloop.entity.input",
                    "ai.values",
                    "ai.value");

    /** One value for all that came out. */
    static final List<String> OUTPUT_VALUES =
            List.of(
                    "langfuse.observation.output",
                    "output.value",
                    "gen_ai.completion",
                    "gen_ai.response.text",
                    "traceloop.entity.output");

    /** Events that carry all content, by the conventions between 1.37 and now. */
    private static final String DETAILS = "gen_ai.client.inference.operation.details";

    private final Span span;
    private final Attributes attributes;
    private final Context context;
    private final SpanParts parts;

    private final List<Part> system = new ArrayList<>();
    private List<Message> input = List.of();
    private List<Said> output = List.of();

    /** A message of the answer, and why it ended; null where it does not say. */
    record Said(Message message, @Nullable String finish) {}

    private SpanMessages(Span span, Context context) {
        this.span = span;
        this.attributes = span.attributes();
        this.context = context;
        this.parts = new SpanParts(context);
    }

    static SpanMessages read(Span span, Context context) {
        SpanMessages messages = new SpanMessages(span, context);
        messages.system();
        messages.input = messages.first(messages.inputs());
        messages.output = messages.first(messages.outputs());
        return messages;
    }

    List<Part> instructions() {
        return system;
    }

    List<Message> input() {
        return input;
    }

    List<Said> output() {
        return output;
    }

    private <T> List<T> first(List<Supplier<List<T>>> forms) {
        for (Supplier<List<T>> form : forms) {
            List<T> found = form.get();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private List<Supplier<List<Message>>> inputs() {
        List<Supplier<List<Message>>> forms = new ArrayList<>();
        forms.add(() -> messages(anywhere(INPUT), "user"));
        forms.add(() -> flattened(Flattened.PROMPT));
        forms.add(() -> flattened(Flattened.LLM_INPUT));
        forms.add(this::asked);
        for (String name : INPUT_VALUES) {
            forms.add(() -> input(attributes.get(name)));
        }
        forms.add(this::embedded);
        return forms;
    }

    private List<Supplier<List<Said>>> outputs() {
        List<Supplier<List<Said>>> forms = new ArrayList<>();
        forms.add(() -> said(list(anywhere(OUTPUT))));
        forms.add(() -> said(attributes.tree(Flattened.COMPLETION.prefix())));
        forms.add(() -> said(attributes.tree(Flattened.LLM_OUTPUT.prefix())));
        forms.add(this::chosen);
        forms.add(this::vercel);
        for (String name : OUTPUT_VALUES) {
            forms.add(() -> output(attributes.get(name)));
        }
        return forms;
    }

    /** An attribute of the span, or of the event that may carry it instead. */
    private @Nullable Json anywhere(String name) {
        Json own = attributes.get(name);
        for (Span.Event event : span.events()) {
            if (own == null && event.name().equals(DETAILS)) {
                own = event.attributes().get(name);
            }
        }
        return own;
    }

    private void system() {
        Json value = value(anywhere(SYSTEM));
        if (value instanceof JsonArray array
                && array.objects().anyMatch(each -> each.has("role"))) {
            messages(array, "system").forEach(message -> system.addAll(message.parts()));
        } else {
            system.addAll(parts.content(value));
        }
        String plain = attributes.text("ai.prompt.system");
        if (system.isEmpty() && plain != null) {
            system.add(Part.Text.of(plain));
        }
    }

    /** A value that may be JSON text; what of it could be read where a limit has cut it off. */
    private @Nullable Json value(@Nullable Json value) {
        if (!(value instanceof JsonString text)) {
            return value;
        }
        String start = text.value().stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return value;
        }
        JsonReader.Parsed parsed = JsonReader.read(text.value());
        Json meant = parsed.value();
        if (meant == null || parsed.fault() == JsonReader.Fault.MALFORMED) {
            return value;
        }
        if (!parsed.whole()) {
            context.find(Reason.CUT_BODY, "an attribute ends in the middle");
        }
        return meant;
    }

    private JsonArray list(@Nullable Json value) {
        return switch (value(value)) {
            case JsonArray array -> array;
            case JsonObject object -> JsonArray.of(List.of(object));
            case JsonString text when !text.value().isEmpty() ->
                    JsonArray.of(List.of(JsonObject.of("content", text)));
            case null, default -> JsonArray.EMPTY;
        };
    }

    private List<Message> messages(@Nullable Json value, String speaker) {
        List<Message> messages = new ArrayList<>();
        for (Json each : list(value)) {
            switch (each) {
                case JsonObject object -> messages.add(parts.message(object, speaker));
                case JsonString text -> messages.add(plain(text.value(), speaker));
                default -> {}
            }
        }
        return messages;
    }

    private static Message plain(String text, String speaker) {
        return Message.of(speaker, List.of(Part.Text.of(text)));
    }

    private List<Message> flattened(Flattened form) {
        return messages(attributes.tree(form.prefix()), "user");
    }

    private List<Said> said(JsonArray list) {
        List<Said> all = new ArrayList<>();
        for (Json each : list) {
            if (each instanceof JsonObject object) {
                JsonObject message = object.object("message");
                String finish = object.text("finish_reason", "finishReason", "stop_reason");
                all.add(
                        new Said(
                                parts.message(object, "assistant"),
                                finish == null ? message.text("finish_reason") : finish));
            } else if (each instanceof JsonString text) {
                all.add(new Said(plain(text.value(), "assistant"), null));
            }
        }
        return all;
    }

    /** Events for each message, as before 1.37, also where they were gathered in an attribute. */
    private List<JsonObject> events() {
        List<JsonObject> events = new ArrayList<>();
        for (Span.Event event : span.events()) {
            if (event.name().startsWith("gen_ai.")) {
                events.add(body(event));
            }
        }
        if (events.isEmpty()) {
            // Logfire has the events of a call in one attribute.
            list(attributes.get("events")).objects().forEach(events::add);
        }
        return events;
    }

    private JsonObject body(Span.Event event) {
        JsonObject.Builder body = JsonObject.builder();
        event.attributes().all().forEach((name, each) -> body.set(name, inside(name, each)));
        for (String name : List.of("gen_ai.event.content", "gen_ai.prompt", "gen_ai.completion")) {
            Json content = value(event.attributes().get(name));
            if (content instanceof JsonObject object) {
                body.setAll(object);
            } else if (content != null && body.get("content") == null) {
                body.set("content", content);
            }
        }
        return body.set("event.name", event.name()).build();
    }

    /** Members of an event that are structured are JSON text where they could not be otherwise. */
    private Json inside(String name, Json each) {
        Json meant = name.equals("message") || name.equals("tool_calls") ? value(each) : each;
        return meant == null ? each : meant;
    }

    private List<Message> asked() {
        List<Message> messages = new ArrayList<>();
        for (JsonObject event : events()) {
            String name = event.textOrEmpty("event.name");
            String speaker =
                    switch (name) {
                        case "gen_ai.system.message" -> "system";
                        case "gen_ai.user.message", "gen_ai.content.prompt" -> "user";
                        case "gen_ai.assistant.message" -> "assistant";
                        case "gen_ai.tool.message" -> "tool";
                        default -> "";
                    };
            if (speaker.isEmpty()) {
                continue;
            }
            Json content = event.get("content");
            if (name.equals("gen_ai.content.prompt") && content instanceof JsonArray) {
                messages.addAll(messages(content, speaker));
            } else {
                messages.add(parts.message(bare(event), speaker));
            }
        }
        return messages;
    }

    private List<Said> chosen() {
        List<Said> all = new ArrayList<>();
        for (JsonObject event : events()) {
            switch (event.textOrEmpty("event.name")) {
                case "gen_ai.choice" -> {
                    // The message is an object, or its content stands beside the finish reason.
                    Json message = event.get("message");
                    JsonObject said =
                            message instanceof JsonObject object
                                    ? object
                                    : message == null
                                            ? bare(event)
                                            : bare(event).with("content", message);
                    all.add(
                            new Said(
                                    parts.message(said, "assistant"), event.text("finish_reason")));
                }
                case "gen_ai.content.completion" -> {
                    Json content = event.get("content");
                    all.addAll(
                            content instanceof JsonArray array
                                    ? said(array)
                                    : said(JsonArray.of(List.of(bare(event)))));
                }
                default -> {}
            }
        }
        return all;
    }

    /** Without what is the event's and not the message's. */
    private static JsonObject bare(JsonObject event) {
        JsonObject.Builder message = JsonObject.builder();
        event.forEach(
                (name, value) -> {
                    if (!name.contains(".") && !name.equals("message")) {
                        message.add(name, value);
                    }
                });
        return message.build();
    }

    /** The AI SDK has an attribute each for text, reasoning and calls. */
    private List<Said> vercel() {
        String text = attributes.text("ai.response.text");
        String object = attributes.text("ai.response.object");
        Json calls = value(attributes.get("ai.response.toolCalls"));
        String thought = attributes.text("ai.response.reasoning");
        if (text == null && object == null && calls == null && thought == null) {
            return List.of();
        }
        List<Part> said = new ArrayList<>();
        if (thought != null) {
            said.addAll(
                    parts.content(
                            JsonObject.of("type", JsonString.of("reasoning"))
                                    .with("text", JsonString.of(thought))));
        }
        String words = text == null ? object : text;
        if (words != null) {
            said.add(Part.Text.of(words));
        }
        if (calls instanceof JsonArray list) {
            list.objects()
                    .forEach(
                            call ->
                                    said.add(
                                            parts.part(
                                                    call.with(
                                                            "type", JsonString.of("tool-call")))));
        }
        return List.of(
                new Said(
                        Message.of("assistant", said),
                        attributes.text("ai.response.finishReason")));
    }

    /** A value for all that went in: a whole request, messages, or words. */
    private List<Message> input(@Nullable Json given) {
        Json value = value(given);
        if (value instanceof JsonObject object) {
            if (object.has("messages")) {
                if (system.isEmpty()) {
                    system.addAll(parts.content(object.value("system")));
                }
                return messages(object.get("messages"), "user");
            }
            Shape shape =
                    object.has("input")
                            ? new ResponsesReader()
                            : object.has("contents") ? new GeminiReader() : null;
            if (shape != null) {
                ModelRequest request = shape.request(object, context);
                if (system.isEmpty()) {
                    system.addAll(request.system());
                }
                return request.messages();
            }
            if (object.text("prompt") != null) {
                return List.of(plain(object.textOrEmpty("prompt"), "user"));
            }
        }
        return value == null ? List.of() : loose(value, given, "user");
    }

    /** Messages where it looks like these, else its text. */
    private List<Message> loose(Json value, @Nullable Json given, String speaker) {
        boolean object = value instanceof JsonObject one && isMessage(one);
        boolean list =
                value instanceof JsonArray array
                        && !array.isEmpty()
                        && array.objects().count() == array.size()
                        && array.objects().allMatch(SpanMessages::isMessage);
        if (object || list) {
            return messages(value, speaker);
        }
        String text = given instanceof JsonString words ? words.value() : value.write();
        return text.isEmpty() ? List.of() : List.of(plain(text, speaker));
    }

    private static boolean isMessage(JsonObject object) {
        JsonObject inner = object.object("message");
        JsonObject message = inner.isEmpty() ? object : inner;
        return message.text("role") != null
                && (message.has("content")
                        || message.has("parts")
                        || message.has("tool_calls")
                        || message.has("contents"));
    }

    /** A value for all that came out: a whole answer, messages, or words. */
    private List<Said> output(@Nullable Json given) {
        Json value = value(given);
        if (value instanceof JsonObject object) {
            if (object.has("choices")) {
                return said(object.array("choices"));
            }
            Shape shape =
                    object.get("output") instanceof JsonArray
                            ? new ResponsesReader()
                            : object.has("candidates") ? new GeminiReader() : null;
            if (shape != null) {
                List<Said> all = new ArrayList<>();
                for (Choice choice : shape.response(object, context).choices()) {
                    all.add(new Said(choice.message(), choice.stopWord()));
                }
                return all;
            }
            if (isMessage(object)) {
                return said(JsonArray.of(List.of(object)));
            }
        }
        List<Said> all = new ArrayList<>();
        if (value != null) {
            loose(value, given, "assistant").forEach(each -> all.add(new Said(each, null)));
        }
        return all;
    }

    /** Texts of which vectors were wanted. */
    private List<Message> embedded() {
        List<Part> texts = new ArrayList<>();
        for (Json each : attributes.tree("embedding.embeddings.")) {
            String text = each.text("embedding.text");
            JsonObject inner = each.object("embedding");
            String words = text == null ? inner.text("text") : text;
            if (words != null) {
                texts.add(Part.Text.of(words));
            }
        }
        return texts.isEmpty()
                ? List.of()
                : List.of(new Message(Role.USER, "user", null, texts, Extra.NONE));
    }
}
