package dev.weir.core.reading.sse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One event of a stream: what it is called, and its data. */
public final class StreamEvent {

    private final String type;
    private final String id;
    private final byte[] data;
    private final boolean fault;

    StreamEvent(String type, String id, byte[] data, boolean fault) {
        this.type = type;
        this.id = id;
        this.data = data;
        this.fault = fault;
    }

    static StreamEvent of(byte[] bytes, int from, int to) {
        return new StreamEvent("", "", Arrays.copyOfRange(bytes, from, to), false);
    }

    /** The event's name as the framing gives it; empty where it gives none. */
    public String type() {
        return type;
    }

    /** The last id that the stream gave; empty where it gave none. */
    public String id() {
        return id;
    }

    /** The data, not to be changed. */
    public byte[] data() {
        return data;
    }

    /** The data as UTF-8. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** True where the framing itself marks the event as an error. */
    public boolean fault() {
        return fault;
    }

    @Override
    public String toString() {
        return type + ":" + text();
    }
}
