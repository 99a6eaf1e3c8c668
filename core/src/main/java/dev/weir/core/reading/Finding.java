package dev.weir.core.reading;

import dev.weir.core.exchange.Side;

/**
 * Something that was not read, or is odd.
 *
 * @param reason what
 * @param side in which body
 * @param detail where and how, for people; nothing of the content but names of types
 */
public record Finding(Reason reason, Side side, String detail) {}
