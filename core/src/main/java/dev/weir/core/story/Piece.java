package dev.weir.core.story;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.json.Json;
import dev.weir.core.reading.Part;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * A piece of a conversation as people read it. It says less than the {@link Part} that it is made
 * from: long texts are cut, and members that are not read are left out.
 */
public sealed interface Piece {

    /** The word for the kind of piece in the API. */
    default String word() {
        return switch (this) {
            case Words words -> words.kind().word();
            case ToolCall _ -> "tool_call";
            case ToolResult _ -> "tool_result";
            case Media media -> media.kind().word();
            case Other _ -> "other";
        };
    }

    /** What words are: a closed list. */
    enum Kind {
        TEXT,
        /** Text that the tool has put into a prompt: a block in a tag of its own. */
        REMINDER,
        /** What the model thought; empty where the provider hides it. */
        THINKING,
        REFUSAL,
        /** What earlier messages were folded into; empty where the provider hides it. */
        SUMMARY;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Words. */
    record Words(Kind kind, Snip text) implements Piece {}

    /**
     * The model wants a tool to be run.
     *
     * @param id what the result refers to, null where the dialect gives none
     * @param name the tool's name
     * @param arguments the arguments as text, JSON where the form says so
     * @param json the arguments as a value, null where they are long or no JSON
     * @param serverSide true where the provider runs the tool
     * @param result what it gave back, null where that is not on record
     */
    record ToolCall(
            @Nullable String id,
            String name,
            Snip arguments,
            @Nullable Json json,
            boolean serverSide,
            @Nullable ToolResult result)
            implements Piece {

        ToolCall withResult(ToolResult newResult) {
            return new ToolCall(id, name, arguments, json, serverSide, newResult);
        }
    }

    /**
     * What a tool gave back. It stands alone only where its call is not on record.
     *
     * @param in the exchange that brought it
     * @param callId the id of the call, null where the dialect gives none
     * @param isError true where it is marked as failed
     */
    record ToolResult(ExchangeId in, @Nullable String callId, List<Piece> parts, boolean isError)
            implements Piece {
        public ToolResult {
            parts = List.copyOf(parts);
        }
    }

    /**
     * An image, a sound, a document or another file.
     *
     * @param mime its media type, null where none is given
     * @param name its file name or title, null where none is given
     * @param bytes how many are in the body, -1 where none are
     * @param url its address, null where it has none
     * @param base64 the bytes of an image, null where they are not wanted or not at hand
     */
    record Media(
            Part.Media.Kind kind,
            @Nullable String mime,
            @Nullable String name,
            long bytes,
            @Nullable String url,
            @Nullable String base64)
            implements Piece {}

    /**
     * A part that is not modelled.
     *
     * @param type the dialect's word for it
     * @param json the whole part
     */
    record Other(String type, Snip json) implements Piece {}

    /** Characters that the piece holds, roughly. */
    default long size() {
        return switch (this) {
            case Words words -> words.text().text().length();
            case ToolCall call ->
                    call.arguments().text().length()
                            + (call.result() == null ? 0 : call.result().size());
            case ToolResult result -> result.parts().stream().mapToLong(Piece::size).sum();
            case Media media -> media.base64() == null ? 0 : media.base64().length();
            case Other other -> other.json().text().length();
        };
    }
}
