package dev.weir.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Finds out what a client speaks: by ALPN with TLS, else by its first bytes, since HTTP/2 with
 * prior knowledge opens with a line that is no HTTP/1 request. Then it makes way for the protocol's
 * own handlers.
 */
final class ProtocolChoice extends ChannelInboundHandlerAdapter implements Loop.Timed {

    private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

    private final Loop loop;
    private final boolean secure;
    private final BrowserGreeting greeting;
    private final long since;
    private @Nullable ByteBuf early;
    private @Nullable ChannelHandlerContext context;

    ProtocolChoice(Loop loop, boolean secure, BrowserGreeting greeting) {
        this.loop = loop;
        this.secure = secure;
        this.greeting = greeting;
        this.since = loop.nanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        loop.watch(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        loop.unwatch(this);
        ByteBuf left = early;
        early = null;
        if (left != null) {
            left.release();
        }
    }

    @Override
    public void sweep(long now) {
        ChannelHandlerContext at = context;
        if (at != null && now - since > loop.options.timeouts().requestHead().toNanos()) {
            at.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
        if (secure) {
            ReferenceCountUtil.release(message);
            at.close();
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf before = early;
        early = null;
        ByteBuf all = before == null ? bytes : join(at, before, bytes);
        int compared = Math.min(all.readableBytes(), PREFACE.length);
        for (int i = 0; i < compared; i++) {
            if (all.getByte(all.readerIndex() + i) != PREFACE[i]) {
                choose(at, false, null, all);
                return;
            }
        }
        if (compared == PREFACE.length) {
            choose(at, true, null, all);
        } else {
            early = all;
        }
    }

    private static ByteBuf join(ChannelHandlerContext at, ByteBuf first, ByteBuf second) {
        ByteBuf all = at.alloc().directBuffer(first.readableBytes() + second.readableBytes());
        all.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return all;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext at, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                at.close();
                return;
            }
            SslHandler tls = at.pipeline().get(SslHandler.class);
            boolean http2 = ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
            choose(at, http2, tls.engine().getSession().getProtocol(), null);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        at.close();
    }

    private void choose(
            ChannelHandlerContext at,
            boolean http2,
            @Nullable String tls,
            @Nullable ByteBuf first) {
        Channel channel = at.channel();
        if (http2) {
            Http2FrameCodec codec =
                    Http2FrameCodecBuilder.forServer()
                            .initialSettings(
                                    Http2Settings.defaultSettings()
                                            .maxConcurrentStreams(100)
                                            .initialWindowSize(1 << 20)
                                            .maxHeaderListSize(64 << 10))
                            .decoderEnforceMaxRstFramesPerWindow(200, 30)
                            .build();
            channel.pipeline().addLast(codec);
            channel.pipeline().addLast(new Http2MultiplexHandler(new Streams(loop, tls)));
            channel.pipeline().addLast(new ClientHttp2(loop, codec.connection()));
        } else {
            channel.pipeline().addLast(new ClientConnection(loop, channel, tls, greeting));
        }
        if (first != null) {
            at.fireChannelRead(first);
        }
        channel.pipeline().remove(this);
    }

    @ChannelHandler.Sharable
    private static final class Streams extends ChannelInitializer<Channel> {

        private final Loop loop;
        private final @Nullable String tls;

        Streams(Loop loop, @Nullable String tls) {
            this.loop = loop;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new ClientStream(loop, stream, tls));
        }
    }
}
