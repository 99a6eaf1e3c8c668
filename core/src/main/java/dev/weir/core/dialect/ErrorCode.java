package dev.weir.core.dialect;

import java.util.Locale;

/**
 * Weir's own errors: a closed list. The code is in the {@code x-weir-error} header of every answer
 * that Weir made itself, and of no other answer.
 */
public enum ErrorCode {
    BAD_REQUEST(400, "invalid_request_error", "INVALID_ARGUMENT"),
    /** A rule needs the body, and its content encoding cannot be undone. */
    UNSUPPORTED_ENCODING(400, "invalid_request_error", "INVALID_ARGUMENT"),
    /** No token where one is wanted. */
    MISSING_KEY(401, "authentication_error", "UNAUTHENTICATED"),
    INVALID_KEY(401, "authentication_error", "UNAUTHENTICATED"),
    REVOKED_KEY(401, "authentication_error", "UNAUTHENTICATED"),
    EXPIRED_KEY(401, "authentication_error", "UNAUTHENTICATED"),
    MODEL_NOT_ALLOWED(403, "permission_error", "PERMISSION_DENIED"),
    /** A token's scope or a role forbids the route or path. */
    ROUTE_FORBIDDEN(403, "permission_error", "PERMISSION_DENIED"),
    POLICY_REFUSED(403, "permission_error", "PERMISSION_DENIED"),
    HOST_FORBIDDEN(403, "permission_error", "PERMISSION_DENIED"),
    ORIGIN_FORBIDDEN(403, "permission_error", "PERMISSION_DENIED"),
    UPSTREAM_FORBIDDEN(403, "permission_error", "PERMISSION_DENIED"),
    ROUTE_NOT_FOUND(404, "not_found_error", "NOT_FOUND"),
    METHOD_NOT_ALLOWED(405, "invalid_request_error", "INVALID_ARGUMENT"),
    BODY_TOO_LARGE(413, "request_too_large", "INVALID_ARGUMENT"),
    URI_TOO_LONG(414, "invalid_request_error", "INVALID_ARGUMENT"),
    EXPECTATION_FAILED(417, "invalid_request_error", "INVALID_ARGUMENT"),
    /** A model call that came to the console port. */
    WRONG_DOOR(421, "invalid_request_error", "FAILED_PRECONDITION"),
    WEBSOCKET_UNAVAILABLE(426, "invalid_request_error", "FAILED_PRECONDITION"),
    /** A rate limit, or one on calls at the same time. */
    RATE_LIMITED(429, "rate_limit_error", "RESOURCE_EXHAUSTED"),
    /** A cap on money or tokens. */
    BUDGET_EXCEEDED(429, "rate_limit_error", "RESOURCE_EXHAUSTED"),
    HEADER_TOO_LARGE(431, "invalid_request_error", "INVALID_ARGUMENT"),
    REQUEST_TIMEOUT(408, "invalid_request_error", "DEADLINE_EXCEEDED"),
    INTERNAL(500, "api_error", "INTERNAL"),
    UPSTREAM_UNREACHABLE(502, "api_error", "UNAVAILABLE"),
    UPSTREAM_TLS(502, "api_error", "UNAVAILABLE"),
    UPSTREAM_RESET(502, "api_error", "UNAVAILABLE"),
    UPSTREAM_MALFORMED(502, "api_error", "UNAVAILABLE"),
    CAPTURE_UNAVAILABLE(503, "api_error", "UNAVAILABLE"),
    LIMITS_UNAVAILABLE(503, "api_error", "UNAVAILABLE"),
    STORE_UNAVAILABLE(503, "api_error", "UNAVAILABLE"),
    /** There is no provider key for the call, or it cannot be opened. */
    KEY_UNAVAILABLE(503, "api_error", "UNAVAILABLE"),
    OVERLOADED(503, "overloaded_error", "UNAVAILABLE"),
    DRAINING(503, "overloaded_error", "UNAVAILABLE"),
    UPSTREAM_FIRST_BYTE_TIMEOUT(504, "timeout_error", "DEADLINE_EXCEEDED"),
    UPSTREAM_IDLE_TIMEOUT(504, "timeout_error", "DEADLINE_EXCEEDED");

    private final int status;
    private final String type;
    private final String rpcStatus;

    ErrorCode(int status, String type, String rpcStatus) {
        this.status = status;
        this.type = type;
        this.rpcStatus = rpcStatus;
    }

    /** The HTTP status it is answered with. */
    public int status() {
        return status;
    }

    /** The value of the Anthropic and OpenAI {@code type} member. */
    public String type() {
        return type;
    }

    /** The value of the Gemini {@code status} member. */
    public String rpcStatus() {
        return rpcStatus;
    }

    /** Seconds for a {@code retry-after} field, 0 for none. */
    public int retryAfterSeconds() {
        return switch (this) {
            case CAPTURE_UNAVAILABLE, LIMITS_UNAVAILABLE, STORE_UNAVAILABLE, KEY_UNAVAILABLE -> 5;
            case OVERLOADED, DRAINING, RATE_LIMITED, BUDGET_EXCEEDED -> 1;
            default -> 0;
        };
    }

    /** The word in the header, on record and in the metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
