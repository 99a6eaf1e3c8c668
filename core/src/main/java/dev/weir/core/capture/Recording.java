package dev.weir.core.capture;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;

import java.nio.ByteBuffer;

/**
 * One exchange being recorded. The relay calls it in the order of the wire, always <em>before</em>
 * the bytes concerned are forwarded, on the event loop of the exchange; bytes of a body that is
 * redacted may come later, with the times at which they passed. No call blocks or throws: what
 * cannot be recorded any more is counted as a {@link Loss} and the rest of the exchange passes.
 *
 * <p>Times are nanoseconds of a monotonic clock since the opening; those of one side never go back.
 * Buffers are read from position to limit, are left untouched and may be reused as soon as the call
 * returns.
 */
public interface Recording {

    /** A piece of the request body. */
    void requestBody(ByteBuffer piece, long nanos);

    /** The request is whole. */
    void requestEnd(Headers trailers, long nanos);

    /** The final response head; informational ones are not recorded. At most once. */
    void responseHead(ResponseHead head, long nanos);

    /** A piece of the response body. */
    void responseBody(ByteBuffer piece, long nanos);

    /**
     * Bytes of a body have passed that are not kept, and no later ones of it are.
     *
     * @param why the reason, which is put on record
     */
    void leftOut(Side side, long bytes, Loss why, long nanos);

    /**
     * The answer is whole. Its last byte may reach the client once {@code whenSafe} has run: at
     * once and in the same call where surviving a dead process is enough, later and on the same
     * event loop where it has to be on the disk.
     */
    void responseEnd(Headers trailers, long nanos, Runnable whenSafe);

    /** Both sides are over. Exactly once, and nothing is called after it. */
    void close(Closing closing);
}
