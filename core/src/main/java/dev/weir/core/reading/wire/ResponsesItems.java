package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Citation;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.Role;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The items of Responses. What the model made in a row (thoughts, words, calls) is one message of
 * the assistant, so that an answer and the same answer in the next request read alike.
 */
final class ResponsesItems {

    /** Items that are known and have no part of their own. */
    private static final Set<String> PLAIN =
            Set.of(
                    "mcp_list_tools",
                    "mcp_approval_request",
                    "mcp_approval_response",
                    "tool_search_call",
                    "tool_search_output",
                    "additional_tools",
                    "program",
                    "program_output",
                    "compaction_trigger",
                    "item_reference");

    private final Context context;

    ResponsesItems(Context context) {
        this.context = context;
    }

    /** An input: a text of the user, or items. */
    List<Message> messages(@Nullable Json input) {
        if (input instanceof JsonString text) {
            return List.of(Message.of("user", List.of(Part.Text.of(text.value()))));
        }
        if (!(input instanceof JsonArray items)) {
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        List<Part> open = new ArrayList<>();
        items.objects()
                .forEach(
                        item -> {
                            String type = item.textOrEmpty("type");
                            Role role = Role.of(item.textOrEmpty("role"));
                            boolean message =
                                    type.equals("message") || type.isEmpty() && item.has("role");
                            if (isOutput(type)) {
                                close(open, messages);
                                messages.add(Message.of("tool", List.of(output(item))));
                            } else if (type.equals("agent_message")) {
                                close(open, messages);
                                messages.add(fromAgent(item));
                            } else if (message && role != Role.ASSISTANT) {
                                close(open, messages);
                                messages.add(message(item, role));
                            } else {
                                add(item, open);
                            }
                        });
        close(open, messages);
        return messages;
    }

    private static void close(List<Part> open, List<Message> messages) {
        if (!open.isEmpty()) {
            messages.add(Message.of("assistant", open));
            open.clear();
        }
    }

    private static boolean isOutput(String type) {
        return type.endsWith("_call_output");
    }

    /** What one agent of Codex says to another. */
    private Message fromAgent(JsonObject item) {
        return new Message(
                Role.OTHER,
                "agent_message",
                item.text("author"),
                content(item.get("content")),
                Values.extra(item, Set.of("type", "author", "content")));
    }

    private Message message(JsonObject item, Role role) {
        return new Message(
                role,
                item.textOrEmpty("role"),
                item.text("name"),
                content(item.get("content")),
                Values.extra(item, Set.of("type", "role", "name", "content")));
    }

    /** The parts of an answer. */
    List<Part> output(JsonArray items) {
        List<Part> parts = new ArrayList<>();
        items.objects()
                .forEach(
                        item -> {
                            if (isOutput(item.textOrEmpty("type"))) {
                                parts.add(output(item));
                            } else {
                                add(item, parts);
                            }
                        });
        return parts;
    }

    /** Adds what an item of the assistant's is made of. */
    private void add(JsonObject item, List<Part> parts) {
        String type = item.textOrEmpty("type");
        switch (type) {
            case "message", "" -> parts.addAll(content(item.get("content")));
            case "reasoning" -> parts.add(thinking(item));
            case "function_call" ->
                    parts.add(
                            Values.call(
                                    item.text("call_id", "id"),
                                    item.textOrEmpty("name"),
                                    item.get("arguments"),
                                    false,
                                    extra(item, "call_id", "name", "arguments"),
                                    context));
            case "custom_tool_call" ->
                    parts.add(
                            Values.textCall(
                                    item.text("call_id", "id"),
                                    item.textOrEmpty("name"),
                                    item.textOrEmpty("input"),
                                    false,
                                    extra(item, "call_id", "name", "input")));
            case "mcp_call" -> mcp(item, parts);
            case "image_generation_call" -> image(item, parts);
            case "computer_call", "local_shell_call", "shell_call", "apply_patch_call" ->
                    parts.add(action(item, type, false));
            case "compaction", "compaction_summary" ->
                    parts.add(
                            new Part.Compaction(
                                    item.text("summary", "content"),
                                    extra(item, "summary", "content")));
            default -> {
                if (type.endsWith("_call") && !PLAIN.contains(type)) {
                    parts.add(action(item, type, true));
                } else {
                    if (!PLAIN.contains(type)) {
                        context.find(Reason.UNKNOWN_PART, "item " + Values.word(type));
                    }
                    parts.add(new Part.Other(type, item));
                }
            }
        }
    }

    private static Extra extra(JsonObject item, String... known) {
        JsonObject rest = item.without(Set.of(known));
        return Extra.of(rest.without(Set.of("type", "status")));
    }

    private static Part thinking(JsonObject item) {
        String text = Values.joined(item.array("summary"), "\n\n", "text");
        if (text.isEmpty()) {
            text = Values.joined(item.array("content"), "\n\n", "text");
        }
        String encrypted = item.text("encrypted_content");
        return new Part.Thinking(
                text,
                encrypted,
                text.isEmpty() && encrypted != null,
                extra(item, "summary", "content", "encrypted_content"));
    }

    /** A call of one of the provider's tools, which are named by the item's type. */
    private Part action(JsonObject item, String type, boolean serverSide) {
        Json arguments = item.value("action", "operation", "arguments", "input");
        String id = item.text("call_id", "id");
        String name = type.substring(0, type.length() - "_call".length());
        if (arguments == null) {
            arguments =
                    item.without(Set.of("type", "id", "call_id", "status", "results", "outputs"));
        }
        Extra extra = extra(item, "call_id", "action", "operation", "arguments", "input");
        return Values.call(id, name, arguments, serverSide, extra, context);
    }

    /** The provider has called and been answered in one item. */
    private void mcp(JsonObject item, List<Part> parts) {
        String id = item.text("id");
        parts.add(
                Values.call(
                        id,
                        item.textOrEmpty("name"),
                        item.get("arguments"),
                        true,
                        extra(item, "id", "name", "arguments", "output", "error"),
                        context));
        Json error = item.value("error");
        Json output = item.value("output");
        if (error != null || output != null) {
            parts.add(
                    new Part.ToolResult(
                            id,
                            item.text("name"),
                            Values.asText(error == null ? output : error),
                            error != null,
                            true,
                            Extra.NONE));
        }
    }

    private static void image(JsonObject item, List<Part> parts) {
        String id = item.text("id");
        Set<String> known = Set.of("type", "id", "status", "result");
        parts.add(
                new Part.ToolCall(
                        id,
                        "image_generation",
                        item.without(known),
                        Part.ToolCall.Form.JSON,
                        true,
                        Extra.NONE));
        if (item.get("result") instanceof JsonString data) {
            String format = item.text("output_format");
            parts.add(
                    new Part.ToolResult(
                            id,
                            "image_generation",
                            List.of(
                                    new Part.Media(
                                            Part.Media.Kind.IMAGE,
                                            "image/" + Values.first(format, "png"),
                                            null,
                                            Values.inline(data),
                                            Extra.NONE)),
                            false,
                            true,
                            Extra.NONE));
        }
    }

    /** What a tool gave back. */
    private Part output(JsonObject item) {
        Json output = item.get("output");
        List<Part> parts =
                output instanceof JsonArray || output instanceof JsonString
                        ? content(output)
                        : output instanceof JsonObject object && object.has("type")
                                ? content(JsonArray.of(List.of(object)))
                                : Values.asText(output);
        return new Part.ToolResult(
                item.text("call_id"),
                item.text("name"),
                parts,
                false,
                false,
                extra(item, "call_id", "name", "output"));
    }

    /** Content: a text, or parts. */
    private List<Part> content(@Nullable Json content) {
        if (content instanceof JsonString text) {
            return List.of(Part.Text.of(text.value()));
        }
        List<Part> parts = new ArrayList<>();
        if (content instanceof JsonArray array) {
            array.objects().forEach(each -> parts.add(part(each)));
        }
        return parts;
    }

    private Part part(JsonObject part) {
        String type = part.textOrEmpty("type");
        return switch (type) {
            case "input_text", "output_text", "text", "summary_text", "reasoning_text" ->
                    new Part.Text(
                            part.textOrEmpty("text"),
                            citations(part.array("annotations")),
                            Values.extra(part, Set.of("type", "text", "annotations")));
            case "refusal" ->
                    new Part.Refusal(
                            part.textOrEmpty("refusal"),
                            Values.extra(part, Set.of("type", "refusal")));
            case "input_image", "computer_screenshot", "output_image" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" -> {
                JsonObject audio = part.object("input_audio");
                String format = audio.text("format");
                yield new Part.Media(
                        Part.Media.Kind.AUDIO,
                        format == null ? null : "audio/" + format,
                        null,
                        Values.inline(audio.get("data")),
                        Values.extra(part, Set.of("type", "input_audio")));
            }
            case "shell_call_output_content", "logs", "encrypted_content" ->
                    new Part.Other(type, part);
            default -> {
                if (!type.isEmpty()) {
                    context.find(Reason.UNKNOWN_PART, "content part " + Values.word(type));
                }
                yield new Part.Other(type, part);
            }
        };
    }

    private static Part image(JsonObject part) {
        Extra extra = Values.extra(part, Set.of("type", "image_url", "file_id"));
        String id = part.text("file_id");
        return id != null
                ? new Part.Media(Part.Media.Kind.IMAGE, null, null, new MediaSource.File(id), extra)
                : Values.atUrl(Part.Media.Kind.IMAGE, null, null, part.get("image_url"), extra);
    }

    private static Part file(JsonObject part) {
        String name = part.text("filename");
        Extra extra =
                Values.extra(part, Set.of("type", "filename", "file_id", "file_data", "file_url"));
        String id = part.text("file_id");
        if (id != null) {
            return new Part.Media(
                    Part.Media.Kind.FILE, null, name, new MediaSource.File(id), extra);
        }
        return Values.atUrl(
                Part.Media.Kind.DOCUMENT, null, name, part.value("file_data", "file_url"), extra);
    }

    private static List<Citation> citations(JsonArray array) {
        return array.objects()
                .map(
                        each ->
                                new Citation(
                                        each.textOrEmpty("type"),
                                        each.text("title", "filename"),
                                        each.text("url"),
                                        each.text("quote"),
                                        each))
                .toList();
    }
}
