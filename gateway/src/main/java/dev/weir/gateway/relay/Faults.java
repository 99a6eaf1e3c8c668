package dev.weir.gateway.relay;

import dev.weir.core.access.Origin;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Locale;

import javax.net.ssl.SSLException;

/** What an exception from the network means. */
final class Faults {

    private Faults() {}

    static UpstreamFault ofHandshake(Throwable cause, Origin origin) {
        String detail =
                cause.getMessage() == null ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
        if (cause instanceof SSLException && detail.contains("timed out")) {
            return new UpstreamFault(
                    UpstreamFault.Kind.CONNECT_TIMEOUT,
                    "no TLS connection to '" + origin.root() + "' in time");
        }
        return new UpstreamFault(
                UpstreamFault.Kind.TLS,
                "TLS with '"
                        + origin.root()
                        + "' failed: its certificate is not trusted or not for this host, or it"
                        + " speaks no TLS here");
    }

    static UpstreamFault ofConnection(@Nullable Throwable cause, boolean inBody) {
        if (cause instanceof IOException) {
            return new UpstreamFault(UpstreamFault.Kind.RESET, "the provider reset the connection");
        }
        return new UpstreamFault(
                UpstreamFault.Kind.SHORT,
                inBody
                        ? "the provider closed the connection before the end of its answer"
                        : "the provider closed the connection without an answer");
    }
}
