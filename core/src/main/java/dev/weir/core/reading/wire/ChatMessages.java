package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNull;
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
 * Messages of Chat Completions, and those that differ a little: Mistral's, Cohere's, OpenRouter's,
 * DeepSeek's, Ollama's.
 */
final class ChatMessages {

    private static final Set<String> KNOWN =
            Set.of(
                    "role",
                    "name",
                    "content",
                    "refusal",
                    "tool_calls",
                    "function_call",
                    "tool_call_id",
                    "tool_name",
                    "reasoning_content",
                    "reasoning",
                    "thinking",
                    "tool_plan",
                    "audio",
                    "images",
                    "annotations",
                    "citations");

    private final Context context;

    ChatMessages(Context context) {
        this.context = context;
    }

    Message message(JsonObject message) {
        String roleWord = message.textOrEmpty("role");
        Role role = Role.of(roleWord);
        List<Part> parts = new ArrayList<>();
        Extra extra = Values.extra(message, KNOWN);
        String name = message.text("name");
        if (role == Role.TOOL) {
            parts.add(
                    new Part.ToolResult(
                            message.text("tool_call_id"),
                            Values.first(name, message.text("tool_name")),
                            content(message.get("content"), List.of()),
                            false,
                            false,
                            extra.cacheMark() == null
                                    ? Extra.NONE
                                    : Extra.of(extra.cacheMark(), JsonObject.EMPTY)));
            return new Message(role, roleWord, name, parts, extra);
        }
        thinking(message, parts);
        List<Citation> citations = citations(message);
        parts.addAll(content(message.get("content"), citations));
        String refusal = message.textOrEmpty("refusal");
        if (!refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal, Extra.NONE));
        }
        media(message, parts);
        calls(message, parts);
        return new Message(role, roleWord, name, parts, extra);
    }

    private static void thinking(JsonObject message, List<Part> parts) {
        String text = message.text("reasoning_content", "reasoning", "thinking");
        String signature = null;
        JsonArray details = message.array("reasoning_details");
        for (Json detail : details) {
            signature = Values.first(signature, detail.text("signature", "data"));
        }
        if (text == null) {
            text = Values.joined(details, "", "text", "summary");
        }
        if (!text.isEmpty() || signature != null) {
            parts.add(
                    new Part.Thinking(
                            text, signature, text.isEmpty() && signature != null, Extra.NONE));
        }
        // Cohere's plan, said before calls.
        String plan = message.textOrEmpty("tool_plan");
        if (!plan.isEmpty()) {
            parts.add(new Part.Thinking(plan, null, false, Extra.NONE));
        }
    }

    private static List<Citation> citations(JsonObject message) {
        List<Citation> citations = new ArrayList<>();
        message.array("annotations", "citations")
                .objects()
                .forEach(
                        each -> {
                            JsonObject inner = each.object("url_citation", "file_citation");
                            JsonObject place = inner.isEmpty() ? each : inner;
                            citations.add(
                                    new Citation(
                                            each.textOrEmpty("type"),
                                            place.text("title", "filename"),
                                            place.text("url"),
                                            place.text("cited_text", "text"),
                                            each));
                        });
        return citations;
    }

    List<Part> content(@Nullable Json content, List<Citation> citations) {
        List<Part> parts = new ArrayList<>();
        if (content instanceof JsonString text) {
            if (!text.value().isEmpty() || !citations.isEmpty()) {
                parts.add(new Part.Text(text.value(), citations, Extra.NONE));
            }
            return parts;
        }
        if (content instanceof JsonArray array) {
            for (Json each : array) {
                if (each instanceof JsonObject part) {
                    parts.add(part(part));
                } else if (each instanceof JsonString text) {
                    parts.add(Part.Text.of(text.value()));
                }
            }
        } else if (content instanceof JsonObject part) {
            parts.add(part(part));
        }
        if (!citations.isEmpty()) {
            cite(parts, citations);
        }
        return parts;
    }

    /** Citations are of the last text. */
    static void cite(List<Part> parts, List<Citation> citations) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Part.Text text) {
                parts.set(i, new Part.Text(text.text(), citations, text.extra()));
                return;
            }
        }
        parts.add(new Part.Text("", citations, Extra.NONE));
    }

    Part part(JsonObject part) {
        String type = part.textOrEmpty("type");
        return switch (type) {
            case "text", "input_text", "output_text", "" ->
                    new Part.Text(
                            part.textOrEmpty("text"),
                            List.of(),
                            Values.extra(part, Set.of("type", "text")));
            case "refusal" ->
                    new Part.Refusal(
                            part.textOrEmpty("refusal"),
                            Values.extra(part, Set.of("type", "refusal")));
            case "thinking" -> thinking(part);
            case "image_url", "video_url", "document_url", "audio_url", "file_url", "input_image" ->
                    atUrl(type, part);
            case "input_audio" -> {
                JsonObject audio = part.object("input_audio");
                String format = audio.text("format");
                // Mistral has the base64 in place of the object.
                Json data = audio.isEmpty() ? part.get("input_audio") : audio.get("data");
                yield new Part.Media(
                        Part.Media.Kind.AUDIO,
                        format == null ? null : "audio/" + format,
                        null,
                        Values.inline(data),
                        Values.extra(part, Set.of("type", "input_audio")));
            }
            case "file" -> file(part);
            case "image" -> image(part);
            case "document", "reference", "tool_reference" -> new Part.Other(type, part);
            default -> {
                context.find(Reason.UNKNOWN_PART, "content part " + Values.word(type));
                yield new Part.Other(type, part);
            }
        };
    }

    /** Mistral's thinking is a list of texts, Cohere's is a text. */
    private static Part thinking(JsonObject part) {
        String text =
                part.get("thinking") instanceof JsonArray list
                        ? Values.joined(list, "", "text")
                        : part.textOrEmpty("thinking");
        return new Part.Thinking(
                text,
                part.text("signature"),
                false,
                Values.extra(part, Set.of("type", "thinking", "signature")));
    }

    private static Part atUrl(String type, JsonObject part) {
        Part.Media.Kind kind =
                switch (type) {
                    case "video_url" -> Part.Media.Kind.VIDEO;
                    case "audio_url" -> Part.Media.Kind.AUDIO;
                    case "document_url", "file_url" -> Part.Media.Kind.DOCUMENT;
                    default -> Part.Media.Kind.IMAGE;
                };
        String member = type.equals("input_image") ? "image_url" : type;
        JsonObject nested = part.object(member);
        Json url = nested.isEmpty() ? part.get(member) : nested.get("url");
        JsonObject rest = part.without(Set.of("type", member, "cache_control"));
        JsonObject more = nested.without(Set.of("url"));
        Extra extra = Values.extra(part, Set.of("type", member));
        return Values.atUrl(
                kind,
                null,
                part.text("document_name"),
                url,
                more.isEmpty() ? extra : Extra.of(extra.cacheMark(), rest.with(member, more)));
    }

    private static Part file(JsonObject part) {
        JsonObject file = part.object("file");
        Extra extra = Values.extra(part, Set.of("type", "file"));
        String name = file.text("filename");
        String id = file.text("file_id");
        if (id != null) {
            return new Part.Media(
                    Part.Media.Kind.FILE, null, name, new MediaSource.File(id), extra);
        }
        Part.Media media =
                Values.atUrl(
                        Part.Media.Kind.DOCUMENT,
                        null,
                        name,
                        file.value("file_data", "file_url"),
                        extra);
        return new Part.Media(
                Part.Media.Kind.ofMime(media.mime()), media.mime(), name, media.source(), extra);
    }

    /** An image in Anthropic's shape, or as base64 in a member. */
    private static Part image(JsonObject part) {
        JsonObject source = part.object("source");
        String url = source.text("url");
        return new Part.Media(
                Part.Media.Kind.IMAGE,
                source.text("media_type"),
                null,
                url != null
                        ? new MediaSource.Url(url)
                        : Values.inline(Values.first(source.get("data"), part.get("image"))),
                Values.extra(part, Set.of("type", "source", "image")));
    }

    /** What stands beside the content: spoken answers, painted images. */
    private static void media(JsonObject message, List<Part> parts) {
        if (message.get("audio") instanceof JsonObject audio) {
            parts.add(
                    new Part.Media(
                            Part.Media.Kind.AUDIO,
                            null,
                            null,
                            audio.has("data")
                                    ? Values.inline(audio.get("data"))
                                    : new MediaSource.File(audio.textOrEmpty("id")),
                            Extra.of(audio.without(Set.of("data")))));
        }
        for (Json image : message.array("images")) {
            JsonObject url = image.object("image_url");
            parts.add(
                    image instanceof JsonString
                            ? new Part.Media(
                                    Part.Media.Kind.IMAGE,
                                    null,
                                    null,
                                    Values.inline(image),
                                    Extra.NONE)
                            : Values.atUrl(
                                    Part.Media.Kind.IMAGE,
                                    null,
                                    null,
                                    url.isEmpty() ? image.get("image_url") : url.get("url"),
                                    Extra.NONE));
        }
    }

    private void calls(JsonObject message, List<Part> parts) {
        message.array("tool_calls")
                .objects()
                .forEach(
                        call -> {
                            JsonObject function = call.object("function");
                            JsonObject custom = call.object("custom");
                            Extra extra =
                                    Values.extra(
                                            call,
                                            Set.of("id", "type", "index", "function", "custom"));
                            parts.add(
                                    custom.isEmpty()
                                            ? Values.call(
                                                    call.text("id"),
                                                    function.textOrEmpty("name"),
                                                    function.get("arguments") == JsonNull.NULL
                                                            ? null
                                                            : function.get("arguments"),
                                                    false,
                                                    extra,
                                                    context)
                                            : Values.textCall(
                                                    call.text("id"),
                                                    custom.textOrEmpty("name"),
                                                    custom.textOrEmpty("input"),
                                                    false,
                                                    extra));
                        });
        JsonObject old = message.object("function_call");
        if (!old.isEmpty()) {
            parts.add(
                    Values.call(
                            null,
                            old.textOrEmpty("name"),
                            old.get("arguments"),
                            false,
                            Extra.NONE,
                            context));
        }
    }
}
