package dev.weir.gateway.console;

import dev.weir.core.exchange.Headers;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One request and its answer. The handler's thread writes: each write goes to the connection at
 * once and blocks while the client is slow; {@link ClientGone} tells that it left or took nothing
 * for the stall limit. Used by one thread, but for the signals from the event loop.
 */
final class Call {

    /** On every answer, errors included. */
    private static final Headers SAFETY =
            Headers.of(
                    "content-security-policy",
                    "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'",
                    "x-content-type-options",
                    "nosniff",
                    "referrer-policy",
                    "no-referrer",
                    "cross-origin-resource-policy",
                    "same-origin",
                    "cache-control",
                    "no-store");

    private static final int LARGE = 256 * 1024;

    private final Channel channel;
    private final HttpRequest head;
    private final @Nullable RequestBody body;
    private final Headers headers;
    private final Duration stall;
    private final boolean keepAlive;
    private final Runnable whenDone;

    private int status;
    private boolean finished;

    /** Guarded by this: set and read from both threads. */
    private boolean gone;

    private @Nullable Runnable whenGone;

    /**
     * @param body the request's body, null where it has none that can be read
     * @param stall how long the client may take nothing while bytes wait
     * @param keepAlive whether the connection may take another request afterwards
     * @param whenDone run on the event loop when the last byte was written
     */
    Call(
            Channel channel,
            HttpRequest head,
            @Nullable RequestBody body,
            Duration stall,
            boolean keepAlive,
            Runnable whenDone) {
        this.channel = channel;
        this.head = head;
        this.body = body;
        this.stall = stall;
        this.keepAlive = keepAlive;
        this.whenDone = whenDone;
        Headers.Builder fields = Headers.builder();
        for (Map.Entry<String, String> field : head.headers()) {
            fields.add(field.getKey(), field.getValue());
        }
        this.headers = fields.build();
    }

    String method() {
        return head.method().name();
    }

    /** The request target as sent, one {@code char} an octet. */
    String target() {
        return head.uri();
    }

    Headers headers() {
        return headers;
    }

    /** The request's body while it arrives; closing it says that no more of it is wanted. */
    InputStream body() {
        if (body == null) {
            return InputStream.nullInputStream();
        }
        if (HttpUtil.is100ContinueExpected(head)) {
            channel.writeAndFlush(
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.CONTINUE,
                            Unpooled.EMPTY_BUFFER));
        }
        return body;
    }

    /** The same for a form or a small document, which does not take long to arrive. */
    InputStream shortBody() {
        if (body != null) {
            body.isShort();
        }
        return body();
    }

    /** The address that asks, without its port. */
    String peer() {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "";
    }

    boolean isHead() {
        return method().equals("HEAD");
    }

    /** What the HTTP reader found wrong with the request, null where nothing. */
    @Nullable Throwable fault() {
        return head.decoderResult().cause();
    }

    /** The status that was answered, 0 before. */
    int status() {
        return status;
    }

    boolean finished() {
        return finished;
    }

    /** Sends a whole answer; a large one piece by piece, so that a slow client is waited for. */
    void answer(int code, String contentType, Headers fields, byte[] body) throws IOException {
        if (body.length > LARGE) {
            try (ResponseStream stream = stream(code, contentType, fields, body.length)) {
                stream.write(body, 0, body.length);
                stream.finish();
            }
            return;
        }
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(code),
                        isHead() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        prepare(response, contentType, fields);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        status = code;
        end(response);
    }

    void answer(int code, String contentType, byte[] body) throws IOException {
        answer(code, contentType, Headers.EMPTY, body);
    }

    /**
     * Begins an answer whose body follows.
     *
     * @param length bytes of the body, below zero where unknown
     */
    ResponseStream stream(int code, String contentType, Headers fields, long length) {
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code));
        prepare(response, contentType, fields);
        if (length >= 0) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        } else if (head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            HttpUtil.setTransferEncodingChunked(response, true);
        }
        status = code;
        channel.writeAndFlush(response);
        return new ResponseStream(this, length);
    }

    private void prepare(HttpResponse response, String contentType, Headers fields) {
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        SAFETY.forEach((name, value) -> response.headers().set(name, value));
        fields.forEach((name, value) -> response.headers().set(name, value));
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    /** Hands bytes to the connection and waits until it can take more. The array is given away. */
    void write(byte[] bytes, int length) throws ClientGone {
        if (length > 0 && !isHead()) {
            channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes, 0, length)));
        }
        awaitWritable();
    }

    /** Ends the body cleanly. */
    void finish() {
        end(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void end(Object last) {
        finished = true;
        ScheduledFuture<?> clock;
        try {
            clock =
                    channel.eventLoop()
                            .schedule(
                                    () -> channel.close(), stall.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException serverEnded) {
            // And every connection with it.
            return;
        }
        channel.writeAndFlush(last)
                .addListener(
                        sent -> {
                            clock.cancel(false);
                            whenDone.run();
                        });
    }

    /**
     * Breaks the connection off by a reset, so that nobody takes what was sent for a whole body.
     */
    void abort() {
        finished = true;
        try {
            channel.eventLoop()
                    .execute(
                            () -> {
                                if (channel.isOpen()) {
                                    channel.config().setOption(ChannelOption.SO_LINGER, 0);
                                    channel.close();
                                }
                            });
        } catch (RejectedExecutionException serverEnded) {
            // And every connection with it.
        }
    }

    private synchronized void awaitWritable() throws ClientGone {
        long deadline = System.nanoTime() + stall.toNanos();
        while (!gone && !channel.isWritable()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new ClientGone("the client took nothing for " + stall.toSeconds() + " s");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClientGone("interrupted");
            }
        }
        if (gone) {
            throw new ClientGone("the client went away");
        }
    }

    /** Event loop: the connection takes bytes again. */
    synchronized void wake() {
        notifyAll();
    }

    /** Event loop: the connection is closed. */
    void left() {
        Runnable action;
        synchronized (this) {
            gone = true;
            action = whenGone;
            notifyAll();
        }
        if (action != null) {
            action.run();
        }
    }

    synchronized boolean gone() {
        return gone;
    }

    /** Runs the action when the client leaves, at once where it already has. */
    void whenGone(Runnable action) {
        boolean already;
        synchronized (this) {
            whenGone = action;
            already = gone;
        }
        if (already) {
            action.run();
        }
    }
}
