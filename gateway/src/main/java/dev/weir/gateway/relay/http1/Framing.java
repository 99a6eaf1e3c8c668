package dev.weir.gateway.relay.http1;

/** How the end of a message body is found. */
public sealed interface Framing {

    /** There is no body. */
    record None() implements Framing {}

    /**
     * The body has a stated length.
     *
     * @param length bytes, above 0
     */
    record Fixed(long length) implements Framing {}

    /** The body comes in chunks. */
    record Chunked() implements Framing {}

    /** The body ends with the connection: answers only. */
    record UntilClose() implements Framing {}

    Framing NONE = new None();
    Framing CHUNKED = new Chunked();
    Framing UNTIL_CLOSE = new UntilClose();

    static Framing fixed(long length) {
        return length == 0 ? NONE : new Fixed(length);
    }
}
