package dev.weir.gateway.relay;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

/** One HTTP/2 stream to a provider: one call. */
final class UpstreamStream extends ChannelInboundHandlerAdapter implements UpstreamSide {

    private final UpstreamHttp2 connection;
    private final String address;
    private final @Nullable String tls;
    private final boolean reused;
    private @Nullable Http2StreamChannel channel;
    private @Nullable Call call;
    private boolean cancelled;
    private boolean requestDone;
    private boolean headSeen;
    private boolean responseDone;

    UpstreamStream(UpstreamHttp2 connection, String address, @Nullable String tls, boolean reused) {
        this.connection = connection;
        this.address = address;
        this.tls = tls;
        this.reused = reused;
    }

    void ready(Http2StreamChannel opened) {
        channel = opened;
        opened.closeFuture().addListener(done -> connection.closed());
    }

    void serve(Call next) {
        call = next;
    }

    private Http2StreamChannel stream() {
        Http2StreamChannel opened = channel;
        if (opened == null) {
            throw new IllegalStateException("the stream is not open yet");
        }
        return opened;
    }

    // ---- the call's side
    // -----------------------------------------------------------------------------------------

    @Override
    public void request(String method, String target, Headers headers, long length) {
        Headers.Builder more = Headers.builder();
        headers.forEach(more::add);
        if (length > 0) {
            more.add("content-length", Long.toString(length));
        }
        Http2Headers fields =
                Http2Fields.request(
                        method,
                        connection.origin().tls() ? "https" : "http",
                        connection.origin().authority(),
                        target,
                        more.build());
        requestDone = length == 0;
        stream().write(new DefaultHttp2HeadersFrame(fields, length == 0));
    }

    @Override
    public boolean framesInHead() {
        return false;
    }

    @Override
    public void data(ByteBuf piece) {
        if (cancelled || !stream().isActive()) {
            piece.release();
        } else {
            stream().write(new DefaultHttp2DataFrame(piece, false));
        }
    }

    @Override
    public void end(Headers trailers) {
        if (requestDone || cancelled) {
            stream().flush();
            return;
        }
        requestDone = true;
        if (trailers.isEmpty()) {
            stream().writeAndFlush(new DefaultHttp2DataFrame(true));
        } else {
            stream()
                    .writeAndFlush(
                            new DefaultHttp2HeadersFrame(Http2Fields.trailers(trailers), true));
        }
    }

    @Override
    public void flush() {
        stream().flush();
    }

    @Override
    public void cancel() {
        call = null;
        Http2StreamChannel opened = channel;
        if (!cancelled && opened != null && opened.isOpen()) {
            cancelled = true;
            opened.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL))
                    .addListener(done -> opened.close());
        }
        cancelled = true;
    }

    @Override
    public boolean isWritable() {
        return stream().isWritable();
    }

    @Override
    public void pauseReading(boolean paused) {
        if (stream().config().isAutoRead() == paused) {
            stream().config().setAutoRead(!paused);
        }
    }

    @Override
    public boolean reused() {
        return reused;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String protocol() {
        return "HTTP/2";
    }

    @Override
    public @Nullable String tls() {
        return tls;
    }

    // ---- the network's side
    // --------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
        Call served = call;
        if (served == null || responseDone) {
            ReferenceCountUtil.release(message);
            return;
        }
        switch (message) {
            case Http2HeadersFrame frame -> onHeaders(served, frame);
            case Http2DataFrame frame -> onData(served, frame);
            case Http2ResetFrame reset ->
                    fail(Faults.ofConnection(new java.io.IOException("reset"), headSeen));
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void onHeaders(Call served, Http2HeadersFrame frame) {
        Headers headers = Http2Fields.read(frame.headers());
        if (headSeen) {
            end(served, headers);
            return;
        }
        int status = status(frame.headers());
        if (status < 100 || status == 101) {
            fail(
                    new UpstreamFault(
                            UpstreamFault.Kind.MALFORMED,
                            "the provider's answer has no valid status"));
            return;
        }
        ResponseHead head = new ResponseHead(status, "", "HTTP/2", headers);
        if (status < 200) {
            served.onInformational(head);
            return;
        }
        headSeen = true;
        String length = headers.first("content-length");
        served.onResponse(head, frame.isEndStream() ? 0 : length == null ? -1 : number(length));
        if (frame.isEndStream()) {
            end(served, Headers.EMPTY);
        }
    }

    private static int status(Http2Headers fields) {
        CharSequence status = fields.status();
        return status != null && status.toString().matches("[1-9][0-9]{2}")
                ? Integer.parseInt(status.toString())
                : 0;
    }

    private static long number(String digits) {
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
    }

    private void onData(Call served, Http2DataFrame frame) {
        boolean last = frame.isEndStream();
        if (frame.content().isReadable()) {
            served.onResponseData(frame.content());
        } else {
            frame.release();
        }
        if (last) {
            end(served, Headers.EMPTY);
        }
    }

    private void end(Call served, Headers trailers) {
        responseDone = true;
        call = null;
        served.onResponseEnd(trailers);
        Http2StreamChannel opened = stream();
        if (!requestDone && opened.isActive()) {
            opened.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext at) {
        Call served = call;
        if (served != null) {
            served.onResponseReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext at) {
        Call served = call;
        if (served != null && at.channel().isWritable()) {
            served.onUpstreamWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext at) {
        fail(Faults.ofConnection(null, headSeen));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext at, Object event) {
        if (event instanceof Http2ResetFrame) {
            fail(Faults.ofConnection(new java.io.IOException("reset"), headSeen));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        fail(
                new UpstreamFault(
                        UpstreamFault.Kind.MALFORMED, "the provider's HTTP/2 stream failed"));
        at.close();
    }

    private void fail(UpstreamFault fault) {
        Call served = call;
        call = null;
        cancelled = true;
        if (served != null) {
            served.onUpstreamFailed(fault);
        }
    }
}
