package dev.weir.gateway.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

/**
 * What concerns a client's HTTP/2 connection and not one of its streams: saying goodbye when Weir
 * stops.
 */
final class ClientHttp2 extends ChannelInboundHandlerAdapter implements Loop.Timed {

    private final Loop loop;
    private @Nullable ChannelHandlerContext context;
    private boolean leaving;

    ClientHttp2(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        loop.watch(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        loop.unwatch(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        at.close();
    }

    @Override
    public void sweep(long now) {
        ChannelHandlerContext at = context;
        if (at != null && loop.drain.isStarted() && !leaving) {
            leaving = true;
            at.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        }
    }
}
