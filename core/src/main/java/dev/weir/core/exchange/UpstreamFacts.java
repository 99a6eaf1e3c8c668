package dev.weir.core.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Where a request went.
 *
 * @param origin scheme, host and port as dialled, e.g. {@code https://api.anthropic.com:443}
 * @param path the path that was sent, without the query
 * @param address the address that was dialled, null where none was
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2}, null where no connection was made
 * @param tls the TLS version, null for a plain connection
 * @param reused true where the connection came from the pool
 * @param attempts how often the request was sent: 0, 1, or 2 where a dead pooled connection was
 *     replaced
 */
public record UpstreamFacts(
        String origin,
        String path,
        @Nullable String address,
        @Nullable String protocol,
        @Nullable String tls,
        boolean reused,
        int attempts) {}
