package dev.weir.gateway.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

/**
 * What concerns a client's HTTP/2 connection and not one of its streams: saying goodbye when Weir
 * stops, or when no request has come for the time that unused connections are kept.
 */
final class ClientHttp2 extends ChannelInboundHandlerAdapter implements Loop.Timed {

    private final Loop loop;
    private final Http2Connection connection;
    private @Nullable ChannelHandlerContext context;
    private boolean leaving;

    /** When a stream was open last, or the connection was made. */
    private long used;

    /** The newest stream at the last look: one may come and go between two looks. */
    private int newest;

    ClientHttp2(Loop loop, Http2Connection connection) {
        this.loop = loop;
        this.connection = connection;
        this.used = loop.nanos();
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
        if (at == null) {
            return;
        }
        int last = connection.remote().lastStreamCreated();
        if (connection.numActiveStreams() > 0 || last != newest) {
            newest = last;
            used = now;
            if (loop.drain.isStarted() && !leaving) {
                leaving = true;
                at.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
            }
        } else if (loop.drain.isStarted()
                || now - used > loop.options.timeouts().keepAlive().toNanos()) {
            // Says GOAWAY first: a request that is on its way was not taken and may be repeated.
            at.close();
        }
    }
}
