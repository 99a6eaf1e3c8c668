package dev.weir.core.derived;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Tag;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reading;
import dev.weir.core.session.AnswerReader;
import dev.weir.core.session.ClientTool;
import dev.weir.core.session.Clues;
import dev.weir.core.session.CluesReader;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a call belongs that a span tells of. What was said stands in many forms on spans; written
 * in one, that of Chat Completions, it is placed like any other conversation: by its identifier,
 * else by what went before. Who called is the service that sent the span.
 */
final class SpanClues {

    private static final String CHAT = "/v1/chat/completions";
    private static final String EMBEDDINGS = "/v1/embeddings";

    private SpanClues() {}

    /** True for an exchange that is a span. */
    static boolean isSpan(Endpoint endpoint) {
        return endpoint == Endpoint.OTEL_SPAN || endpoint == Endpoint.OTEL_EMBEDDING;
    }

    static Clues of(Exchange exchange, Reading reading) {
        ModelRequest asked = reading.turn().request();
        return new Clues(
                exchange.id(),
                Derivation.owner(exchange),
                "otel:" + tag(exchange, "service"),
                exchange.provider(),
                exchange.request().method(),
                reading.endpoint() == Endpoint.OTEL_EMBEDDING ? EMBEDDINGS : CHAT,
                exchange.request().headers(),
                exchange.tags(),
                ClientTool.of(exchange.request().headers(), exchange.tags()),
                CluesReader.read(bytes(request(asked))),
                AnswerReader.read(bytes(answer(reading)), true),
                reading.turn().response().error() != null);
    }

    private static String tag(Exchange exchange, String key) {
        for (Tag tag : exchange.tags()) {
            if (tag.key().equals(key)) {
                return tag.value();
            }
        }
        return "";
    }

    private static byte[] bytes(JsonObject json) {
        return json.write().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject request(ModelRequest asked) {
        JsonObject.Builder body = JsonObject.builder();
        set(body, "model", asked.model());
        set(body, "previous_response_id", asked.hints().previousResponseId());
        Long limit = asked.parameters().maxTokens();
        if (limit != null) {
            body.set("max_tokens", JsonNumber.of(limit));
        }
        List<JsonObject> system = new ArrayList<>();
        for (Part part : asked.system()) {
            if (part instanceof Part.Text text) {
                system.add(text(text.text()));
            }
        }
        if (!system.isEmpty()) {
            body.set("system", JsonArray.of(system));
        }
        body.set(
                "tools",
                JsonArray.of(
                        asked.tools().stream()
                                .map(tool -> JsonObject.of("name", JsonString.of(tool.name())))
                                .toList()));
        List<JsonObject> messages = new ArrayList<>();
        asked.messages().forEach(message -> messages.addAll(messages(message)));
        return body.set("messages", JsonArray.of(messages)).build();
    }

    private static JsonObject answer(Reading reading) {
        JsonObject.Builder body = JsonObject.builder();
        set(body, "id", reading.turn().response().id());
        List<JsonObject> choices = new ArrayList<>();
        for (Choice choice : reading.turn().response().choices()) {
            for (JsonObject message : messages(choice.message())) {
                choices.add(JsonObject.of("message", message));
            }
        }
        return body.set("choices", JsonArray.of(choices)).build();
    }

    private static void set(JsonObject.Builder body, String name, @Nullable String value) {
        if (value != null) {
            body.set(name, value);
        }
    }

    private static JsonObject text(String words) {
        return JsonObject.builder().set("type", "text").set("text", words).build();
    }

    /** The message; each result of a tool is one of its own, as in Chat Completions. */
    private static List<JsonObject> messages(Message message) {
        List<JsonObject> all = new ArrayList<>();
        List<JsonObject> content = new ArrayList<>();
        List<JsonObject> calls = new ArrayList<>();
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text text -> content.add(text(text.text()));
                case Part.ToolCall call -> calls.add(call(call));
                case Part.ToolResult result -> all.add(result(result));
                default -> {}
            }
        }
        if (!content.isEmpty() || !calls.isEmpty()) {
            JsonObject.Builder said =
                    JsonObject.builder()
                            .set("role", message.role().word())
                            .set("content", JsonArray.of(content));
            if (!calls.isEmpty()) {
                said.set("tool_calls", JsonArray.of(calls));
            }
            all.add(said.build());
        }
        return all;
    }

    private static JsonObject call(Part.ToolCall call) {
        JsonObject.Builder body = JsonObject.builder();
        set(body, "id", call.id());
        return body.set("type", "function")
                .set(
                        "function",
                        JsonObject.builder()
                                .set("name", call.name())
                                .set("arguments", call.arguments().write())
                                .build())
                .build();
    }

    private static JsonObject result(Part.ToolResult result) {
        JsonObject.Builder body = JsonObject.builder().set("role", "tool");
        set(body, "tool_call_id", result.callId());
        StringBuilder words = new StringBuilder();
        for (Part part : result.parts()) {
            if (part instanceof Part.Text text) {
                words.append(text.text());
            }
        }
        return body.set("content", words.toString()).build();
    }
}
