package dev.weir.testkit.wire;

/** How reading a message, or waiting for the peer, came to its end. */
public enum Ended {
    /** The framing said that this is all. */
    WHOLE,
    /** The peer closed in good order, but too early where a message was being read. */
    CLOSED,
    /** The peer reset the connection. */
    RESET,
    /** Nothing came in time. */
    TIMEOUT,
    /** The framing could not be read. */
    BROKEN,
    /** Still being read. */
    NOT_YET
}
