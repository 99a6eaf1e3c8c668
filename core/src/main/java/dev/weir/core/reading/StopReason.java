package dev.weir.core.reading;

import java.util.Locale;

/** Why a model stopped: a closed list, in the words of OpenTelemetry where it has one. */
public enum StopReason {
    /** The model was done, or came to a stop sequence. */
    STOP,
    /** A limit of tokens was reached. */
    LENGTH,
    /** The model wants tools to be run. */
    TOOL_CALL,
    /** Refused or filtered. */
    CONTENT_FILTER,
    COMPACTION,
    ERROR,
    /** A word that is none of these; the choice keeps it. */
    OTHER;

    /** The word on record and in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reason that a dialect's word means. */
    public static StopReason of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "stop",
                    "end_turn",
                    "stop_sequence",
                    "complete",
                    "completed",
                    "finish",
                    "eos",
                    "endoftext",
                    "end_of_text" ->
                    STOP;
            case "tool_use", "tool_calls", "tool_call", "function_call" -> TOOL_CALL;
            case "length",
                    "max_tokens",
                    "max_output_tokens",
                    "model_context_window_exceeded",
                    "model_length",
                    "max_tokens_reached" ->
                    LENGTH;
            case "refusal",
                    "content_filter",
                    "content_filtered",
                    "guardrail_intervened",
                    "safety",
                    "recitation",
                    "blocklist",
                    "prohibited_content",
                    "spii",
                    "image_safety",
                    "image_prohibited_content",
                    "image_recitation",
                    "error_toxic",
                    "model_armor",
                    "language" ->
                    CONTENT_FILTER;
            case "compaction" -> COMPACTION;
            case "error",
                    "failed",
                    "malformed_function_call",
                    "unexpected_tool_call",
                    "too_many_tool_calls",
                    "malformed_tool_use",
                    "malformed_model_output" ->
                    ERROR;
            default -> OTHER;
        };
    }
}
