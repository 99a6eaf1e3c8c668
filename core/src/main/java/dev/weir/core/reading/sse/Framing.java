package dev.weir.core.reading.sse;

import java.util.function.Consumer;

/**
 * Cuts a stream into events while its bytes pass. One instance reads one stream; not thread-safe.
 */
public sealed interface Framing permits SseFraming, LineFraming, ArrayFraming, AwsFraming {

    /**
     * The longest event taken; longer ones are counted in {@link Tally#dropped} and passed over.
     */
    int LONGEST_EVENT = 64 << 20;

    /** Takes the next bytes and gives the events that end in them. */
    void feed(byte[] bytes, int offset, int length, Consumer<StreamEvent> events);

    /** The stream is over: gives what can still be an event. */
    void end(Consumer<StreamEvent> events);

    /** What was seen besides events. */
    Tally tally();

    /**
     * What was seen besides events.
     *
     * @param comments comment lines, which servers send to keep a connection open
     * @param dropped events left out because they were too long
     * @param damaged places where the framing was broken
     * @param unfinished bytes after the last whole event
     */
    record Tally(long comments, long dropped, long damaged, long unfinished) {}
}
