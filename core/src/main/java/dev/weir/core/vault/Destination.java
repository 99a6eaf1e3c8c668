package dev.weir.core.vault;

import dev.weir.core.access.Origin;

/**
 * Where a key may go: scheme, host and port, exactly. A key of {@code https://api.anthropic.com}
 * goes neither to another port of that host nor there without TLS.
 *
 * @param tls true for {@code https}
 * @param host lower case; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Destination(boolean tls, String host, int port) {

    public Destination {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a destination needs a host, and a port to 65535");
        }
    }

    /** The destination of an upstream; its path does not matter. */
    public static Destination of(Origin origin) {
        return new Destination(origin.tls(), origin.host(), origin.port());
    }

    /** Reads what {@link #toString} writes; throws {@link IllegalArgumentException} else. */
    public static Destination parse(String url) {
        return of(Origin.parse(url));
    }

    /** Scheme, host and, where it is not the scheme's own, port. */
    @Override
    public String toString() {
        return new Origin(tls, host, port, "").root();
    }
}
