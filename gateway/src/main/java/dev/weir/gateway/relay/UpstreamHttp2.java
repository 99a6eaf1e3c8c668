package dev.weir.gateway.relay;

import dev.weir.core.access.Origin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * One HTTP/2 connection to a provider, shared by the calls of an event loop, a stream each. Once it
 * holds as many streams as the provider allows, the next call gets a connection of its own.
 */
final class UpstreamHttp2 {

    private static final int WINDOW = 1 << 20;

    private final Loop loop;
    private final Channel channel;
    private final Origin origin;
    private final @Nullable String tls;
    private long places = 100;
    private int streams;
    private boolean served;
    private boolean usable = true;
    private long idleSince;

    UpstreamHttp2(
            Loop loop,
            Channel channel,
            Origin origin,
            @Nullable String tls,
            ChannelHandler opening) {
        this.loop = loop;
        this.channel = channel;
        this.origin = origin;
        this.tls = tls;
        this.idleSince = loop.nanos();
        Http2Settings settings =
                Http2Settings.defaultSettings()
                        .initialWindowSize(WINDOW)
                        .maxHeaderListSize(64 << 10)
                        .pushEnabled(false);
        channel.pipeline()
                .addLast(Http2FrameCodecBuilder.forClient().initialSettings(settings).build());
        channel.pipeline().addLast(new Http2MultiplexHandler(new Refuse()));
        channel.pipeline().addLast(new Control());
        channel.pipeline().remove(opening);
    }

    Origin origin() {
        return origin;
    }

    boolean isUsable() {
        return usable && channel.isActive() && streams < places;
    }

    /** True while it carries calls, and so is known to be alive. */
    boolean isBusy() {
        return streams > 0;
    }

    /** Opens a stream. */
    void open(Consumer<UpstreamSide> opened, Consumer<UpstreamFault> failed) {
        streams++;
        boolean reused = served;
        served = true;
        UpstreamStream stream =
                new UpstreamStream(this, Addresses.text(channel.remoteAddress()), tls, reused);
        new Http2StreamChannelBootstrap(channel)
                .handler(stream)
                .open()
                .addListener(
                        done -> {
                            if (done.isSuccess()) {
                                stream.ready((Http2StreamChannel) done.getNow());
                                opened.accept(stream);
                            } else {
                                streams--;
                                failed.accept(
                                        new UpstreamFault(
                                                UpstreamFault.Kind.RESET,
                                                "the provider refused a new stream"));
                            }
                        });
    }

    /** A stream is over: its place is free. */
    void closed() {
        streams--;
        idleSince = loop.nanos();
        if (!usable && streams == 0) {
            channel.close();
        }
    }

    /** Takes no more calls; closes after the last one. */
    void retire() {
        usable = false;
        if (streams == 0) {
            channel.close();
        }
    }

    /** Closes an unused connection after the limit; true where it is gone. */
    boolean closeIfIdle(long now, long limit) {
        if (streams == 0 && (now - idleSince > limit || !channel.isActive() || !usable)) {
            channel.close();
            return true;
        }
        return false;
    }

    void discard() {
        usable = false;
        channel.close();
    }

    /** What concerns the connection and not a stream. */
    private final class Control extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext at, Object message) {
            if (message instanceof Http2SettingsFrame frame) {
                Long most = frame.settings().maxConcurrentStreams();
                if (most != null) {
                    places = Math.min(most, 10_000);
                }
            } else if (message instanceof Http2GoAwayFrame) {
                retire();
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext at) {
            usable = false;
            at.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
            at.close();
        }
    }

    /** A provider has no business opening streams. */
    @ChannelHandler.Sharable
    private static final class Refuse extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext at) {
            at.close();
        }
    }
}
