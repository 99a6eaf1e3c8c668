package dev.weir.core.session;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonToken;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes one message of a conversation, in any dialect: its hash, who it is from, what it says. A
 * message is an object with a {@code role} and {@code content} or {@code parts}, or an item of
 * OpenAI's Responses, which may have a {@code type} instead. Not thread-safe.
 */
final class MessageReader {

    private static final int LONGEST_WORD = 64;
    private static final int LONGEST_ID = 256;
    private static final int MOST_CALLS = 128;
    private static final String REMINDER = "<system-reminder>";

    private final JsonCursor json;
    private final JsonCursor.Taker member = this::member;
    private final JsonCursor.Taker block = _ -> block();
    private final JsonCursor.Taker blockMember = this::blockMember;
    private final JsonCursor.Taker call = _ -> call();
    private final JsonCursor.Taker callMember = this::callMember;
    private final Sayings.Letters letters = new Sayings.Letters();
    private final List<String> calls = new ArrayList<>();

    private @Nullable String role;
    private @Nullable String type;
    private @Nullable String itemCall;
    private boolean results;
    private boolean developer;

    private @Nullable String blockType;
    private @Nullable String blockId;
    private boolean thought;
    private int textFrom;
    private int textTo;

    /** Where the first and the last text stand that are no reminder of the client's. */
    private int firstFrom;

    private int firstTo;
    private int lastFrom;
    private int lastTo;

    MessageReader(JsonCursor json) {
        this.json = json;
    }

    /** Takes the block of a system prompt under the cursor, a text or an object with parts. */
    void readBlock() {
        clear();
        if (json.at(JsonToken.VALUE_STRING)) {
            plainText();
        } else if (!json.at(JsonToken.START_OBJECT)) {
            json.take();
        } else {
            json.takeObject(
                    name -> {
                        if (name.equals("parts")) {
                            content();
                        } else if (name.equals("text")) {
                            textFrom = -1;
                            blockMember(name);
                            if (textFrom >= 0) {
                                text(textFrom, textTo);
                            }
                        } else {
                            json.take();
                        }
                    });
        }
    }

    private void clear() {
        letters.clear();
        calls.clear();
        role = null;
        type = null;
        itemCall = null;
        results = false;
        firstFrom = -1;
        lastFrom = -1;
    }

    private void plainText() {
        int from = json.start();
        json.take();
        text(from + 1, json.endOfScalar() - 1);
    }

    /** Takes the message under the cursor. */
    void read() {
        clear();
        if (json.at(JsonToken.START_OBJECT)) {
            json.takeObject(member);
            if (itemCall != null && speaker() == Chain.Role.MODEL) {
                calls.add(itemCall);
            }
        } else if (json.at(JsonToken.VALUE_STRING)) {
            plainText();
        } else {
            json.take();
        }
        developer =
                "system".equals(role)
                        || "developer".equals(role)
                        || "additional_tools".equals(type);
    }

    /** True for a system or developer message. */
    boolean developer() {
        return developer;
    }

    /** Who the message is from. */
    Chain.Role speaker() {
        if (role == null && type != null && !type.equals("message")) {
            boolean model = type.equals("reasoning") || type.endsWith("_call");
            boolean other = type.equals("compaction") || type.equals("item_reference");
            return model ? Chain.Role.MODEL : other ? Chain.Role.OTHER : Chain.Role.RESULTS;
        }
        return switch (role == null ? "user" : role) {
            case "assistant", "model" -> Chain.Role.MODEL;
            case "tool", "function" -> Chain.Role.RESULTS;
            case "user", "" -> results ? Chain.Role.RESULTS : Chain.Role.USER;
            default -> Chain.Role.OTHER;
        };
    }

    Sayings.Letters letters() {
        return letters;
    }

    /** The ids of its tool calls, at most 128. */
    List<String> calls() {
        return calls;
    }

    /** The begin of the first text that is no reminder; empty where there is none. */
    String firstText(int most) {
        return firstFrom < 0 ? "" : json.sample(firstFrom, firstTo, most);
    }

    /** The begin of the last text that is no reminder; empty where there is none. */
    String lastText(int most) {
        return lastFrom < 0 ? "" : json.sample(lastFrom, lastTo, most);
    }

    private void member(String name) {
        switch (name) {
            case "role" -> role = word();
            case "type" -> type = word();
            case "call_id" -> itemCall = id();
            case "content", "parts" -> content();
            case "tool_calls" -> {
                if (json.at(JsonToken.START_ARRAY)) {
                    json.takeArray(call);
                } else {
                    json.take();
                }
            }
            default -> json.take();
        }
    }

    private void content() {
        if (json.at(JsonToken.START_ARRAY)) {
            json.takeArray(block);
        } else if (json.at(JsonToken.VALUE_STRING)) {
            int from = json.start();
            json.takeAsBlocks();
            text(from + 1, json.endOfScalar() - 1);
        } else {
            json.take();
        }
    }

    private void block() {
        if (!json.at(JsonToken.START_OBJECT)) {
            json.take();
            return;
        }
        blockType = null;
        blockId = null;
        thought = false;
        textFrom = -1;
        json.takeObject(blockMember);
        if (textFrom >= 0 && !thought) {
            text(textFrom, textTo);
        }
        if (blockType != null) {
            results |= blockType.equals("tool_result");
            if (blockId != null && blockType.endsWith("tool_use")) {
                addCall(blockId);
            }
        }
    }

    private void blockMember(String name) {
        switch (name) {
            case "type" -> blockType = word();
            case "id" -> blockId = id();
            case "text" -> {
                if (json.at(JsonToken.VALUE_STRING)) {
                    textFrom = json.start() + 1;
                    json.take();
                    textTo = json.endOfScalar() - 1;
                } else {
                    json.take();
                }
            }
            case "thought" -> {
                thought = json.at(JsonToken.VALUE_TRUE);
                json.take();
            }
            case "functionResponse", "function_response", "toolResult" -> {
                results = true;
                json.take();
            }
            case "functionCall", "function_call", "toolUse" -> call();
            default -> json.take();
        }
    }

    private void call() {
        if (json.at(JsonToken.START_OBJECT)) {
            json.takeObject(callMember);
        } else {
            json.take();
        }
    }

    private void callMember(String name) {
        if (name.equals("id") || name.equals("toolUseId")) {
            String id = id();
            if (id != null) {
                addCall(id);
            }
        } else {
            json.take();
        }
    }

    private void addCall(String id) {
        if (calls.size() < MOST_CALLS) {
            calls.add(id);
        }
    }

    private void text(int from, int to) {
        // What others say is never looked for.
        if (role == null || role.equals("assistant") || role.equals("model")) {
            letters.add(json.bytes(), from, to);
        }
        if (!json.sample(from, to, REMINDER.length()).equals(REMINDER)) {
            if (firstFrom < 0) {
                firstFrom = from;
                firstTo = to;
            }
            lastFrom = from;
            lastTo = to;
        }
    }

    private @Nullable String word() {
        return string(LONGEST_WORD);
    }

    private @Nullable String id() {
        return string(LONGEST_ID);
    }

    /** Takes a string and gives it where it is one and no longer; its hash stands. */
    private @Nullable String string(int longest) {
        if (!json.at(JsonToken.VALUE_STRING)) {
            json.take();
            return null;
        }
        int from = json.start() + 1;
        json.take();
        int to = json.endOfScalar() - 1;
        return to - from > longest ? null : json.sample(from, to, longest);
    }
}
