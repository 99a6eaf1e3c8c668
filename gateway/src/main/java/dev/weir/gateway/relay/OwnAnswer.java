package dev.weir.gateway.relay;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;

/**
 * An answer in Weir's own name: a refusal as a head and a body.
 *
 * @param head status, reason and every field to send
 * @param body JSON in the dialect's shape; empty for HEAD
 * @param keepsConnection false where the connection must not serve another request
 */
@SuppressWarnings("ArrayRecordComponent")
record OwnAnswer(ResponseHead head, byte[] body, boolean keepsConnection) {

    /**
     * Makes the answer.
     *
     * @param method the request's
     * @param framed true where the head says how long the body is (HTTP/1.1)
     */
    static OwnAnswer of(
            Refusal refused, Dialect dialect, ExchangeId id, String method, boolean framed) {
        byte[] body = method.equals("HEAD") ? new byte[0] : refused.body(dialect, id);
        Headers.Builder headers = Headers.builder();
        refused.headers(id).forEach(headers::add);
        if (refused.code() == ErrorCode.WEBSOCKET_UNAVAILABLE) {
            headers.add("upgrade", "HTTP/1.1");
        }
        if (framed) {
            headers.add("content-length", Integer.toString(body.length));
        }
        ErrorCode code = refused.code();
        ResponseHead head =
                new ResponseHead(code.status(), Reasons.of(code), "HTTP/1.1", headers.build());
        return new OwnAnswer(head, body, !mustClose(code));
    }

    /**
     * A whole answer of Weir's own that is no error.
     *
     * @param body JSON
     * @param framed true where the head says how long the body is (HTTP/1.1)
     */
    static OwnAnswer json(byte[] body, ExchangeId id, boolean framed) {
        Headers.Builder headers =
                Headers.builder()
                        .add("content-type", "application/json")
                        .add("cache-control", "no-store")
                        .add("x-request-id", id.toString());
        if (framed) {
            headers.add("content-length", Integer.toString(body.length));
        }
        return new OwnAnswer(new ResponseHead(200, "OK", "HTTP/1.1", headers.build()), body, true);
    }

    private static boolean mustClose(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST,
                    URI_TOO_LONG,
                    HEADER_TOO_LARGE,
                    BODY_TOO_LARGE,
                    REQUEST_TIMEOUT,
                    EXPECTATION_FAILED,
                    DRAINING,
                    OVERLOADED ->
                    true;
            default -> false;
        };
    }
}
