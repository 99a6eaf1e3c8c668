package dev.weir.gateway.relay;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.gateway.relay.http1.BodyRules;
import dev.weir.gateway.relay.http1.Framing;
import dev.weir.gateway.relay.http1.HeadLimits;
import dev.weir.gateway.relay.http1.HeadParser;
import dev.weir.gateway.relay.http1.HttpFault;
import dev.weir.gateway.relay.http1.MessageReader;
import dev.weir.gateway.relay.http1.MessageWriter;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * One HTTP/1.1 connection to a provider. It serves one call after the other and goes back to the
 * pool in between, but only where request and answer were both whole, the provider wants to keep
 * it, and not one byte too many has come. In doubt it is closed: a connection that is out of step
 * would hand one caller's answer to another.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter
        implements UpstreamSide, MessageReader.Listener {

    private final Loop loop;
    private final Channel channel;
    private final @Nullable String tls;
    private final Consumer<UpstreamConnection> pool;
    private final String address;
    private final MessageReader reader = new MessageReader(HeadLimits.UPSTREAM, this);
    private final Inbox inbox = new Inbox();

    private @Nullable ChannelHandlerContext context;
    private @Nullable Call call;
    private boolean reused;
    private boolean closed;
    private long idleSince;

    private String method = "";
    private boolean chunkedRequest;
    private boolean requestDone;
    private boolean uploadBroken;
    private @Nullable Throwable lastError;
    private boolean responseDone;
    private boolean keepAlive;
    private boolean wholeHead;

    UpstreamConnection(
            Loop loop, Channel channel, @Nullable String tls, Consumer<UpstreamConnection> pool) {
        this.loop = loop;
        this.channel = channel;
        this.tls = tls;
        this.pool = pool;
        this.address = Addresses.text(channel.remoteAddress());
    }

    // ---- the pool's side
    // -----------------------------------------------------------------------------------------

    /** Starts to serve a call. */
    void serve(Call next) {
        call = next;
        requestDone = false;
        responseDone = false;
        wholeHead = false;
    }

    /** Serves a call again; false where the connection has died in the pool. */
    boolean takeFromPool(Call next) {
        if (closed || !channel.isActive()) {
            discard();
            return false;
        }
        reused = true;
        reader.nextMessage();
        serve(next);
        return true;
    }

    long idleSince() {
        return idleSince;
    }

    /** Closes it, whatever it does. */
    void discard() {
        closed = true;
        call = null;
        reader.stop();
        inbox.clear();
        channel.close();
    }

    // ---- the call's side
    // -----------------------------------------------------------------------------------------

    @Override
    public void request(String requestMethod, String target, Headers headers, long length) {
        method = requestMethod;
        Headers sent = headers;
        chunkedRequest = length < 0;
        boolean framed =
                headers.contains("content-length") || headers.contains("transfer-encoding");
        if (!framed && length != 0) {
            Headers.Builder more = Headers.builder();
            headers.forEach(more::add);
            sent =
                    (length < 0
                                    ? more.add("Transfer-Encoding", "chunked")
                                    : more.add("Content-Length", Long.toString(length)))
                            .build();
        }
        channel.write(
                MessageWriter.request(channel.alloc(), method, target, sent),
                channel.voidPromise());
    }

    @Override
    public boolean framesInHead() {
        return true;
    }

    @Override
    public void data(ByteBuf piece) {
        ChannelHandlerContext at = context;
        if (closed || uploadBroken || at == null) {
            piece.release();
        } else if (chunkedRequest) {
            MessageWriter.chunk(at, piece);
        } else {
            channel.write(piece, channel.voidPromise());
        }
    }

    @Override
    public void end(Headers trailers) {
        if (closed) {
            return;
        }
        requestDone = true;
        if (chunkedRequest) {
            channel.write(
                    MessageWriter.lastChunk(channel.alloc(), trailers), channel.voidPromise());
        }
        channel.flush();
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void cancel() {
        discard();
    }

    @Override
    public boolean isWritable() {
        return uploadBroken || channel.isWritable();
    }

    @Override
    public void pauseReading(boolean paused) {
        if (!closed && channel.config().isAutoRead() == paused) {
            channel.config().setAutoRead(!paused);
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
        return "HTTP/1.1";
    }

    @Override
    public @Nullable String tls() {
        return tls;
    }

    // ---- the network's side
    // --------------------------------------------------------------------------------------

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed) {
            bytes.release();
            return;
        }
        if (call == null) {
            bytes.release();
            loop.metrics.desync.increment();
            discard();
            return;
        }
        try {
            inbox.read(bytes, at.alloc(), reader);
            if (closed) {
                inbox.clear();
            }
        } catch (HttpFault fault) {
            fail(
                    new UpstreamFault(
                            UpstreamFault.Kind.MALFORMED,
                            "the provider's answer is not valid HTTP: " + fault.message()));
            return;
        }
        if (responseDone) {
            settle();
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
        if (served != null && channel.isWritable()) {
            served.onUpstreamWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext at) {
        ended(lastError);
    }

    /**
     * A read or a write failed. A failed read is followed by the end of the channel. A failed write
     * is not: the provider may have answered before it closed, and the answer is still to be read.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        if (!(cause instanceof java.io.IOException)) {
            Faults.log(cause);
            fail(
                    new UpstreamFault(
                            UpstreamFault.Kind.MALFORMED, "the connection to the provider failed"));
            return;
        }
        lastError = cause;
        if (!uploadBroken) {
            uploadBroken = true;
            Call served = call;
            if (served != null) {
                served.onUpstreamWritable();
            }
        }
    }

    /** Nothing more comes from the provider. */
    private void ended(@Nullable Throwable cause) {
        if (closed) {
            return;
        }
        Call served = call;
        if (served == null) {
            discard();
            return;
        }
        boolean inBody = reader.isInBody();
        if (cause == null && inBody && reader.endOfInput()) {
            settle();
            served.onResponseReadComplete();
            return;
        }
        if (!inBody && !inbox.isEmpty()) {
            fail(
                    new UpstreamFault(
                            UpstreamFault.Kind.MALFORMED,
                            "the provider closed in the middle of its response head"));
            return;
        }
        fail(Faults.ofConnection(cause, inBody));
    }

    private void fail(UpstreamFault fault) {
        Call served = call;
        discard();
        if (served != null) {
            served.onUpstreamFailed(fault);
        }
    }

    // ---- the reader's side
    // ---------------------------------------------------------------------------------------

    @Override
    public Framing onHead(byte[] bytes, int length) throws HttpFault {
        ResponseHead head = HeadParser.response(bytes, length, HeadLimits.UPSTREAM);
        Call served = call;
        if (served == null) {
            return Framing.NONE;
        }
        if (head.status() < 200) {
            if (head.status() == 101) {
                throw new HttpFault("it switches protocols unasked");
            }
            wholeHead = false;
            served.onInformational(head);
            return Framing.NONE;
        }
        wholeHead = true;
        Framing framing = BodyRules.response(head, method);
        keepAlive =
                head.version().equals("HTTP/1.1")
                        && !head.headers().hasToken("connection", "close")
                        && !(framing instanceof Framing.UntilClose);
        served.onResponse(
                head,
                switch (framing) {
                    case Framing.None() -> 0;
                    case Framing.Fixed(long size) -> size;
                    case Framing.Chunked(), Framing.UntilClose() -> -1;
                });
        return framing;
    }

    @Override
    public void onBody(ByteBuf piece) {
        Call served = call;
        if (served == null) {
            piece.release();
        } else {
            served.onResponseData(piece);
        }
    }

    @Override
    public void onEnd(Headers trailers) {
        if (!wholeHead) {
            reader.nextMessage();
            return;
        }
        responseDone = true;
        Call served = call;
        if (served != null) {
            served.onResponseEnd(trailers);
        }
    }

    /** Request and answer are over: keep the connection, or not. */
    private void settle() {
        if (closed) {
            return;
        }
        if (!inbox.isEmpty()) {
            loop.metrics.desync.increment();
            keepAlive = false;
        }
        boolean keep = keepAlive && requestDone && !uploadBroken && channel.isActive();
        call = null;
        responseDone = false;
        if (!keep) {
            discard();
            return;
        }
        pauseReading(false);
        idleSince = loop.nanos();
        pool.accept(this);
    }
}
