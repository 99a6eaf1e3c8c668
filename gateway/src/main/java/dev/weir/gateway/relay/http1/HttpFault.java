package dev.weir.gateway.relay.http1;

import dev.weir.core.dialect.ErrorCode;

/**
 * Bytes that are not the HTTP they should be. The connection they came from cannot be used any
 * further.
 */
public final class HttpFault extends Exception {

    private final ErrorCode code;

    public HttpFault(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public HttpFault(String message) {
        this(ErrorCode.BAD_REQUEST, message);
    }

    /** What to answer where the fault is a client's. */
    public ErrorCode code() {
        return code;
    }

    /** What is wrong, for people. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
