package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.CacheMark;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the readers of several dialects need. */
final class Values {

    private static final int LONGEST_WORD = 64;

    private Values() {}

    /** The first that is not null. */
    static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one == null ? other : one;
    }

    /** The first, or the other where that is null. */
    static <T> T or(@Nullable T one, T other) {
        return one == null ? other : one;
    }

    /** A foreign word, short enough to be put into a finding. */
    static String word(String foreign) {
        return foreign.length() <= LONGEST_WORD ? foreign : foreign.substring(0, LONGEST_WORD);
    }

    /** What was not read of an object, with the mark of Anthropic's {@code cache_control}. */
    static Extra extra(JsonObject object, Set<String> known) {
        JsonObject rest = object.without(known);
        if (object.get("cache_control") instanceof JsonObject control) {
            Set<String> marks = Set.of("type", "ttl");
            JsonObject more = control.without(marks);
            rest = rest.without(Set.of("cache_control"));
            return Extra.of(
                    CacheMark.of(control.text("ttl")),
                    more.isEmpty() ? rest : rest.with("cache_control", more));
        }
        return Extra.of(rest);
    }

    /** A call whose arguments come as a string that should be JSON. */
    static Part.ToolCall call(
            @Nullable String id,
            String name,
            @Nullable Json arguments,
            boolean serverSide,
            Extra extra,
            Context context) {
        if (arguments == null) {
            return new Part.ToolCall(
                    id, name, JsonObject.EMPTY, Part.ToolCall.Form.JSON, serverSide, extra);
        }
        if (!(arguments instanceof JsonString text)) {
            return new Part.ToolCall(
                    id, name, arguments, Part.ToolCall.Form.JSON, serverSide, extra);
        }
        if (text.value().isBlank()) {
            return new Part.ToolCall(
                    id, name, JsonObject.EMPTY, Part.ToolCall.Form.JSON, serverSide, extra);
        }
        JsonReader.Parsed parsed = JsonReader.read(text.value());
        Json value = parsed.value();
        if (parsed.whole() && value != null) {
            return new Part.ToolCall(id, name, value, Part.ToolCall.Form.JSON, serverSide, extra);
        }
        context.find(Reason.INVALID_ARGUMENTS, "of " + word(name) + ": " + parsed.message());
        return new Part.ToolCall(id, name, text, Part.ToolCall.Form.INVALID, serverSide, extra);
    }

    /** A call whose input is plain text. */
    static Part.ToolCall textCall(
            @Nullable String id, String name, String input, boolean serverSide, Extra extra) {
        return new Part.ToolCall(
                id, name, JsonString.of(input), Part.ToolCall.Form.TEXT, serverSide, extra);
    }

    /** Base64 in the body. */
    static MediaSource inline(@Nullable Json data) {
        return data instanceof JsonString text
                ? new MediaSource.Inline(text.value().length(), text.at())
                : MediaSource.UNKNOWN;
    }

    /** An address, which may be a data URL: then its media type is the second thing. */
    static Part.Media atUrl(
            Part.Media.Kind kind,
            @Nullable String mime,
            @Nullable String name,
            @Nullable Json url,
            Extra extra) {
        if (!(url instanceof JsonString text)) {
            return new Part.Media(kind, mime, name, MediaSource.UNKNOWN, extra);
        }
        String address = text.value();
        int comma = address.startsWith("data:") ? address.indexOf(',') : -1;
        if (comma < 0) {
            return new Part.Media(kind, mime, name, new MediaSource.Url(address), extra);
        }
        int semicolon = address.indexOf(';');
        String stated =
                address.substring(
                        "data:".length(), semicolon < 0 || semicolon > comma ? comma : semicolon);
        long at = text.at() < 0 ? text.at() : text.at() + comma + 1;
        return new Part.Media(
                kind,
                stated.isEmpty() ? mime : stated,
                name,
                new MediaSource.Inline(address.length() - comma - 1, at),
                extra);
    }

    /** Whatever a value is, as parts of text. */
    static List<Part> asText(@Nullable Json value) {
        return switch (value) {
            case null -> List.of();
            case JsonString text -> List.of(Part.Text.of(text.value()));
            case JsonArray array -> {
                List<Part> parts = new ArrayList<>();
                for (Json element : array) {
                    parts.addAll(asText(element));
                }
                yield parts;
            }
            case JsonObject object when object.get("text") instanceof JsonString text ->
                    List.of(Part.Text.of(text.value()));
            default -> List.of(Part.Text.of(value.write()));
        };
    }

    /** A value that is a list of texts or one text. */
    static List<String> texts(@Nullable Json value) {
        return switch (value) {
            case JsonString text -> List.of(text.value());
            case JsonArray array -> array.texts();
            case null, default -> List.of();
        };
    }

    /** The texts at a member of the objects of an array, joined. */
    static String joined(JsonArray array, String between, String... names) {
        StringBuilder all = new StringBuilder();
        array.objects()
                .map(object -> object.text(names))
                .filter(text -> text != null && !text.isEmpty())
                .forEach(text -> all.append(all.isEmpty() ? "" : between).append(text));
        return all.toString();
    }

    /**
     * Two pieces of one value that came in two events: texts and arrays are put together, objects
     * member by member, and of all else the later one counts.
     */
    static Json merge(@Nullable Json earlier, Json later) {
        if (earlier instanceof JsonString one && later instanceof JsonString two) {
            return JsonString.of(one.value() + two.value());
        }
        if (earlier instanceof JsonArray one && later instanceof JsonArray two) {
            List<Json> all = new ArrayList<>(one.values());
            all.addAll(two.values());
            return JsonArray.of(all);
        }
        if (earlier instanceof JsonObject one && later instanceof JsonObject two) {
            JsonObject.Builder all = one.toBuilder();
            two.forEach((name, value) -> all.set(name, merge(one.get(name), value)));
            return all.build();
        }
        return later;
    }

    /** Gives the last of the parts a mark. */
    static void mark(List<Part> parts, CacheMark mark) {
        if (parts.isEmpty()) {
            return;
        }
        Part last = parts.getLast();
        Extra extra = Extra.of(mark, last.extra().rest());
        parts.set(
                parts.size() - 1,
                switch (last) {
                    case Part.Text p -> new Part.Text(p.text(), p.citations(), extra);
                    case Part.Thinking p ->
                            new Part.Thinking(p.text(), p.signature(), p.redacted(), extra);
                    case Part.ToolCall p ->
                            new Part.ToolCall(
                                    p.id(),
                                    p.name(),
                                    p.arguments(),
                                    p.form(),
                                    p.serverSide(),
                                    extra);
                    case Part.ToolResult p ->
                            new Part.ToolResult(
                                    p.callId(),
                                    p.name(),
                                    p.parts(),
                                    p.isError(),
                                    p.serverSide(),
                                    extra);
                    case Part.Media p ->
                            new Part.Media(p.kind(), p.mime(), p.name(), p.source(), extra);
                    case Part.Refusal p -> new Part.Refusal(p.text(), extra);
                    case Part.Compaction p -> new Part.Compaction(p.text(), extra);
                    case Part.Other p -> p;
                });
    }
}
