package dev.weir.core.otel;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Tool;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Messages in the conventions' JSON: arrays of objects with a role and parts.
 *
 * <p>Media that came in the body is a {@code blob} without its bytes: the archive has them. Members
 * that begin with {@code weir_} are Weir's own.
 */
public final class MessageJson {

    private MessageJson() {}

    /** The messages of a request; those of the system among them, where they are messages. */
    public static JsonArray input(ModelRequest request) {
        List<Json> messages = new ArrayList<>(request.messages().size());
        for (Message message : request.messages()) {
            messages.add(message(message).build());
        }
        return JsonArray.of(messages);
    }

    /**
     * One message for each choice.
     *
     * @param finishReasons why each ended, in order; where it is shorter, that is not said
     * @param always whether a message must say why it ended, as the older conventions want it
     */
    public static JsonArray output(
            List<Choice> choices, List<String> finishReasons, boolean always) {
        List<Json> messages = new ArrayList<>(choices.size());
        for (int i = 0; i < choices.size(); i++) {
            JsonObject.Builder message = message(choices.get(i).message());
            if (i < finishReasons.size()) {
                message.set("finish_reason", finishReasons.get(i));
            } else if (always) {
                message.set("finish_reason", "unknown");
            }
            messages.add(message.build());
        }
        return JsonArray.of(messages);
    }

    /** Instructions outside the messages; only text is allowed there. */
    public static JsonArray instructions(List<Part> system) {
        List<Json> parts = new ArrayList<>(system.size());
        for (Part part : system) {
            if (part instanceof Part.Text text) {
                parts.add(typed("text").set("content", text.text()).build());
            }
        }
        return JsonArray.of(parts);
    }

    /** The tools offered, without descriptions and schemas, which are large. */
    public static JsonArray tools(List<Tool> tools) {
        List<Json> definitions = new ArrayList<>(tools.size());
        for (Tool tool : tools) {
            definitions.add(
                    typed(tool.serverSide() ? tool.type() : "function")
                            .set("name", tool.name())
                            .build());
        }
        return JsonArray.of(definitions);
    }

    private static JsonObject.Builder message(Message message) {
        List<Json> parts = new ArrayList<>(message.parts().size());
        boolean results = !message.parts().isEmpty();
        for (Part part : message.parts()) {
            parts.add(part(part));
            results &= part instanceof Part.ToolResult result && !result.serverSide();
        }
        String role =
                switch (message.role()) {
                    case OTHER -> message.roleWord();
                    case USER -> results ? "tool" : "user";
                    default -> message.role().word();
                };
        JsonObject.Builder made = JsonObject.builder().set("role", role);
        if (message.name() != null) {
            made.set("name", message.name());
        }
        return made.add("parts", JsonArray.of(parts));
    }

    private static Json part(Part part) {
        return switch (part) {
            case Part.Text text -> typed("text").set("content", text.text()).build();
            case Part.Thinking thinking -> {
                JsonObject.Builder made = typed("reasoning").set("content", thinking.text());
                if (thinking.redacted()) {
                    made.set("weir_redacted", JsonBoolean.TRUE);
                }
                yield made.build();
            }
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result);
            case Part.Media media -> media(media);
            case Part.Refusal refusal -> typed("refusal").set("content", refusal.text()).build();
            case Part.Compaction compaction -> {
                JsonObject.Builder made = typed("compaction");
                String id = compaction.extra().rest().text("id");
                if (id != null) {
                    made.set("id", id);
                }
                if (compaction.text() != null) {
                    made.set("content", compaction.text());
                }
                yield made.build();
            }
            case Part.Other other -> {
                JsonObject.Builder made = typed(other.type());
                other.raw()
                        .forEach(
                                (name, value) -> {
                                    if (!name.equals("type")) {
                                        made.set(name, value);
                                    }
                                });
                yield made.build();
            }
        };
    }

    private static Json call(Part.ToolCall call) {
        JsonObject.Builder made = typed(call.serverSide() ? "server_tool_call" : "tool_call");
        if (call.id() != null) {
            made.set("id", call.id());
        }
        made.set("name", call.name());
        if (!call.serverSide()) {
            return made.set("arguments", call.arguments()).build();
        }
        return made.set(
                        "server_tool_call",
                        typed(call.name()).set("arguments", call.arguments()).build())
                .build();
    }

    private static Json result(Part.ToolResult result) {
        JsonObject.Builder made =
                typed(result.serverSide() ? "server_tool_call_response" : "tool_call_response");
        if (result.callId() != null) {
            made.set("id", result.callId());
        }
        Json response = response(result.parts());
        if (result.serverSide()) {
            String name = result.name();
            made.set(
                    "server_tool_call_response",
                    typed(name == null ? "unknown" : name).set("response", response).build());
        } else {
            made.set("response", response);
        }
        if (result.isError()) {
            made.set("weir_error", JsonBoolean.TRUE);
        }
        return made.build();
    }

    private static Json response(List<Part> parts) {
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text) {
            return JsonString.of(text.text());
        }
        return JsonArray.of(parts.stream().map(MessageJson::part).toList());
    }

    private static Json media(Part.Media media) {
        String modality =
                media.kind() == Part.Media.Kind.FILE
                        ? Part.Media.Kind.DOCUMENT.word()
                        : media.kind().word();
        JsonObject.Builder made =
                switch (media.source()) {
                    case MediaSource.Inline inline ->
                            typed("blob")
                                    .set("modality", modality)
                                    .set("content", "")
                                    .set("weir_bytes", JsonNumber.of(inline.bytes()));
                    case MediaSource.Plain plain ->
                            typed("blob")
                                    .set("modality", modality)
                                    .set("content", base64(plain.text()));
                    case MediaSource.File file ->
                            typed("file").set("modality", modality).set("file_id", file.id());
                    case MediaSource.Url url ->
                            url.url().isEmpty()
                                    ? typed("weir_media").set("modality", modality)
                                    : typed("uri").set("modality", modality).set("uri", url.url());
                };
        mime(made, media.mime());
        return made.build();
    }

    private static void mime(JsonObject.Builder made, @Nullable String mime) {
        if (mime != null) {
            made.set("mime_type", mime);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject.Builder typed(String type) {
        return JsonObject.builder().set("type", type);
    }
}
