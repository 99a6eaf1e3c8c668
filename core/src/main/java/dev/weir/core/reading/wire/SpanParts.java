package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.Role;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Messages on spans. Besides the shape of the conventions, programs write there what they sent to
 * the provider or what their framework calls a message, so all these are taken: parts of the
 * conventions, of Chat Completions, Anthropic, Gemini, Bedrock and the AI SDK, and what was taken
 * apart into names and put together again.
 */
final class SpanParts {

    private static final Set<String> MESSAGE =
            Set.of(
                    "role",
                    "type",
                    "name",
                    "parts",
                    "content",
                    "contents",
                    "tool_calls",
                    "tool_call_id",
                    "function_call",
                    "function_call_name",
                    "function_call_arguments_json",
                    "reasoning_content",
                    "reasoning",
                    "refusal",
                    "finish_reason",
                    "index");

    private final Context context;
    private final ChatMessages chat;

    SpanParts(Context context) {
        this.context = context;
        this.chat = new ChatMessages(context);
    }

    /**
     * Reads a message.
     *
     * @param speaker the role where it names none
     */
    Message message(JsonObject wrapped, String speaker) {
        JsonObject message = unwrapped(wrapped, "message");
        String word = role(message, speaker);
        Role role = Role.of(word);
        List<Part> parts = new ArrayList<>();
        String thought = message.textOrEmpty("reasoning_content", "reasoning");
        if (!thought.isEmpty()) {
            parts.add(new Part.Thinking(thought, null, false, Extra.NONE));
        }
        Json said = message.value("parts", "contents", "content");
        List<Part> content = content(said);
        boolean result =
                role == Role.TOOL && content.stream().noneMatch(Part.ToolResult.class::isInstance);
        if (result) {
            parts.add(
                    new Part.ToolResult(
                            message.text("tool_call_id", "id"),
                            message.text("name"),
                            content,
                            false,
                            false,
                            Extra.NONE));
        } else {
            parts.addAll(content);
        }
        String refusal = message.textOrEmpty("refusal");
        if (!refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal, Extra.NONE));
        }
        for (JsonObject call : calls(message.get("tool_calls"))) {
            parts.add(call(unwrapped(call, "tool_call"), false));
        }
        JsonObject old = message.object("function_call");
        if (!old.isEmpty()) {
            parts.add(call(old, false));
        }
        String function = message.textOrEmpty("function_call_name");
        if (!function.isEmpty()) {
            Json arguments = message.get("function_call_arguments_json");
            parts.add(Values.call(null, function, arguments, false, Extra.NONE, context));
        }
        return new Message(
                role,
                word,
                result ? null : message.text("name"),
                parts,
                Extra.of(message.without(MESSAGE)));
    }

    private static String role(JsonObject message, String speaker) {
        String word = message.text("role");
        if (word == null) {
            // LangChain has the speaker where others have the kind of message.
            word = message.textOrEmpty("type");
            word = word.equals("message") || word.isEmpty() ? speaker : word;
        }
        return word.toLowerCase(Locale.ROOT).equals("human") ? "user" : word;
    }

    /** Calls as a list, or as JSON text of one. */
    private static List<JsonObject> calls(@Nullable Json calls) {
        Json list = calls instanceof JsonString text ? parsed(text.value()) : calls;
        return list instanceof JsonArray array ? array.objects().toList() : List.of();
    }

    /** The value of a member that wraps all, where it does. */
    private static JsonObject unwrapped(JsonObject object, String name) {
        JsonObject inner = object.object(name);
        return inner.isEmpty() ? object : inner;
    }

    /** JSON text as JSON; null where it is none. */
    static @Nullable Json parsed(String text) {
        JsonReader.Parsed parsed = JsonReader.read(text);
        return parsed.whole() ? parsed.value() : null;
    }

    /** Content: a text, a part, or a list of these. */
    List<Part> content(@Nullable Json content) {
        List<Part> parts = new ArrayList<>();
        switch (content) {
            case JsonString text when text.value().startsWith("[{") -> {
                // Parts that were made a text, since an attribute cannot hold them otherwise.
                if (parsed(text.value()) instanceof JsonArray array && areParts(array)) {
                    array.objects().forEach(each -> parts.add(part(each)));
                } else {
                    parts.add(Part.Text.of(text.value()));
                }
            }
            case JsonString text -> {
                if (!text.value().isEmpty()) {
                    parts.add(Part.Text.of(text.value()));
                }
            }
            case JsonArray array -> array.forEach(each -> parts.addAll(content(each)));
            case JsonObject object -> parts.add(part(object));
            case null, default -> {}
        }
        return parts;
    }

    private static boolean areParts(JsonArray array) {
        return array.objects().count() == array.size()
                && array.objects()
                        .allMatch(
                                each ->
                                        each.text("type") != null
                                                || each.has("toolUse")
                                                || each.has("toolResult")
                                                || each.size() == 1 && each.text("text") != null);
    }

    /** Reads a part. */
    Part part(JsonObject wrapped) {
        JsonObject part = unwrapped(wrapped, "message_content");
        String type = part.textOrEmpty("type");
        return switch (type) {
            case "" -> bare(part);
            case "text", "input_text", "output_text" -> text(part);
            case "reasoning", "thinking" ->
                    new Part.Thinking(
                            part.textOrEmpty("content", "text", "thinking", "reasoning"),
                            part.text("signature"),
                            false,
                            rest(part, "content", "text", "thinking", "reasoning", "signature"));
            case "redacted_thinking", "redacted-reasoning" ->
                    new Part.Thinking("", part.text("data"), true, rest(part, "data"));
            case "tool_call", "tool_use", "tool-call", "function_call", "function" ->
                    call(part, Boolean.TRUE.equals(part.flag("providerExecuted")));
            case "server_tool_call", "server_tool_use" -> call(part, true);
            case "tool_call_response", "tool_result", "tool-result", "function_call_output" ->
                    result(part, false);
            case "server_tool_call_response" -> result(part, true);
            case "blob" -> media(part, Values.inline(part.get("content")));
            case "uri" -> media(part, new MediaSource.Url(part.textOrEmpty("uri")));
            case "file" -> file(part);
            case "image" -> image(part);
            case "compaction" -> new Part.Compaction(part.text("content"), rest(part, "content"));
            case "document" -> {
                JsonObject source = part.object("source");
                yield new Part.Media(
                        Part.Media.Kind.DOCUMENT,
                        source.text("media_type"),
                        part.text("title"),
                        source.has("url")
                                ? new MediaSource.Url(source.textOrEmpty("url"))
                                : Values.inline(source.get("data")),
                        rest(part, "source", "title"));
            }
            case "refusal", "image_url", "video_url", "audio_url", "file_url", "document_url" ->
                    chat.part(part);
            case "input_image", "input_audio" -> chat.part(part);
            default -> {
                context.find(Reason.UNKNOWN_PART, "part " + Values.word(type));
                yield new Part.Other(type, part);
            }
        };
    }

    private static Part text(JsonObject part) {
        return new Part.Text(
                part.textOrEmpty("content", "text"), List.of(), rest(part, "content", "text"));
    }

    private static Extra rest(JsonObject part, String... known) {
        return Extra.of(part.without(Set.of("type")).without(Set.of(known)));
    }

    /** Parts of Gemini and of Bedrock have no type: a member tells. */
    private Part bare(JsonObject part) {
        JsonObject call = part.object("functionCall", "function_call", "toolUse");
        if (!call.isEmpty()) {
            return call(call, false);
        }
        JsonObject result = part.object("functionResponse", "function_response", "toolResult");
        if (!result.isEmpty()) {
            return result(result, false);
        }
        JsonObject data = part.object("inlineData", "inline_data");
        if (!data.isEmpty()) {
            String mime = data.text("mimeType", "mime_type");
            return new Part.Media(
                    Part.Media.Kind.ofMime(mime),
                    mime,
                    null,
                    Values.inline(data.get("data")),
                    Extra.NONE);
        }
        if (part.text("text", "content") != null) {
            return Boolean.TRUE.equals(part.flag("thought"))
                    ? new Part.Thinking(
                            part.textOrEmpty("text", "content"), null, false, Extra.NONE)
                    : text(part);
        }
        context.find(Reason.UNKNOWN_PART, "a part without a type");
        return new Part.Other("", part);
    }

    private Part.ToolCall call(JsonObject call, boolean serverSide) {
        JsonObject function = call.object("function");
        JsonObject server = call.object("server_tool_call");
        Json arguments =
                Values.first(
                        call.value("arguments", "input", "args"),
                        Values.first(
                                function.value("arguments"),
                                server.isEmpty()
                                        ? call.get("arguments")
                                        : Values.first(
                                                server.value("arguments"),
                                                server.without(Set.of("type")))));
        return Values.call(
                call.text("id", "toolCallId", "tool_call_id", "call_id", "toolUseId"),
                Values.or(
                        call.text("name", "toolName"),
                        Values.or(function.text("name"), server.textOrEmpty("type"))),
                arguments,
                serverSide,
                rest(
                        call,
                        "id",
                        "toolCallId",
                        "tool_call_id",
                        "call_id",
                        "toolUseId",
                        "name",
                        "toolName",
                        "arguments",
                        "input",
                        "args",
                        "server_tool_call",
                        "function"),
                context);
    }

    private Part.ToolResult result(JsonObject result, boolean serverSide) {
        Json given =
                Values.first(
                        result.value("response", "result", "output", "content"),
                        ofServer(result.object("server_tool_call_response")));
        return new Part.ToolResult(
                result.text(
                        "id", "tool_use_id", "toolCallId", "tool_call_id", "call_id", "toolUseId"),
                result.text("name", "toolName"),
                given(given),
                result.get("is_error") == JsonBoolean.TRUE
                        || result.get("isError") == JsonBoolean.TRUE
                        || result.get("weir_error") == JsonBoolean.TRUE
                        || "error".equals(result.text("status")),
                serverSide,
                Extra.NONE);
    }

    /** The conventions leave open what stands beside the type; Weir's own spans have one member. */
    private static @Nullable Json ofServer(JsonObject result) {
        Json response = result.value("response");
        return response == null && !result.isEmpty() ? result : response;
    }

    /** What a tool gave back may be anything. */
    private List<Part> given(@Nullable Json given) {
        return switch (given) {
            case null -> List.of();
            case JsonString text -> List.of(Part.Text.of(text.value()));
            case JsonArray array when areParts(array) -> content(array);
            // The AI SDK says what kind of value it is.
            case JsonObject object when object.has("value") && object.text("type") != null ->
                    given(object.get("value"));
            default -> List.of(Part.Text.of(given.write()));
        };
    }

    private static Part.Media media(JsonObject part, MediaSource source) {
        String modality = part.textOrEmpty("modality");
        String mime = part.text("mime_type");
        Part.Media.Kind kind =
                switch (modality) {
                    case "image" -> Part.Media.Kind.IMAGE;
                    case "audio" -> Part.Media.Kind.AUDIO;
                    case "video" -> Part.Media.Kind.VIDEO;
                    case "document" -> Part.Media.Kind.DOCUMENT;
                    default -> Part.Media.Kind.ofMime(mime);
                };
        return new Part.Media(
                kind,
                mime,
                part.text("filename", "name"),
                source,
                rest(
                        part,
                        "modality",
                        "mime_type",
                        "content",
                        "uri",
                        "file_id",
                        "filename",
                        "name"));
    }

    private Part file(JsonObject part) {
        String id = part.text("file_id");
        if (id != null) {
            return media(part, new MediaSource.File(id));
        }
        String mime = part.text("mediaType", "mimeType");
        return mime == null
                ? chat.part(part)
                : Values.atUrl(
                        Part.Media.Kind.ofMime(mime),
                        mime,
                        part.text("filename"),
                        part.get("data"),
                        rest(part, "mediaType", "mimeType", "filename", "data"));
    }

    /** OpenInference wraps the address twice; the AI SDK has it, or base64, in a member. */
    private Part image(JsonObject part) {
        JsonObject inner = unwrapped(part.object("image"), "image");
        if (inner.text("url") != null) {
            return Values.atUrl(
                    Part.Media.Kind.IMAGE, null, null, inner.get("url"), rest(part, "image"));
        }
        String address = part.textOrEmpty("image");
        return address.startsWith("http") || address.startsWith("data:")
                ? Values.atUrl(
                        Part.Media.Kind.IMAGE,
                        part.text("mediaType", "mimeType"),
                        null,
                        part.get("image"),
                        rest(part, "image", "mediaType", "mimeType"))
                : chat.part(part);
    }
}
