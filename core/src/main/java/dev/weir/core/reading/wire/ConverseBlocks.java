package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.CacheMark;
import dev.weir.core.reading.Citation;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Converse's content blocks: objects of one member that names the kind. A cache point is a block of
 * its own there; here it is the mark of the block before.
 */
final class ConverseBlocks {

    private static final Set<String> PLAIN = Set.of("guardContent", "searchResult", "cachePoint");

    private final Context context;

    ConverseBlocks(Context context) {
        this.context = context;
    }

    /** A list of blocks, or a text where a model takes one. */
    List<Part> read(@Nullable Json content) {
        List<Part> parts = new ArrayList<>();
        if (content instanceof JsonString text) {
            parts.add(Part.Text.of(text.value()));
        } else if (content instanceof JsonArray array) {
            array.objects()
                    .forEach(
                            block -> {
                                if (block.has("cachePoint") && !parts.isEmpty()) {
                                    String ttl = block.object("cachePoint").text("ttl");
                                    Values.mark(parts, CacheMark.of(ttl));
                                } else {
                                    parts.add(block(block));
                                }
                            });
        }
        return parts;
    }

    private Part block(JsonObject block) {
        String kind = block.isEmpty() ? "" : block.name(0);
        JsonObject inner = block.object(kind);
        return switch (kind) {
            case "text" -> Part.Text.of(block.textOrEmpty("text"));
            case "reasoningContent" -> thinking(inner);
            case "toolUse" ->
                    Values.call(
                            inner.text("toolUseId"),
                            inner.textOrEmpty("name"),
                            inner.get("input"),
                            "server_tool_use".equals(inner.text("type")),
                            Extra.of(inner.without(Set.of("toolUseId", "name", "input"))),
                            context);
            case "toolResult" -> result(inner);
            case "image" -> media(Part.Media.Kind.IMAGE, "image/", inner);
            case "audio" -> media(Part.Media.Kind.AUDIO, "audio/", inner);
            case "video" -> media(Part.Media.Kind.VIDEO, "video/", inner);
            case "document" -> media(Part.Media.Kind.DOCUMENT, "application/", inner);
            case "citationsContent" -> cited(inner);
            case "json" -> Part.Text.of(textOf(block.get("json")));
            default -> {
                if (!PLAIN.contains(kind)) {
                    context.find(Reason.UNKNOWN_PART, "content block " + Values.word(kind));
                }
                yield new Part.Other(kind, block);
            }
        };
    }

    private static String textOf(@Nullable Json value) {
        return value == null ? "" : value.write();
    }

    private static Part thinking(JsonObject content) {
        JsonObject text = content.object("reasoningText");
        String hidden = content.text("redactedContent");
        return hidden == null
                ? new Part.Thinking(
                        text.textOrEmpty("text"),
                        text.text("signature"),
                        false,
                        Extra.of(text.without(Set.of("text", "signature"))))
                : new Part.Thinking("", hidden, true, Extra.NONE);
    }

    private Part result(JsonObject result) {
        return new Part.ToolResult(
                result.text("toolUseId"),
                null,
                read(result.get("content")),
                "error".equals(result.text("status")),
                "server_tool_use".equals(result.text("type")),
                Extra.of(result.without(Set.of("toolUseId", "content", "status"))));
    }

    private static Part media(Part.Media.Kind kind, String family, JsonObject media) {
        JsonObject source = media.object("source");
        String format = media.text("format");
        String uri = source.object("s3Location").text("uri");
        String text = source.text("text");
        MediaSource place =
                uri != null
                        ? new MediaSource.Url(uri)
                        : text != null
                                ? new MediaSource.Plain(text)
                                : Values.inline(source.get("bytes"));
        return new Part.Media(
                kind,
                format == null ? null : family + format,
                media.text("name"),
                place,
                Extra.of(media.without(Set.of("format", "name", "source"))));
    }

    private static Part cited(JsonObject content) {
        List<Citation> citations =
                content.array("citations")
                        .objects()
                        .map(
                                each ->
                                        new Citation(
                                                "citation",
                                                each.text("title"),
                                                each.object("location").object("web").text("url"),
                                                Values.joined(
                                                        each.array("sourceContent"), " ", "text"),
                                                each))
                        .toList();
        return new Part.Text(
                Values.joined(content.array("content"), "", "text"), citations, Extra.NONE);
    }
}
