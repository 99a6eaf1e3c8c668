package dev.weir.bench.load;

import dev.weir.bench.http.MessageScanner;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** One client connection with at most one request under way. Belongs to its event loop. */
final class Connection extends ChannelInboundHandlerAdapter implements MessageScanner.Sink {
    /** Follows one request. Exactly one of {@code done} and {@code failed} is called, once. */
    interface Listener {
        default void body(ByteBuf from, int offset, int length) {}

        void first(long nanos);

        void done(int status);

        void failed();
    }

    private final MessageScanner reader = new MessageScanner(this);
    private final Requests requests;
    private @Nullable Channel channel;
    private @Nullable Listener listener;
    private boolean firstSeen;
    private int status;

    Connection(Requests requests) {
        this.requests = requests;
    }

    /** Writes the next request. The connection must be open and idle. */
    void ask(Listener forAnswer) {
        Channel open = Objects.requireNonNull(channel);
        if (!open.isActive()) {
            forAnswer.failed();
            return;
        }
        listener = forAnswer;
        firstSeen = false;
        open.writeAndFlush(requests.next(open.alloc()), open.voidPromise());
    }

    boolean open() {
        Channel current = channel;
        return current != null && current.isActive();
    }

    void close() {
        Channel current = channel;
        if (current != null) {
            current.close();
        }
    }

    /** Before the connection is there: who dials is told of it before the handlers are. */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            reader.read(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void head(MessageScanner.Head head) {
        status = head.status();
    }

    @Override
    public void body(ByteBuf from, int offset, int length) {
        Listener current = listener;
        if (current != null) {
            sawFirst(current);
            current.body(from, offset, length);
        }
    }

    @Override
    public void end() {
        Listener current = listener;
        if (current != null) {
            sawFirst(current);
            listener = null;
            current.done(status);
        }
    }

    private void sawFirst(Listener current) {
        if (!firstSeen) {
            firstSeen = true;
            current.first(System.nanoTime());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
        fail();
    }

    private void fail() {
        Listener current = listener;
        if (current != null) {
            listener = null;
            current.failed();
        }
    }
}
