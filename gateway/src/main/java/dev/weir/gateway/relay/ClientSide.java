package dev.weir.gateway.relay;

import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;

import io.netty.buffer.ByteBuf;

/**
 * The client's side of one exchange, as its {@link Call} sees it. On the event loop only; nothing
 * blocks.
 */
interface ClientSide {

    ClientFacts facts();

    /** True where fields that frame a body are part of a head (HTTP/1.1). */
    boolean framesInHead();

    /** Sends an informational response at once. */
    void informational(ResponseHead head);

    /**
     * Queues the head of the final response.
     *
     * @param head status and reason
     * @param headers the fields to send
     * @param length bytes of body to come, -1 where that is not known
     */
    void head(ResponseHead head, Headers headers, long length);

    /** Queues a piece of the body, and releases it in the end. */
    void data(ByteBuf piece);

    /** Sends what is queued. */
    void flush();

    /**
     * Ends the response and sends everything; then tells {@link Call#onClientServed} whether all of
     * it was taken.
     *
     * @param reusable false where the connection must not serve another request
     */
    void end(Headers trailers, boolean reusable);

    /**
     * Breaks the response off, so that the client cannot take it for a whole one. What is queued is
     * sent first.
     */
    void abort();

    /** False while more than enough is queued; {@link Call#onClientWritable} follows. */
    boolean isWritable();

    /** Bytes that were queued and not yet taken by the client's side of the network. */
    long pendingBytes();

    /** Stops or goes on taking request bytes from the client. */
    void pauseReading(boolean paused);
}
