package dev.weir.gateway.relay;

import dev.weir.core.dialect.ErrorCode;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Reason phrases for Weir's own answers. */
final class Reasons {

    private Reasons() {}

    static String of(ErrorCode code) {
        return HttpResponseStatus.valueOf(code.status()).reasonPhrase();
    }
}
