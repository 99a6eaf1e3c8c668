package dev.weir.bench.mock;

import dev.weir.bench.http.MessageScanner;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** One HTTP/1.1 connection to the mock provider: reads a request whole, answers it as ordered. */
final class MockConnection extends ChannelInboundHandlerAdapter implements MessageScanner.Sink {
    private static final byte[] STREAM_HEAD =
            Texts.ascii(
                    String.join(
                            "\r\n",
                            "HTTP/1.1 200 OK",
                            "content-type: text/event-stream; charset=utf-8",
                            "cache-control: no-cache",
                            "x-request-id: req_bench",
                            "transfer-encoding: chunked",
                            "",
                            ""));
    private static final byte[] WHOLE_HEAD =
            Texts.ascii(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_bench\r\n"
                            + "content-length: ");
    private static final byte[] LAST_CHUNK = Texts.ascii("0\r\n\r\n");

    private final MessageScanner scanner = new MessageScanner(this);
    private final Texts texts;
    private @Nullable ChannelHandlerContext context;
    private Order order = new Order(0, 0, 0, 0);

    MockConnection(Texts texts) {
        this.texts = texts;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            scanner.read(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void head(MessageScanner.Head head) {
        order = Order.parse(head.target());
    }

    @Override
    public void body(ByteBuf from, int offset, int length) {}

    @Override
    public void end() {
        ChannelHandlerContext to = Objects.requireNonNull(context);
        Order current = order;
        if (current.delay() > 0) {
            to.executor()
                    .schedule(() -> answer(to, current), current.delay(), TimeUnit.MILLISECONDS);
        } else {
            answer(to, current);
        }
    }

    private void answer(ChannelHandlerContext to, Order current) {
        if (current.events() == 0) {
            ByteBuf out = to.alloc().directBuffer(160 + current.bytes());
            out.writeBytes(WHOLE_HEAD);
            out.writeBytes(Texts.ascii(current.bytes() + "\r\n\r\n"));
            texts.whole(out, current.bytes());
            to.writeAndFlush(out, to.voidPromise());
        } else {
            new EventTimes(to, current, (first, last) -> event(to, first, last)).run();
        }
    }

    private void event(ChannelHandlerContext to, boolean first, boolean last) {
        ByteBuf out = to.alloc().directBuffer(512);
        if (first) {
            out.writeBytes(STREAM_HEAD);
        }
        byte[] stamp = Texts.stamp();
        chunkSize(out, Texts.eventLength(stamp));
        texts.event(out, stamp);
        out.writeByte('\r').writeByte('\n');
        if (last) {
            chunkSize(out, Texts.LAST_EVENT.length);
            out.writeBytes(Texts.LAST_EVENT);
            out.writeByte('\r').writeByte('\n');
            out.writeBytes(LAST_CHUNK);
        }
        to.writeAndFlush(out, to.voidPromise());
    }

    private static void chunkSize(ByteBuf out, int size) {
        out.writeBytes(Texts.ascii(Integer.toHexString(size) + "\r\n"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext of, Throwable cause) {
        of.close();
    }
}
