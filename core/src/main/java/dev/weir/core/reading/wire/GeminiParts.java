package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gemini's parts. */
final class GeminiParts {

    private final Context context;

    GeminiParts(Context context) {
        this.context = context;
    }

    /** A list of parts, or one part. */
    List<Part> read(@Nullable Json value) {
        List<Part> parts = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (Json each : array) {
                if (each instanceof JsonObject part) {
                    parts.add(part(part));
                } else if (each instanceof JsonString text) {
                    parts.add(Part.Text.of(text.value()));
                }
            }
        } else if (value instanceof JsonObject part) {
            parts.add(part(part));
        }
        return parts;
    }

    private Part part(JsonObject part) {
        boolean thought = GeminiReader.isThought(part);
        for (int i = 0; i < part.size(); i++) {
            String name = part.name(i);
            Json value = part.value(i);
            switch (name) {
                case "text" -> {
                    return thought ? thinking(part) : words(part);
                }
                case "inlineData", "inline_data" -> {
                    return media(part, name, value, Values.inline(value.get("data")));
                }
                case "fileData", "file_data" -> {
                    String uri = value.text("fileUri", "file_uri");
                    return media(part, name, value, new MediaSource.Url(uri == null ? "" : uri));
                }
                case "functionCall", "function_call" -> {
                    return Values.call(
                            value.text("id"),
                            value.textOrEmpty("name"),
                            value.get("args"),
                            false,
                            extra(part, name, value, Set.of("id", "name", "args")),
                            context);
                }
                case "functionResponse", "function_response" -> {
                    return result(part, name, value);
                }
                case "executableCode", "executable_code" -> {
                    return new Part.ToolCall(
                            value.text("id"),
                            "code_execution",
                            value,
                            Part.ToolCall.Form.JSON,
                            true,
                            Extra.of(part.without(Set.of(name))));
                }
                case "codeExecutionResult", "code_execution_result" -> {
                    String outcome = value.textOrEmpty("outcome");
                    return new Part.ToolResult(
                            value.text("id"),
                            "code_execution",
                            Values.asText(value.get("output")),
                            !outcome.isEmpty() && !outcome.equals("OUTCOME_OK"),
                            true,
                            extra(part, name, value, Set.of("id", "output")));
                }
                case "toolCall" -> {
                    return Values.call(
                            value.text("id"),
                            value.textOrEmpty("toolType", "name"),
                            value.value("args"),
                            true,
                            extra(part, name, value, Set.of("id", "toolType", "name", "args")),
                            context);
                }
                case "toolResponse" -> {
                    return new Part.ToolResult(
                            value.text("id"),
                            value.text("toolType", "name"),
                            Values.asText(value.value("response")),
                            false,
                            true,
                            extra(part, name, value, Set.of("id", "toolType", "response")));
                }
                default -> {}
            }
        }
        if (thought || part.has("thoughtSignature")) {
            // Streams end with a part that has nothing but a signature.
            return thinking(part);
        }
        String name = part.isEmpty() ? "" : part.name(0);
        if (!part.isEmpty() && !name.equals("videoMetadata")) {
            context.find(Reason.UNKNOWN_PART, "part " + Values.word(name));
        }
        return new Part.Other(name, part);
    }

    private static Part thinking(JsonObject part) {
        return new Part.Thinking(
                part.textOrEmpty("text"),
                part.text("thoughtSignature"),
                false,
                Extra.of(part.without(Set.of("text", "thought", "thoughtSignature"))));
    }

    private static Part words(JsonObject part) {
        return new Part.Text(
                part.textOrEmpty("text"),
                List.of(),
                Extra.of(part.without(Set.of("text", "thought"))));
    }

    /** What is left over of a part and of its one member. */
    private static Extra extra(JsonObject part, String name, Json value, Set<String> known) {
        JsonObject rest = part.without(Set.of(name));
        JsonObject more =
                value instanceof JsonObject object ? object.without(known) : JsonObject.EMPTY;
        return Extra.of(more.isEmpty() ? rest : rest.with(name, more));
    }

    private static Part media(JsonObject part, String name, Json value, MediaSource source) {
        String mime = value.text("mimeType", "mime_type");
        Set<String> known =
                Set.of("mimeType", "mime_type", "data", "fileUri", "file_uri", "displayName");
        return new Part.Media(
                Part.Media.Kind.ofMime(mime),
                mime,
                value.text("displayName"),
                source,
                extra(part, name, value, known));
    }

    private Part result(JsonObject part, String name, Json value) {
        Json response = value.get("response");
        List<Part> parts = new ArrayList<>(Values.asText(response));
        parts.addAll(read(value.get("parts")));
        // By convention an error is the only member.
        boolean failed =
                response instanceof JsonObject object && object.size() == 1 && object.has("error");
        return new Part.ToolResult(
                value.text("id"),
                value.text("name"),
                parts,
                failed,
                false,
                extra(part, name, value, Set.of("id", "name", "response", "parts")));
    }
}
