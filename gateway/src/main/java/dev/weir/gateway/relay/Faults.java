package dev.weir.gateway.relay;

import dev.weir.core.access.Origin;

import io.netty.handler.codec.DecoderException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

import javax.net.ssl.SSLException;

/** What an exception from the network means. */
final class Faults {

    private static final Logger LOG = System.getLogger("weir.relay");

    private Faults() {}

    /** Tells of a failure that is the program's own, and of no other. */
    static void log(Throwable cause) {
        Throwable root = cause instanceof DecoderException ? cause.getCause() : cause;
        boolean own = root instanceof RuntimeException || root instanceof Error;
        if (own) {
            LOG.log(Level.ERROR, "an exchange was broken off by a defect", root);
        }
    }

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
