package dev.weir.bench.mock;

import dev.weir.bench.http.MessageScanner;
import dev.weir.bench.http.Prose;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** One connection to the mock provider: reads a request whole, answers it as ordered. */
final class MockConnection extends ChannelInboundHandlerAdapter implements MessageScanner.Sink {
    private static final byte[] STREAM_HEAD =
            ascii(
                    String.join(
                            "\r\n",
                            "HTTP/1.1 200 OK",
                            "content-type: text/event-stream; charset=utf-8",
                            "cache-control: no-cache",
                            "x-request-id: req_bench",
                            "transfer-encoding: chunked",
                            "",
                            ""));
    private static final byte[] LAST_EVENT = ascii("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
    private static final byte[] BEFORE_TEXT =
            ascii(
                    "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"model\":\"mock-1\",\"choices\":"
                            + "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"");
    private static final byte[] AFTER_TEXT =
            ascii(
                    "\"}}],\"usage\":{\"prompt_tokens\":900,\"completion_tokens\":400,\"total_tokens\":1300}}");
    private static final byte[] BEFORE_DELTA =
            ascii(
                    "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"model\":\"mock-1\","
                            + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"");
    private static final int DELTA = 12;

    private final MessageScanner reader = new MessageScanner(this);
    private final Prose prose;
    private @Nullable ChannelHandlerContext context;
    private Order order = new Order(0, 0, 0, 0);

    MockConnection(Prose prose) {
        this.prose = prose;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            reader.read(in);
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
            to.writeAndFlush(whole(to, current.bytes()), to.voidPromise());
        } else {
            new Stream(to, current).next();
        }
    }

    private ByteBuf whole(ChannelHandlerContext to, int bytes) {
        int text = bytes - BEFORE_TEXT.length - AFTER_TEXT.length;
        ByteBuf out = to.alloc().directBuffer(160 + bytes);
        out.writeBytes(
                ascii(
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_bench\r\n"
                                + "content-length: "
                                + bytes
                                + "\r\n\r\n"));
        if (text < 0) {
            prose.write(out, bytes);
        } else {
            out.writeBytes(BEFORE_TEXT);
            prose.write(out, text);
            out.writeBytes(AFTER_TEXT);
        }
        return out;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext of, Throwable cause) {
        of.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** One answer of events. An event that is late is sent at once; none is left out. */
    private final class Stream implements Runnable {
        private final ChannelHandlerContext to;
        private final Order what;
        private final long started = System.nanoTime();
        private int done;

        Stream(ChannelHandlerContext to, Order what) {
            this.to = to;
            this.what = what;
        }

        @Override
        public void run() {
            next();
        }

        void next() {
            if (!to.channel().isActive()) {
                return;
            }
            ByteBuf out = to.alloc().directBuffer(512);
            if (done == 0) {
                out.writeBytes(STREAM_HEAD);
            }
            event(out);
            done++;
            if (done == what.events()) {
                out.writeBytes(LAST_EVENT);
            } else {
                long due = started + done * what.microsPerEvent() * 1000;
                to.executor().schedule(this, due - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            to.writeAndFlush(out, to.voidPromise());
        }

        private void event(ByteBuf out) {
            byte[] after = ascii("\"}}],\"ns\":" + System.nanoTime() + "}\n\n\r\n");
            int size = BEFORE_DELTA.length + DELTA + after.length - 2;
            out.writeBytes(ascii(Integer.toHexString(size) + "\r\n"));
            out.writeBytes(BEFORE_DELTA);
            prose.write(out, DELTA);
            out.writeBytes(after);
        }
    }
}
