package dev.weir.gateway.relay;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.gateway.relay.http1.HeadParser;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

/** One HTTP/2 stream of a client: one {@link Call}. */
final class ClientStream extends ChannelInboundHandlerAdapter implements ClientSide {

    private final Loop loop;
    private final Channel channel;
    private final ClientFacts facts;
    private @Nullable Call call;
    private boolean requestDone;
    private boolean isHead;
    private boolean over;
    private long queued;

    ClientStream(Loop loop, Channel channel, @Nullable String tls) {
        this.loop = loop;
        this.channel = channel;
        this.facts = new ClientFacts(Addresses.text(channel.parent().remoteAddress()), tls);
    }

    // ---- the network's side
    // --------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
        switch (message) {
            case Http2HeadersFrame frame -> onHeaders(frame);
            case Http2DataFrame frame -> onData(frame);
            case Http2ResetFrame reset -> gone();
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void onHeaders(Http2HeadersFrame frame) {
        Call served = call;
        if (served != null) {
            if (frame.isEndStream()) {
                requestEnd(Http2Fields.read(frame.headers()));
            }
            return;
        }
        Http2Headers fields = frame.headers();
        CharSequence method = fields.method();
        CharSequence path = fields.path();
        // HTTP/2 frames a method with a space like any other; in an HTTP/1.1 request line it would
        // put another target in front of the one that was judged.
        if (method == null
                || !HeadParser.isToken(method.toString())
                || path == null && !"CONNECT".contentEquals(method)) {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
            return;
        }
        Headers.Builder headers = Headers.builder();
        if (fields.authority() != null) {
            headers.add("host", fields.authority().toString());
        }
        Http2Fields.read(fields)
                .forEach(
                        (name, value) -> {
                            if (!name.equals("host") || fields.authority() == null) {
                                headers.add(name, value);
                            }
                        });
        RequestHead head =
                new RequestHead(
                        method.toString(),
                        path == null ? "*" : path.toString(),
                        "HTTP/2",
                        headers.build());
        isHead = head.method().equals("HEAD");
        String stated = head.headers().first("content-length");
        long length = frame.isEndStream() ? 0 : stated == null ? -1 : number(stated);
        Call next = new Call(loop, this);
        call = next;
        next.onRequest(head, length, refusal(head));
        if (frame.isEndStream()) {
            requestEnd(Headers.EMPTY);
        }
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static @Nullable Refusal refusal(RequestHead head) {
        return switch (head.method()) {
            case "CONNECT" ->
                    new Refusal(
                            ErrorCode.METHOD_NOT_ALLOWED,
                            "CONNECT is not served here: use a base URL");
            case "TRACE" -> new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "TRACE is not served");
            default -> null;
        };
    }

    private void onData(Http2DataFrame frame) {
        Call served = call;
        if (served == null || over) {
            frame.release();
            return;
        }
        ByteBuf piece = frame.content();
        if (piece.isReadable()) {
            served.onRequestData(piece);
        } else {
            frame.release();
        }
        if (frame.isEndStream()) {
            requestEnd(Headers.EMPTY);
        }
    }

    private void requestEnd(Headers trailers) {
        requestDone = true;
        Call served = call;
        if (served != null && !over) {
            served.onRequestEnd(trailers);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext at) {
        Call served = call;
        if (served != null) {
            served.onRequestReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext at) {
        Call served = call;
        if (served != null && channel.isWritable()) {
            served.onClientWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext at) {
        gone();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext at, Object event) {
        if (event instanceof Http2ResetFrame) {
            gone();
        } else if (event instanceof ChannelInputShutdownReadComplete) {
            // The client has ended its request; the stream is half closed, which is how every
            // request ends.
            return;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        Faults.log(cause);
        at.close();
        gone();
    }

    private void gone() {
        Call served = call;
        call = null;
        if (!over && served != null) {
            over = true;
            served.onClientGone();
        }
    }

    // ---- the call's side
    // -----------------------------------------------------------------------------------------

    @Override
    public ClientFacts facts() {
        return facts;
    }

    @Override
    public boolean framesInHead() {
        return false;
    }

    @Override
    public void informational(ResponseHead head) {
        if (channel.isActive()) {
            channel.writeAndFlush(
                    new DefaultHttp2HeadersFrame(
                            Http2Fields.response(head.status(), head.headers()), false));
        }
    }

    @Override
    public void head(ResponseHead head, Headers headers, long length) {
        Headers.Builder more = Headers.builder();
        headers.forEach(more::add);
        if (isHead || head.status() == 304) {
            // There is no body; the field tells how long it would be.
            String stated = head.headers().first("content-length");
            if (stated != null) {
                more.add("content-length", stated);
            }
        } else if (length >= 0 && head.status() != 204) {
            more.add("content-length", Long.toString(length));
        }
        channel.write(
                new DefaultHttp2HeadersFrame(
                        Http2Fields.response(head.status(), more.build()), false));
    }

    @Override
    public void data(ByteBuf piece) {
        if (!channel.isActive()) {
            piece.release();
            return;
        }
        int length = piece.readableBytes();
        queued += length;
        channel.write(new DefaultHttp2DataFrame(piece, false))
                .addListener(done -> queued -= length);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void end(Headers trailers, boolean reusable) {
        ChannelPromise promise = channel.newPromise();
        promise.addListener(done -> served(done.isSuccess()));
        if (trailers.isEmpty()) {
            channel.writeAndFlush(new DefaultHttp2DataFrame(true), promise);
        } else {
            channel.writeAndFlush(
                    new DefaultHttp2HeadersFrame(Http2Fields.trailers(trailers), true), promise);
        }
    }

    private void served(boolean whole) {
        Call done = call;
        call = null;
        if (done == null || over) {
            return;
        }
        over = true;
        done.onClientServed(whole);
        if (!requestDone && channel.isActive()) {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
        }
    }

    @Override
    public void abort() {
        over = true;
        call = null;
        channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long pendingBytes() {
        return queued;
    }

    @Override
    public void pauseReading(boolean paused) {
        if (channel.config().isAutoRead() == paused) {
            channel.config().setAutoRead(!paused);
        }
    }
}
