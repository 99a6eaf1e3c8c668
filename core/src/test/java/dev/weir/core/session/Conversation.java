package dev.weir.core.session;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that talks with a model in the Messages API, for tests: each {@link #send} gives the
 * clues of one exchange and takes the answer into the conversation.
 */
final class Conversation {

    /** A day in 2026. */
    static final long DAY = 1_790_000_000_000L;

    /** Numbers the exchanges of all conversations, so that their ids follow each other. */
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final List<String> messages = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private String client = "key";
    private String system = "You are an agent.";
    private String model = "model-a";
    private String path = "/v1/messages";
    private @Nullable String previous;
    private @Nullable String responseId;
    private List<Tag> tags = List.of();
    private boolean failing;
    private int limit = 100;
    private int tools = 1;

    Conversation header(String name, String value) {
        headers.add(name);
        headers.add(value);
        return this;
    }

    Conversation client(String name) {
        client = name;
        return this;
    }

    Conversation system(String prompt) {
        system = prompt;
        return this;
    }

    Conversation model(String name) {
        model = name;
        return this;
    }

    Conversation path(String value) {
        path = value;
        return this;
    }

    Conversation tag(String key, String value) {
        tags = List.of(new Tag(key, value));
        return this;
    }

    Conversation previous(@Nullable String id) {
        previous = id;
        return this;
    }

    Conversation answeredAs(String id) {
        responseId = id;
        return this;
    }

    Conversation failing(boolean fails) {
        failing = fails;
        return this;
    }

    Conversation limit(int tokens) {
        limit = tokens;
        return this;
    }

    Conversation withoutTools() {
        tools = 0;
        return this;
    }

    Conversation user(String text) {
        messages.add(message("user", text));
        return this;
    }

    /** What the model is to have said before, of which no answer is on record. */
    Conversation model(String role, String text) {
        messages.add(message(role, text));
        return this;
    }

    Conversation result(String call) {
        messages.add(
                "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\""
                        + call
                        + "\",\"content\":\"done\"}]}");
        return this;
    }

    /** Begins anew: what was said is gone. */
    Conversation clear() {
        messages.clear();
        return this;
    }

    /** Takes back the last messages. */
    Conversation back(int count) {
        for (int i = 0; i < count; i++) {
            messages.removeLast();
        }
        return this;
    }

    /** Writes another text in place of a message. */
    Conversation rewrite(int index, String text) {
        messages.set(index, message("user", text));
        return this;
    }

    private static String message(String role, String text) {
        return "{\"role\":\"" + role + "\",\"content\":\"" + text + "\"}";
    }

    /** Sends what there is; the model answers with this text. */
    Clues says(String answer) {
        return send("{\"type\":\"text\",\"text\":\"" + answer + "\"}");
    }

    /** Sends what there is; the model calls a tool. */
    Clues calls(String id) {
        return send("{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"t\",\"input\":{}}");
    }

    private Clues send(String block) {
        int count = COUNT.incrementAndGet();
        String body =
                "{\"model\":\""
                        + model
                        + "\",\"max_tokens\":"
                        + limit
                        + ",\"system\":\""
                        + system
                        + "\",\"tools\":["
                        + (tools == 0 ? "" : "{\"name\":\"t\"}")
                        + "],"
                        + (previous == null ? "" : "\"previous_response_id\":\"" + previous + "\",")
                        + "\"messages\":["
                        + String.join(",", messages)
                        + "]}";
        String answer =
                "{\"id\":\""
                        + (responseId == null ? "r" + count : responseId)
                        + "\",\"content\":["
                        + block
                        + "]}";
        if (!failing) {
            messages.add("{\"role\":\"assistant\",\"content\":[" + block + "]}");
        }
        Headers fields = Headers.of(headers.toArray(String[]::new));
        return new Clues(
                new ExchangeId((DAY + count) << 16 | 0x7000, 1L << 63 | count),
                "",
                client,
                "anthropic",
                "POST",
                path,
                fields,
                tags,
                ClientTool.of(fields, tags),
                CluesReader.read(body.getBytes(StandardCharsets.UTF_8)),
                failing
                        ? AnswerClues.NONE
                        : AnswerReader.read(answer.getBytes(StandardCharsets.UTF_8), true),
                failing);
    }
}
