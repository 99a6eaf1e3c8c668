package dev.weir.core.session;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Reads the {@link AnswerClues} of an answer, whole or streamed as SSE or NDJSON: its id, the ids
 * of its tool calls, its text. The shapes are told apart by the paths of their members; the table
 * of them is in {@link #string}. What is cut or broken gives what stood before the break.
 */
public final class AnswerReader {

    private static final int LONGEST_ID = 1024;
    private static final int MOST_CALLS = 64;
    private static final int LONGEST_PATH = 256;
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    private final byte[] body;
    private final Sayings.Letters letters = new Sayings.Letters();
    private final Sayings.Collector sayings = new Sayings.Collector();
    private final Set<String> calls = new LinkedHashSet<>();
    private final StringBuilder path = new StringBuilder();
    private @Nullable String id;

    /** The event whose JSON is read, from its {@code type} at the top; empty where it has none. */
    private String event = "";

    private boolean thought;

    private AnswerReader(byte[] body) {
        this.body = body;
    }

    /**
     * Reads a decoded body.
     *
     * @param whole true where the answer came to its end; the text of a cut one says nothing, since
     *     the client may keep another piece of it
     */
    public static AnswerClues read(byte[] body, boolean whole) {
        AnswerReader reader = new AnswerReader(body);
        int first = reader.firstByte();
        if (first < body.length && (body[first] == '{' || body[first] == '[')) {
            reader.values(first, body.length);
        } else {
            reader.events();
        }
        return reader.clues(whole);
    }

    private AnswerClues clues(boolean whole) {
        calls.forEach(call -> sayings.add(Sayings.ofCall(call), 0));
        if (whole) {
            flush();
        }
        return new AnswerClues(id, sayings.build());
    }

    private void flush() {
        if (!letters.isEmpty()) {
            sayings.add(letters.saying(), 0);
            letters.clear();
        }
    }

    private int firstByte() {
        int at = 0;
        while (at < body.length && (body[at] & 0xFF) <= ' ') {
            at++;
        }
        return at;
    }

    /** The data of each event of an SSE stream; an event's data stand in one line everywhere. */
    private void events() {
        int line = 0;
        while (line < body.length) {
            int end = line;
            while (end < body.length && body[end] != '\n' && body[end] != '\r') {
                end++;
            }
            if (startsWith(line, end) && end - line > DATA.length + 2) {
                values(line + DATA.length, end);
            }
            line = end + 1;
        }
    }

    private boolean startsWith(int line, int end) {
        if (end - line < DATA.length) {
            return false;
        }
        for (int i = 0; i < DATA.length; i++) {
            if (body[line + i] != DATA[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads one JSON value after the other. */
    private void values(int from, int to) {
        try (JsonCursor json = new JsonCursor(body, from, to - from)) {
            while (json.token() != null) {
                event = "";
                path.setLength(0);
                value(json);
            }
        } catch (JacksonException _) {
            // What stood before the break counts.
        }
    }

    private void value(JsonCursor json) {
        if (json.at(JsonToken.START_OBJECT)) {
            object(json);
        } else if (json.at(JsonToken.START_ARRAY)) {
            json.next();
            while (!json.at(JsonToken.END_ARRAY)) {
                value(json);
            }
            json.next();
        } else if (json.at(JsonToken.VALUE_STRING)) {
            int from = json.start() + 1;
            json.next();
            string(json, path.toString(), from, json.endOfScalar() - 1);
        } else {
            if (json.at(JsonToken.VALUE_TRUE) && path.toString().endsWith("parts.thought")) {
                thought = true;
            }
            json.next();
        }
    }

    private void object(JsonCursor json) {
        int length = path.length();
        json.next();
        while (json.at(JsonToken.PROPERTY_NAME)) {
            path.setLength(length);
            path.append(length == 0 ? "" : ".").append(json.name());
            json.next();
            if (path.length() > LONGEST_PATH || passedOver()) {
                json.skip();
            } else {
                value(json);
            }
        }
        path.setLength(length);
        json.next();
    }

    /** What a Responses stream says a second time, and what can be large and says nothing. */
    private boolean passedOver() {
        return switch (path.toString()) {
            case "response.output",
                    "response.tools",
                    "response.instructions",
                    "tools",
                    "instructions",
                    "content.input",
                    "choices.logprobs",
                    "data" ->
                    true;
            default -> false;
        };
    }

    /** Every place where an answer has an id, a call or a text. */
    private void string(JsonCursor json, String where, int from, int to) {
        switch (where) {
            case "type" -> event = json.sample(from, to, 64);
            // Chat, Anthropic, Responses; the same in a stream; Gemini; Bedrock has none
            case "id", "message.id", "response.id", "responseId" -> {
                if (id == null && to - from <= LONGEST_ID) {
                    id = json.sample(from, to, LONGEST_ID);
                }
            }
            // Anthropic; Chat; Responses; Gemini; Ollama; Bedrock
            case "content_block.id",
                    "content.id",
                    "choices.delta.tool_calls.id",
                    "choices.message.tool_calls.id",
                    "item.call_id",
                    "output.call_id",
                    "message.content.id",
                    "message.tool_calls.id",
                    "candidates.content.parts.functionCall.id",
                    "output.message.content.toolUse.toolUseId" -> {
                if (calls.size() < MOST_CALLS && to - from <= LONGEST_ID) {
                    calls.add(json.sample(from, to, LONGEST_ID));
                }
            }
            case "delta.text",
                    "content_block.text",
                    "content.text",
                    "choices.delta.content",
                    "choices.message.content",
                    "choices.delta.content.text",
                    "choices.message.content.text",
                    "choices.text",
                    "message.content",
                    "message.content.text",
                    "output.message.content.text",
                    "response" ->
                    letters.add(body, from, to);
            case "candidates.content.parts.text" -> {
                if (!thought) {
                    letters.add(body, from, to);
                }
                thought = false;
            }
            // each item comes back as a message of its own
            case "output.content.text", "item.content.text" -> {
                if (!event.equals("response.output_item.added")) {
                    letters.add(body, from, to);
                    flush();
                }
            }
            default -> {}
        }
    }
}
