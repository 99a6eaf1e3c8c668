package dev.weir.core.diff;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Role;
import dev.weir.core.reading.Tool;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What was read of a call as trees, which are what is compared. Texts are shared with the reading
 * and not copied.
 */
final class View {

    /** The member that holds a mark. No JSON text of a client is likely to have the name. */
    static final String MARK = "\u0000cache";

    private static final int SHOWN_DIGEST = 16;

    private final byte[] body;
    private final boolean ids;
    private final boolean own;

    /**
     * @param body what media inside it are taken from
     * @param ids whether ids of calls count
     * @param own whether what only this dialect has counts
     */
    View(byte[] body, boolean ids, boolean own) {
        this.body = body;
        this.ids = ids;
        this.own = own;
    }

    JsonArray parts(List<Part> parts) {
        return JsonArray.of(parts.stream().map(this::part).toList());
    }

    JsonArray messages(List<Message> messages) {
        return JsonArray.of(messages.stream().map(this::message).toList());
    }

    JsonObject message(Message message) {
        // Some dialects have a role for results of tools, in others the user brings them.
        boolean results =
                !own
                        && !message.parts().isEmpty()
                        && message.parts().stream().allMatch(Part.ToolResult.class::isInstance);
        Role role = results ? Role.TOOL : message.role();
        JsonObject.Builder view = JsonObject.builder();
        view.set("role", role == Role.OTHER ? message.roleWord() : role.word());
        text(view, "name", message.name());
        view.set("parts", parts(message.parts()));
        return end(view, message.extra());
    }

    private JsonObject part(Part part) {
        JsonObject.Builder view = JsonObject.builder();
        view.set("type", part.word());
        switch (part) {
            case Part.Text text -> {
                view.set("text", text.text());
                if (!text.citations().isEmpty()) {
                    List<JsonObject> raw = new ArrayList<>();
                    text.citations().forEach(citation -> raw.add(citation.raw()));
                    view.set("citations", JsonArray.of(raw));
                }
            }
            case Part.Thinking thinking -> {
                view.set("text", thinking.text());
                text(view, "signature", thinking.signature());
                flag(view, "redacted", thinking.redacted());
            }
            case Part.ToolCall call -> {
                id(view, "id", call.id());
                view.set("name", call.name()).set("arguments", call.arguments());
                flag(view, "serverSide", own && call.serverSide());
            }
            case Part.ToolResult result -> {
                id(view, "callId", result.callId());
                text(view, "name", own ? result.name() : null);
                view.set("parts", parts(result.parts()));
                flag(view, "isError", result.isError());
            }
            case Part.Media media -> {
                text(view, "mime", media.mime());
                text(view, "name", media.name());
                view.set("source", source(media.source()));
            }
            case Part.Refusal refusal -> view.set("text", refusal.text());
            case Part.Compaction compaction -> text(view, "text", compaction.text());
            case Part.Other other -> {
                return view.set("raw", other.raw()).build();
            }
        }
        return end(view, part.extra());
    }

    private JsonObject end(JsonObject.Builder view, Extra extra) {
        if (own && !extra.rest().isEmpty()) {
            view.set("other", extra.rest());
        }
        if (extra.cacheMark() != null) {
            view.set(MARK, extra.cacheMark().word());
        }
        return view.build();
    }

    private JsonObject source(MediaSource source) {
        return switch (source) {
            case MediaSource.Inline(long length, long at) -> {
                JsonObject.Builder view = JsonObject.builder();
                view.set("base64", JsonNumber.of(length));
                if (at >= 0 && at + length <= body.length) {
                    view.set("sha256", digest((int) at, (int) length));
                }
                yield view.build();
            }
            case MediaSource.Url(String url) -> JsonObject.of("url", JsonString.of(url));
            case MediaSource.File(String id) -> JsonObject.of("file", JsonString.of(id));
            case MediaSource.Plain(String text) -> JsonObject.of("text", JsonString.of(text));
        };
    }

    private String digest(int at, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(body, at, length);
            return HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN_DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    JsonObject tool(Tool tool) {
        JsonObject.Builder view = JsonObject.builder();
        view.set("name", tool.name());
        if (own) {
            view.set("type", tool.type());
        }
        text(view, "description", tool.description());
        value(view, "schema", tool.schema());
        flag(view, "serverSide", tool.serverSide());
        return end(view, tool.extra());
    }

    JsonObject parameters(Parameters from) {
        JsonObject.Builder view = JsonObject.builder();
        flag(view, "stream", from.stream());
        number(view, "maxTokens", from.maxTokens());
        number(view, "temperature", from.temperature());
        number(view, "topP", from.topP());
        number(view, "topK", from.topK());
        number(view, "choices", from.choices());
        if (!from.stop().isEmpty()) {
            view.set("stop", JsonArray.of(from.stop().stream().map(JsonString::of).toList()));
        }
        number(view, "seed", from.seed());
        number(view, "frequencyPenalty", from.frequencyPenalty());
        number(view, "presencePenalty", from.presencePenalty());
        text(view, "effort", from.effort());
        text(view, "thinking", from.thinking());
        number(view, "thinkingBudget", from.thinkingBudget());
        text(view, "verbosity", from.verbosity());
        text(view, "serviceTier", from.serviceTier());
        value(view, "toolChoice", own ? from.toolChoice() : null);
        flag(view, "parallelToolCalls", from.parallelToolCalls());
        Parameters.ResponseFormat format = from.format();
        if (format != null) {
            JsonObject.Builder shape = JsonObject.builder();
            text(shape, "type", own ? format.type() : null);
            text(shape, "name", format.name());
            value(shape, "schema", format.schema());
            view.set("format", shape.build());
        }
        if (own && !from.rest().isEmpty()) {
            view.set("other", from.rest());
        }
        return view.build();
    }

    static JsonObject hints(Hints hints) {
        JsonObject.Builder view = JsonObject.builder();
        text(view, "previousResponseId", hints.previousResponseId());
        text(view, "conversation", hints.conversation());
        text(view, "promptCacheKey", hints.promptCacheKey());
        text(view, "user", hints.user());
        if (!hints.metadata().isEmpty()) {
            view.set("metadata", hints.metadata());
        }
        return view.build();
    }

    JsonArray choices(List<Choice> choices) {
        List<JsonObject> views = new ArrayList<>();
        for (Choice choice : choices) {
            JsonObject.Builder view = JsonObject.builder();
            view.set("role", message(choice.message()).textOrEmpty("role"));
            view.set("parts", parts(choice.message().parts()));
            text(view, "stop", choice.stop() == null ? null : choice.stop().word());
            text(view, "stopWord", own ? choice.stopWord() : null);
            text(view, "stopSequence", choice.stopSequence());
            views.add(view.build());
        }
        return JsonArray.of(views);
    }

    static JsonObject usage(Usage usage) {
        JsonObject.Builder view = JsonObject.builder();
        usage.counts().forEach((unit, count) -> view.set(unit.word(), JsonNumber.of(count)));
        text(view, "tier", usage.tier());
        text(view, "speed", usage.speed());
        return view.build();
    }

    /** A value for showing: marks under a plain name. */
    static Json shown(Json value) {
        return rename(value, true);
    }

    /** A value without its marks. */
    static Json unmarked(Json value) {
        return rename(value, false);
    }

    private static Json rename(Json value, boolean keep) {
        return switch (value) {
            case JsonArray array ->
                    JsonArray.of(array.values().stream().map(one -> rename(one, keep)).toList());
            case JsonObject object -> {
                JsonObject.Builder renamed = JsonObject.builder();
                object.forEach(
                        (name, one) -> {
                            if (!name.equals(MARK)) {
                                renamed.add(name, rename(one, keep));
                            } else if (keep) {
                                renamed.add("cache", one);
                            }
                        });
                yield renamed.build();
            }
            default -> value;
        };
    }

    private void id(JsonObject.Builder view, String name, @Nullable String value) {
        text(view, name, ids ? value : null);
    }

    private static void text(JsonObject.Builder view, String name, @Nullable String value) {
        value(view, name, value == null ? null : JsonString.of(value));
    }

    private static void flag(JsonObject.Builder view, String name, @Nullable Boolean value) {
        value(view, name, value == null ? null : JsonBoolean.of(value));
    }

    private static void flag(JsonObject.Builder view, String name, boolean value) {
        value(view, name, value ? JsonBoolean.TRUE : null);
    }

    private static void number(JsonObject.Builder view, String name, @Nullable Long value) {
        value(view, name, value == null ? null : JsonNumber.of(value));
    }

    private static void number(JsonObject.Builder view, String name, @Nullable Double value) {
        value(view, name, value == null ? null : new JsonNumber(Double.toString(value)));
    }

    private static void value(JsonObject.Builder view, String name, @Nullable Json value) {
        if (value != null) {
            view.set(name, value);
        }
    }
}
