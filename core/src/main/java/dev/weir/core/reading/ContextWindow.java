package dev.weir.core.reading;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonString;
import dev.weir.core.json.JsonWriter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What fills the context window of a request, measured in characters. Tokens of single parts are
 * not stated by any provider; characters are what can be counted, and shares of them are what is
 * shown.
 *
 * @param parts all of it, in the order in which providers put it before the model: tools,
 *     instructions, messages
 * @param chars characters by group, groups that are empty left out
 * @param media images, sounds and documents; their base64 is no text and does not count as such
 * @param base64 characters of base64 of those that are in the body
 * @param elsewhere true where the request goes on from something that the provider keeps, so that
 *     the window holds more than the request says
 */
public record ContextWindow(
        List<Piece> parts, Map<Group, Long> chars, int media, long base64, boolean elsewhere) {

    /** Characters of the beginning of a part. */
    private static final int START = 160;

    public ContextWindow {
        parts = List.copyOf(parts);
        chars = Map.copyOf(chars);
    }

    /** What a part is: a closed list. */
    public enum Group {
        /** Definitions of tools. */
        TOOLS,
        /** Instructions. */
        SYSTEM,
        /** Words of the user, and what tools write in that place. */
        USER,
        /** Words of the model. */
        ASSISTANT,
        /** What the model thought, with the signatures that go back with it. */
        THINKING,
        /** Calls of tools with their arguments. */
        TOOL_CALLS,
        /** What tools gave back. */
        TOOL_RESULTS,
        /** All else. */
        OTHER;

        /** The word in the API. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A part.
     *
     * @param place where it is, e.g. {@code messages[3].parts[0]}
     * @param group what it is
     * @param name of the tool, null where it is about none
     * @param chars how long it is
     * @param start how it begins
     * @param marked true where the request asks to cache up to here
     */
    public record Piece(
            String place,
            Group group,
            @Nullable String name,
            long chars,
            String start,
            boolean marked) {}

    /** Measures a request. */
    public static ContextWindow of(ModelRequest request) {
        Measure measure = new Measure();
        for (int i = 0; i < request.tools().size(); i++) {
            measure.tool("tools[" + i + "]", request.tools().get(i));
        }
        measure.parts("system", Group.SYSTEM, request.system());
        for (int i = 0; i < request.messages().size(); i++) {
            Message message = request.messages().get(i);
            measure.parts("messages[" + i + "].parts", group(message.role()), message.parts());
        }
        Hints hints = request.hints();
        boolean elsewhere = hints.previousResponseId() != null || hints.conversation() != null;
        return new ContextWindow(
                measure.pieces, measure.chars, measure.media, measure.base64, elsewhere);
    }

    /** All characters. */
    public long total() {
        return chars.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Group group(Role role) {
        return switch (role) {
            case SYSTEM, DEVELOPER -> Group.SYSTEM;
            case USER -> Group.USER;
            case ASSISTANT -> Group.ASSISTANT;
            case TOOL -> Group.TOOL_RESULTS;
            case OTHER -> Group.OTHER;
        };
    }

    private static final class Measure {

        private final List<Piece> pieces = new ArrayList<>();
        private final Map<Group, Long> chars = new EnumMap<>(Group.class);
        private final Map<String, String> names = new java.util.HashMap<>();
        private int media;
        private long base64;

        private void tool(String place, Tool tool) {
            StringBuilder text = new StringBuilder(tool.name());
            if (tool.description() != null) {
                text.append(' ').append(tool.description());
            }
            Json schema = tool.schema();
            if (schema != null) {
                text.append(' ').append(JsonWriter.write(schema));
            }
            boolean marked = tool.extra().cacheMark() != null;
            add(place, Group.TOOLS, tool.name(), text.toString(), text.length(), marked);
        }

        private void parts(String place, Group group, List<Part> parts) {
            for (int i = 0; i < parts.size(); i++) {
                part(place + "[" + i + "]", group, parts.get(i));
            }
        }

        private void part(String place, Group group, Part part) {
            boolean marked = part.extra().cacheMark() != null;
            switch (part) {
                case Part.Text text ->
                        add(place, group, null, text.text(), text.text().length(), marked);
                case Part.Thinking thinking -> {
                    String signature = thinking.signature();
                    long length = thinking.text().length();
                    length += signature == null ? 0 : signature.length();
                    add(place, Group.THINKING, null, thinking.text(), length, marked);
                }
                case Part.ToolCall call -> {
                    String id = call.id();
                    if (id != null) {
                        names.put(id, call.name());
                    }
                    String text = call.name() + " " + written(call.arguments());
                    add(place, Group.TOOL_CALLS, call.name(), text, text.length(), marked);
                }
                case Part.ToolResult result -> {
                    Words words = new Words();
                    words.read(result.parts());
                    media += words.media;
                    base64 += words.base64;
                    String name = result.name();
                    String id = result.callId();
                    if (name == null && id != null) {
                        name = names.get(id);
                    }
                    add(place, Group.TOOL_RESULTS, name, words.start(), words.chars, marked);
                }
                case Part.Media one -> {
                    Words words = new Words();
                    words.read(List.of(one));
                    media += words.media;
                    base64 += words.base64;
                    add(place, Group.OTHER, one.name(), words.start(), words.chars, marked);
                }
                case Part.Refusal refusal ->
                        add(
                                place,
                                Group.ASSISTANT,
                                null,
                                refusal.text(),
                                refusal.text().length(),
                                marked);
                case Part.Compaction compaction -> {
                    String text = compaction.text() == null ? "" : compaction.text();
                    add(place, group, null, text, text.length(), marked);
                }
                case Part.Other other -> {
                    String text = JsonWriter.write(other.raw());
                    add(place, Group.OTHER, null, text, text.length(), marked);
                }
            }
        }

        private void add(
                String place,
                Group group,
                @Nullable String name,
                String text,
                long length,
                boolean marked) {
            pieces.add(new Piece(place, group, name, length, start(text), marked));
            if (length > 0) {
                chars.merge(group, length, Long::sum);
            }
        }
    }

    /** The words in what a tool gave back. */
    private static final class Words {

        private final StringBuilder beginning = new StringBuilder();
        private long chars;
        private int media;
        private long base64;

        private void read(List<Part> parts) {
            for (Part part : parts) {
                switch (part) {
                    case Part.Text text -> take(text.text());
                    case Part.ToolResult inner -> read(inner.parts());
                    case Part.Other other -> take(JsonWriter.write(other.raw()));
                    case Part.Media one -> {
                        media++;
                        if (one.source() instanceof MediaSource.Inline inline) {
                            base64 += inline.length();
                        } else if (one.source() instanceof MediaSource.Plain plain) {
                            take(plain.text());
                        }
                    }
                    case Part.Thinking thinking -> take(thinking.text());
                    case Part.Refusal refusal -> take(refusal.text());
                    case Part.Compaction compaction ->
                            take(compaction.text() == null ? "" : compaction.text());
                    case Part.ToolCall call -> take(call.name() + written(call.arguments()));
                }
            }
        }

        private void take(String text) {
            chars += text.length();
            if (beginning.length() < START) {
                beginning.append(beginning.isEmpty() ? "" : " ").append(ContextWindow.start(text));
            }
        }

        private String start() {
            return ContextWindow.start(beginning.toString());
        }
    }

    private static String written(Json value) {
        return value instanceof JsonString text ? text.value() : JsonWriter.write(value);
    }

    private static String start(String text) {
        if (text.length() <= START) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(START - 1)) ? START - 1 : START;
        return text.substring(0, end);
    }
}
