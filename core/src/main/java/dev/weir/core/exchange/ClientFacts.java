package dev.weir.core.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Who asked.
 *
 * @param address the peer's address and port
 * @param tls the TLS version, null for a plain connection
 */
public record ClientFacts(String address, @Nullable String tls) {}
