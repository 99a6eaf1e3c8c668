package dev.weir.gateway.console;

import java.util.Locale;

/**
 * The errors of the console port: a closed list. The code is in the body's {@code error.code} and
 * in the header {@code x-weir-error}.
 */
public enum ConsoleError {
    /** A parameter or the request itself is not what was expected; the message names it. */
    BAD_REQUEST(400),
    /** Nobody is signed in, or the token is unknown, expired or revoked. */
    UNAUTHENTICATED(401),
    /** The caller's role does not allow it. */
    FORBIDDEN(403),
    /** The Host is none of the console's names: a web page may be reaching for it by DNS. */
    HOST_FORBIDDEN(403),
    /** A page of another site asks. */
    ORIGIN_FORBIDDEN(403),
    ROUTE_NOT_FOUND(404),
    EXCHANGE_NOT_FOUND(404),
    SESSION_NOT_FOUND(404),
    /** There is no such user, team, key, route, policy, limit or token, or not for the caller. */
    NOT_FOUND(404),
    /** A name is taken, or somebody else has changed the same meanwhile. */
    CONFLICT(409),
    /** The body is not on record; the message says why. */
    BODY_NOT_KEPT(404),
    METHOD_NOT_ALLOWED(405),
    /** Something that takes long and can be done only once at a time is going on. */
    ALREADY_RUNNING(409),
    /** A body, with its content encoding or without, is more than is taken at once. */
    BODY_TOO_LARGE(413),
    URI_TOO_LONG(414),
    /** The type or the content encoding of a body is none that is taken here. */
    UNSUPPORTED_TYPE(415),
    /** The content encoding of a body is unknown or broken. */
    NOT_DECODABLE(422),
    HEADER_TOO_LARGE(431),
    /** Too many failed tries to sign in. */
    TOO_MANY_TRIES(429),
    INTERNAL(500),
    /** Something on record does not match its hash. */
    ARCHIVE_DAMAGED(500),
    /** Too many calls or live tails at once. */
    OVERLOADED(503);

    private final int status;

    ConsoleError(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The word in body and header. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
