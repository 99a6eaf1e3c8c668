package dev.weir.bench.mock;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

import java.util.concurrent.TimeUnit;

/** One HTTP/2 stream to the mock provider: one request, answered as ordered. */
final class MockStream extends ChannelInboundHandlerAdapter {
    private final Texts texts;
    private Order order = new Order(0, 0, 0, 0);

    MockStream(Texts texts) {
        this.texts = texts;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        boolean last = false;
        if (frame instanceof Http2HeadersFrame head) {
            CharSequence path = head.headers().path();
            if (path != null) {
                order = Order.parse(path.toString());
            }
            last = head.isEndStream();
        } else if (frame instanceof Http2DataFrame data) {
            last = data.isEndStream();
        }
        ReferenceCountUtil.release(frame);
        if (last && order.delay() > 0) {
            context.executor()
                    .schedule(() -> answer(context), order.delay(), TimeUnit.MILLISECONDS);
        } else if (last) {
            answer(context);
        }
    }

    private void answer(ChannelHandlerContext to) {
        Http2Headers head = new DefaultHttp2Headers(false).status("200");
        head.set("x-request-id", "req_bench");
        if (order.events() == 0) {
            head.set("content-type", "application/json");
            head.setInt("content-length", order.bytes());
            to.write(new DefaultHttp2HeadersFrame(head));
            ByteBuf out = to.alloc().directBuffer(order.bytes());
            texts.whole(out, order.bytes());
            to.writeAndFlush(new DefaultHttp2DataFrame(out, true));
        } else {
            head.set("content-type", "text/event-stream; charset=utf-8");
            head.set("cache-control", "no-cache");
            to.write(new DefaultHttp2HeadersFrame(head));
            new EventTimes(to, order, (_, last) -> event(to, last)).run();
        }
    }

    private void event(ChannelHandlerContext to, boolean last) {
        ByteBuf out = to.alloc().directBuffer(320);
        texts.event(out, Texts.stamp());
        if (last) {
            out.writeBytes(Texts.LAST_EVENT);
        }
        to.writeAndFlush(new DefaultHttp2DataFrame(out, last));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext of, Throwable cause) {
        of.close();
    }
}
