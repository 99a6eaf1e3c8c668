package dev.weir.gateway.relay;

import dev.weir.core.exchange.Headers;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * The provider's side of one exchange, as its {@link Call} sees it. On the event loop only; nothing
 * blocks.
 */
interface UpstreamSide {

    /**
     * Sends the head and starts to listen for the answer.
     *
     * @param length bytes of body to come, 0 for none, -1 where that is not known
     */
    void request(String method, String target, Headers headers, long length);

    /** True where fields that frame a body, and Host, are part of a head (HTTP/1.1). */
    boolean framesInHead();

    /** Queues a piece of the request body, and releases it in the end. */
    void data(ByteBuf piece);

    /** Ends the request and sends everything. */
    void end(Headers trailers);

    /** Sends what is queued. */
    void flush();

    /**
     * Gives the exchange up: the connection is closed, or the stream is reset. Nothing is told any
     * more.
     */
    void cancel();

    /** False while more than enough is queued; {@link Call#onUpstreamWritable} follows. */
    boolean isWritable();

    /** Stops or goes on taking answer bytes from the provider. */
    void pauseReading(boolean paused);

    /** True where the connection served another exchange before this one. */
    boolean reused();

    /** The address that was dialled. */
    String address();

    /** {@code HTTP/1.1} or {@code HTTP/2}. */
    String protocol();

    /** The TLS version, null for plain. */
    @Nullable String tls();
}
