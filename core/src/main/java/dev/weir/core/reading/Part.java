package dev.weir.core.reading;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/** A piece of a message's content. */
public sealed interface Part {

    /** The mark and the members that were not read. */
    Extra extra();

    /** The word for the kind of part, on record and in the API. */
    default String word() {
        return switch (this) {
            case Text _ -> "text";
            case Thinking _ -> "thinking";
            case ToolCall _ -> "tool_call";
            case ToolResult _ -> "tool_result";
            case Media media -> media.kind().word();
            case Refusal _ -> "refusal";
            case Compaction _ -> "compaction";
            case Other _ -> "other";
        };
    }

    /**
     * Words.
     *
     * @param text the words
     * @param citations where they say they are from
     */
    record Text(String text, List<Citation> citations, Extra extra) implements Part {
        public Text {
            citations = List.copyOf(citations);
        }

        public static Text of(String text) {
            return new Text(text, List.of(), Extra.NONE);
        }
    }

    /**
     * What the model thought.
     *
     * @param text what is shown of it, often empty
     * @param signature what the provider wants back unchanged (a signature, encrypted content),
     *     null for none
     * @param redacted true where the provider hides the text
     */
    record Thinking(String text, @Nullable String signature, boolean redacted, Extra extra)
            implements Part {}

    /**
     * The model wants a tool to be run, or its provider has run one.
     *
     * @param id what the result will refer to, null where the dialect gives none
     * @param name the tool's name
     * @param arguments the arguments; a string of the text as it came where the form says so
     * @param form what the arguments are
     * @param serverSide true where the provider runs the tool
     */
    record ToolCall(
            @Nullable String id,
            String name,
            Json arguments,
            Form form,
            boolean serverSide,
            Extra extra)
            implements Part {

        /** What the arguments of a call are. */
        public enum Form {
            /** JSON. */
            JSON,
            /** Text that is not meant to be JSON. */
            TEXT,
            /** Text that is meant to be JSON and is not, e.g. of a stream that broke off. */
            INVALID;

            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /**
     * What a tool gave back.
     *
     * @param callId the id of the call, null where the dialect gives none
     * @param name the tool's name, null where it is not repeated
     * @param parts what it gave back
     * @param isError true where it is marked as failed
     * @param serverSide true where the provider ran the tool
     */
    record ToolResult(
            @Nullable String callId,
            @Nullable String name,
            List<Part> parts,
            boolean isError,
            boolean serverSide,
            Extra extra)
            implements Part {
        public ToolResult {
            parts = List.copyOf(parts);
        }
    }

    /**
     * An image, a sound, a film, a document or another file.
     *
     * @param kind which of these
     * @param mime its media type, null where none is given
     * @param name its file name or title, null where none is given
     * @param source where its bytes are
     */
    record Media(
            Kind kind,
            @Nullable String mime,
            @Nullable String name,
            MediaSource source,
            Extra extra)
            implements Part {

        /** What a media part shows. */
        public enum Kind {
            IMAGE,
            AUDIO,
            VIDEO,
            DOCUMENT,
            FILE;

            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }

            /** The kind that a media type is of. */
            public static Kind ofMime(@Nullable String mime) {
                if (mime == null) {
                    return FILE;
                }
                if (mime.startsWith("image/")) {
                    return IMAGE;
                }
                if (mime.startsWith("audio/")) {
                    return AUDIO;
                }
                if (mime.startsWith("video/")) {
                    return VIDEO;
                }
                return DOCUMENT;
            }
        }
    }

    /** The model's words in declining, where the dialect has a place for them. */
    record Refusal(String text, Extra extra) implements Part {}

    /**
     * Earlier messages were folded into this.
     *
     * @param text the summary, null where it is hidden or not given
     */
    record Compaction(@Nullable String text, Extra extra) implements Part {}

    /**
     * A part that is not modelled.
     *
     * @param type the dialect's word for it
     * @param raw the whole part as it was
     */
    record Other(String type, JsonObject raw) implements Part {
        @Override
        public Extra extra() {
            return Extra.of(raw);
        }
    }
}
