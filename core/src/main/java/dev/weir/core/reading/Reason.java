package dev.weir.core.reading;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Why something of an exchange was not read: a closed list. */
public enum Reason {
    /** The path is none that is known. */
    UNKNOWN_ENDPOINT(true, "the path is not known"),
    /** The call manages something and asks no model. */
    NO_MODEL_CALL(true, "no call of a model"),
    /** The archive has nothing of the body, or less than was sent, because of the capture mode. */
    BODY_NOT_KEPT(true, "the body was not kept"),
    BODY_TOO_LARGE(true, "the body is larger than the reader takes"),
    /** The content encoding could not be undone. */
    DECODE_FAILED(true, "the content encoding could not be undone"),
    /** No answer, or one without a body where one was to be expected. */
    NO_ANSWER(true, "there is no answer"),
    NOT_JSON(true, "the body is not JSON"),
    /** JSON, but not of the shape that the path has. */
    UNEXPECTED_SHAPE(true, "the body has another shape than the path"),
    /** Sound, an image or the like. */
    BINARY(true, "the body is binary"),
    MULTIPART(true, "the body is a multipart form"),
    /** The body ends in the middle. */
    CUT_BODY(true, "the body ends in the middle"),
    /** The stream ends without the event that should end it. */
    CUT_STREAM(true, "the stream ends without its final event"),
    /** A frame or an event could not be read. */
    BROKEN_EVENT(true, "an event of the stream could not be read"),
    UNKNOWN_EVENT(true, "an event of the stream is not known"),
    UNKNOWN_PART(true, "a part of a message is not known"),
    /** The arguments of a tool call are not JSON. They are kept as text. */
    INVALID_ARGUMENTS(false, "the arguments of a tool call are not JSON"),
    /** A number that cannot be, e.g. a negative count. */
    IMPOSSIBLE_USAGE(false, "a stated count is impossible"),
    /** A span came without what was said: its sender was not asked to record it. */
    NOT_CAPTURED(true, "the span does not say what was said"),
    /** The reader itself failed. */
    READER_FAULT(true, "the reader failed");

    private final boolean grave;
    private final String sentence;

    Reason(boolean grave, String sentence) {
        this.grave = grave;
        this.sentence = sentence;
    }

    /** True where something is missing from the reading; false for a remark. */
    public boolean grave() {
        return grave;
    }

    /** The reason for people, without a full stop. */
    public String sentence() {
        return sentence;
    }

    /** The word on record and in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Reason parse(String word) {
        for (Reason reason : values()) {
            if (reason.word().equals(word)) {
                return reason;
            }
        }
        return null;
    }
}
