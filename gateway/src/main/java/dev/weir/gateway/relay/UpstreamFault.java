package dev.weir.gateway.relay;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.EndReason;

import java.util.Locale;

/**
 * What went wrong with an upstream.
 *
 * @param kind which kind of thing
 * @param message for people; no address that the client did not name itself
 */
record UpstreamFault(Kind kind, String message) {

    /** The closed list of causes, in the metrics too. */
    enum Kind {
        RESOLVE(ErrorCode.UPSTREAM_UNREACHABLE, EndReason.CONNECT_FAILED),
        CONNECT(ErrorCode.UPSTREAM_UNREACHABLE, EndReason.CONNECT_FAILED),
        CONNECT_TIMEOUT(ErrorCode.UPSTREAM_UNREACHABLE, EndReason.CONNECT_FAILED),
        TLS(ErrorCode.UPSTREAM_TLS, EndReason.CONNECT_FAILED),
        FORBIDDEN(ErrorCode.UPSTREAM_FORBIDDEN, EndReason.REFUSED_POLICY),
        RESET(ErrorCode.UPSTREAM_RESET, EndReason.UPSTREAM_RESET),
        SHORT(ErrorCode.UPSTREAM_RESET, EndReason.UPSTREAM_SHORT),
        MALFORMED(ErrorCode.UPSTREAM_MALFORMED, EndReason.UPSTREAM_MALFORMED),
        FIRST_BYTE_TIMEOUT(ErrorCode.UPSTREAM_FIRST_BYTE_TIMEOUT, EndReason.FIRST_BYTE_TIMEOUT),
        IDLE_TIMEOUT(ErrorCode.UPSTREAM_IDLE_TIMEOUT, EndReason.UPSTREAM_IDLE_TIMEOUT);

        private final ErrorCode code;
        private final EndReason end;

        Kind(ErrorCode code, EndReason end) {
            this.code = code;
            this.end = end;
        }

        ErrorCode code() {
            return code;
        }

        EndReason end() {
            return end;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
