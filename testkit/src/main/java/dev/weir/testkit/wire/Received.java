package dev.weir.testkit.wire;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;

/**
 * A request as the provider got it.
 *
 * @param connection number of its connection, from 1 in the order of arrival
 * @param head its head
 * @param body its body as far as it was read
 * @param trailers fields after the body
 * @param ended how reading the body ended
 */
public record Received(int connection, Head head, Bytes body, Headers trailers, Ended ended) {}
