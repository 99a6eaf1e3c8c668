package dev.weir.core.reading.wire;

import dev.weir.core.json.JsonObject;

/** Makes one answer of the events of a stream. One instance takes one stream. */
interface Assembly {

    /**
     * Takes an event.
     *
     * @param type the event's name by the framing, else the data's {@code type}; may be empty
     * @param data the event's data
     */
    void accept(String type, JsonObject data);

    /** Takes the mark by which some dialects end a stream ({@code [DONE]}). */
    default void done() {}

    /** True where the event has come that ends a stream of this dialect. */
    boolean ended();

    /** The answer as it would have been without streaming, as far as the events go. */
    JsonObject finish();
}
