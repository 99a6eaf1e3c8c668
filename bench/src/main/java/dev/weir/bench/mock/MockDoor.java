package dev.weir.bench.mock;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;

import java.util.List;

/** Tells HTTP/2 with prior knowledge from HTTP/1.1 by a connection's first bytes. */
final class MockDoor extends ByteToMessageDecoder {
    /** Streams a connection carries at once, as many as providers usually allow. */
    private static final int STREAMS_PER_CONNECTION = 128;

    private final Texts texts;

    MockDoor(Texts texts) {
        this.texts = texts;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < 2) {
            return;
        }
        // "PRI" against "POST" and "GET".
        if (in.getByte(in.readerIndex() + 1) == 'R') {
            context.pipeline()
                    .addLast(
                            Http2FrameCodecBuilder.forServer()
                                    .initialSettings(
                                            Http2Settings.defaultSettings()
                                                    .maxConcurrentStreams(STREAMS_PER_CONNECTION)
                                                    .initialWindowSize(1 << 20))
                                    .build(),
                            new Http2MultiplexHandler(new Streams(texts)));
        } else {
            context.pipeline().addLast(new MockConnection(texts));
        }
        context.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext of, Throwable cause) {
        of.close();
    }

    private static final class Streams extends ChannelInitializer<Channel> {
        private final Texts texts;

        Streams(Texts texts) {
            this.texts = texts;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new MockStream(texts));
        }
    }
}
