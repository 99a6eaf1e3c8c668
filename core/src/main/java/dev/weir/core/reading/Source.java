package dev.weir.core.reading;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

/**
 * What a reading is made from: an exchange and its decoded bodies.
 *
 * @param dialect the shape on record for the exchange
 * @param host the provider's host, null where it is not known
 * @param method the request's method
 * @param path the path at the provider, without the query
 * @param query the query without its question mark, empty for none
 * @param requestHeaders the request's fields
 * @param request the request's body
 * @param status the answer's status, 0 for no answer
 * @param responseHeaders the answer's fields
 * @param response the answer's body
 */
public record Source(
        Dialect dialect,
        @Nullable String host,
        String method,
        String path,
        String query,
        Headers requestHeaders,
        Body request,
        int status,
        Headers responseHeaders,
        Body response) {

    /** Whether a body is all that was sent, and if not, why. */
    public enum State {
        WHOLE,
        /** The sender broke off. */
        CUT,
        /** The archive has none of it, or only its start. */
        NOT_KEPT,
        /** It is larger than the caller wanted to hold. */
        TOO_LARGE,
        /** Its content encoding could not be undone, or not to the end. */
        UNDECODABLE
    }

    /** A body without its content encoding. */
    public static final class Body {

        public static final Body NONE = new Body(new byte[0], State.WHOLE);

        private final byte[] bytes;
        private final State state;

        private Body(byte[] bytes, State state) {
            this.bytes = bytes;
            this.state = state;
        }

        /** These bytes, which must not be changed afterwards. */
        public static Body of(byte[] bytes, State state) {
            return new Body(bytes, state);
        }

        /** The bytes, not to be changed: all, or the start where the state says so. */
        public byte[] bytes() {
            return bytes;
        }

        public State state() {
            return state;
        }

        public boolean isEmpty() {
            return bytes.length == 0;
        }

        @Override
        public String toString() {
            return bytes.length + " bytes, " + state;
        }
    }
}
