package dev.weir.core.exchange;

/**
 * A piece of a body as it arrived.
 *
 * @param nanos arrival in nanoseconds since the exchange began, monotonic
 * @param length bytes of content, framing not counted
 */
public record Chunk(long nanos, int length) {}
