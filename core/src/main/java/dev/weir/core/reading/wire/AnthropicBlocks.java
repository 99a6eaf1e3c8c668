package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Citation;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Anthropic's content blocks. */
final class AnthropicBlocks {

    /** Blocks that are known and have no part of their own. */
    private static final Set<String> PLAIN =
            Set.of(
                    "search_result",
                    "container_upload",
                    "fallback",
                    "tool_addition",
                    "tool_removal",
                    "tool_reference",
                    "mcp_tool_listing",
                    "web_search_result",
                    "web_search_tool_result_error",
                    "web_fetch_result",
                    "web_fetch_tool_result_error",
                    "code_execution_result",
                    "encrypted_code_execution_result",
                    "code_execution_output",
                    "code_execution_tool_result_error",
                    "bash_code_execution_result",
                    "bash_code_execution_output",
                    "bash_code_execution_tool_result_error",
                    "text_editor_code_execution_view_result",
                    "text_editor_code_execution_create_result",
                    "text_editor_code_execution_str_replace_result",
                    "text_editor_code_execution_tool_result_error",
                    "tool_search_tool_search_result",
                    "tool_search_tool_result_error",
                    "advisor_result",
                    "advisor_redacted_result",
                    "advisor_tool_result_error");

    private final Context context;

    AnthropicBlocks(Context context) {
        this.context = context;
    }

    /** Content: a text, blocks, or one block. */
    List<Part> read(@Nullable Json content) {
        return switch (content) {
            case JsonString text -> List.of(Part.Text.of(text.value()));
            case JsonArray blocks -> {
                List<Part> parts = new ArrayList<>(blocks.size());
                for (Json block : blocks) {
                    if (block instanceof JsonObject object) {
                        parts.add(block(object));
                    } else if (block instanceof JsonString text) {
                        parts.add(Part.Text.of(text.value()));
                    }
                }
                yield parts;
            }
            case JsonObject block -> List.of(block(block));
            case null, default -> List.of();
        };
    }

    private Part block(JsonObject block) {
        String type = block.textOrEmpty("type");
        return switch (type) {
            case "text" ->
                    new Part.Text(
                            block.textOrEmpty("text"),
                            citations(block.array("citations")),
                            Values.extra(block, Set.of("type", "text", "citations")));
            case "thinking" ->
                    new Part.Thinking(
                            block.textOrEmpty("thinking"),
                            block.text("signature"),
                            false,
                            Values.extra(block, Set.of("type", "thinking", "signature")));
            case "redacted_thinking" ->
                    new Part.Thinking(
                            "",
                            block.text("data"),
                            true,
                            Values.extra(block, Set.of("type", "data")));
            case "tool_use" -> call(block, false);
            case "server_tool_use", "mcp_tool_use" -> call(block, true);
            case "tool_result" -> result(block, false);
            case "image" -> media(block, Part.Media.Kind.IMAGE);
            case "document" -> document(block);
            case "compaction" ->
                    new Part.Compaction(
                            block.text("content"), Values.extra(block, Set.of("type", "content")));
            default -> other(type, block);
        };
    }

    private Part other(String type, JsonObject block) {
        if (type.endsWith("_tool_result")) {
            return result(block, true);
        }
        if (!PLAIN.contains(type)) {
            context.find(Reason.UNKNOWN_PART, "content block " + Values.word(type));
        }
        return new Part.Other(type, block);
    }

    private Part call(JsonObject block, boolean serverSide) {
        return Values.call(
                block.text("id"),
                block.textOrEmpty("name"),
                block.get("input"),
                serverSide,
                Values.extra(block, Set.of("type", "id", "name", "input")),
                context);
    }

    private Part result(JsonObject block, boolean serverSide) {
        List<Part> parts = read(block.get("content"));
        boolean failed =
                parts.size() == 1
                        && parts.getFirst() instanceof Part.Other other
                        && other.type().endsWith("_error");
        Set<String> known = Set.of("tool_use_id", "content", "is_error");
        Extra extra = Values.extra(block, known);
        if (!serverSide) {
            extra = Extra.of(extra.cacheMark(), extra.rest().without(Set.of("type")));
        }
        return new Part.ToolResult(
                block.text("tool_use_id"),
                null,
                parts,
                failed || Boolean.TRUE.equals(block.flag("is_error")),
                serverSide,
                extra);
    }

    private static Part media(JsonObject block, Part.Media.Kind kind) {
        JsonObject source = block.object("source");
        MediaSource place =
                switch (source.textOrEmpty("type")) {
                    case "base64" -> Values.inline(source.get("data"));
                    case "url" -> new MediaSource.Url(source.textOrEmpty("url"));
                    case "file" -> new MediaSource.File(source.textOrEmpty("file_id"));
                    case "text" -> new MediaSource.Plain(source.textOrEmpty("data"));
                    default -> MediaSource.UNKNOWN;
                };
        boolean read = !place.equals(MediaSource.UNKNOWN);
        return new Part.Media(
                kind,
                source.text("media_type"),
                block.text("title"),
                place,
                Values.extra(
                        block, read ? Set.of("type", "title", "source") : Set.of("type", "title")));
    }

    /** A document may be made of blocks itself; its text is then the text of these. */
    private Part document(JsonObject block) {
        JsonObject source = block.object("source");
        if (!source.textOrEmpty("type").equals("content")) {
            return media(block, Part.Media.Kind.DOCUMENT);
        }
        StringBuilder text = new StringBuilder();
        for (Part part : read(source.get("content"))) {
            if (part instanceof Part.Text words) {
                text.append(text.isEmpty() ? "" : "\n").append(words.text());
            }
        }
        return new Part.Media(
                Part.Media.Kind.DOCUMENT,
                null,
                block.text("title"),
                new MediaSource.Plain(text.toString()),
                Values.extra(block, Set.of("type", "title", "source")));
    }

    private static List<Citation> citations(JsonArray array) {
        return array.objects()
                .map(
                        citation ->
                                new Citation(
                                        citation.textOrEmpty("type"),
                                        citation.text("title", "document_title"),
                                        citation.text("url", "source"),
                                        citation.text("cited_text"),
                                        citation))
                .toList();
    }
}
