package dev.weir.gateway.relay;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.gateway.relay.http1.BodyRules;
import dev.weir.gateway.relay.http1.Framing;
import dev.weir.gateway.relay.http1.HeadLimits;
import dev.weir.gateway.relay.http1.HeadParser;
import dev.weir.gateway.relay.http1.HttpFault;
import dev.weir.gateway.relay.http1.MessageReader;
import dev.weir.gateway.relay.http1.MessageWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

import org.jspecify.annotations.Nullable;

/**
 * One client connection that speaks HTTP/1.1: a {@link Call} after the other. Pipelined requests
 * wait their turn in the inbox; a client that sends more than a little ahead is not read until it
 * is its turn.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter
        implements ClientSide, MessageReader.Listener, Loop.Timed {

    /** Bytes of a next request that may wait. */
    private static final int MOST_AHEAD = 64 << 10;

    /**
     * How long a connection that is to be closed still waits for bytes, so that the client can read
     * its answer: closed with bytes unread it would be reset, and the answer lost.
     */
    private static final long LINGER = 2_000_000_000L;

    /** The same for a client that goes on sending: an upload that was answered before its end. */
    private static final long LONGEST_LINGER = 30_000_000_000L;

    /** Bytes that are read and thrown away, so that the client can read its answer, at most. */
    private static final long MOST_DROPPED = 256L << 20;

    /** Where the connection stands between its client and its present call. */
    private enum Phase {
        /** No request, or an unfinished head. */
        IDLE,
        /** A call is under way. */
        SERVING,
        /** The answer is out, the rest of the request is thrown away. */
        DISCARDING,
        /** The answer is out and the connection is to be closed. */
        LINGERING,
        CLOSED
    }

    private final Loop loop;
    private final Channel channel;
    private final ClientFacts facts;
    private final MessageReader reader = new MessageReader(HeadLimits.CLIENT, this);
    private final Inbox inbox = new Inbox();
    private final BrowserGreeting greeting;

    private Phase phase = Phase.IDLE;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Call call;

    /** True while a whole head is being judged. */
    private boolean headTaken;

    /** What is known of the head that is being judged, down to its first line; null for nothing. */
    private @Nullable RequestHead begun;

    private boolean requestDone;
    private boolean expects;
    private boolean keepAlive;
    private boolean http10;
    private boolean chunked;
    private boolean bodiless;

    /** True where a client can tell a short answer from a whole one by its framing. */
    private boolean delimited;

    private boolean paused;
    private long since;

    /** When bytes came last that are thrown away, or began to be. */
    private long lastRead;

    /** Bytes that were thrown away since. */
    private long dropped;

    ClientConnection(Loop loop, Channel channel, @Nullable String tls, BrowserGreeting greeting) {
        this.loop = loop;
        this.channel = channel;
        this.greeting = greeting;
        this.facts = new ClientFacts(Addresses.text(channel.remoteAddress()), tls);
        this.since = loop.nanos();
    }

    // ---- the network's side
    // --------------------------------------------------------------------------------------

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        loop.watch(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            drop(bytes.readableBytes());
            bytes.release();
            return;
        }
        if (phase == Phase.DISCARDING) {
            drop(bytes.readableBytes());
        }
        if (phase == Phase.IDLE && inbox.isEmpty()) {
            since = loop.nanos();
        }
        try {
            inbox.read(bytes, at.alloc(), reader);
        } catch (HttpFault fault) {
            malformed(fault);
        }
        afterRead();
    }

    private void drop(int bytes) {
        lastRead = loop.nanos();
        dropped += bytes;
        if (dropped > MOST_DROPPED) {
            close();
        }
    }

    private void afterRead() {
        if (phase == Phase.CLOSED || phase == Phase.LINGERING) {
            inbox.clear();
        } else if (phase != Phase.IDLE && inbox.size() > MOST_AHEAD) {
            autoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext at) {
        Call served = call;
        if (served != null) {
            served.onRequestReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext at) {
        Call served = call;
        if (served != null && channel.isWritable()) {
            served.onClientWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext at) {
        gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        Faults.log(cause);
        at.close();
        gone();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext at, Object event) {
        if (event instanceof ChannelOutputShutdownEvent && phase != Phase.LINGERING) {
            at.close();
        }
    }

    private void gone() {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        loop.unwatch(this);
        reader.stop();
        inbox.clear();
        Call served = call;
        call = null;
        if (served != null) {
            served.onClientGone();
        }
    }

    /** What came is not HTTP, or did not come to an end. */
    private void malformed(HttpFault fault) {
        reader.stop();
        Refusal refusal = new Refusal(fault.code(), fault.message());
        Call served = call;
        if (served != null && phase == Phase.SERVING) {
            keepAlive = false;
            served.onRequestFault(refusal);
            return;
        }
        if (phase == Phase.DISCARDING) {
            linger();
            return;
        }
        keepAlive = false;
        requestDone = true;
        RequestHead known = begun;
        if (known == null && !headTaken) {
            byte[] start = inbox.start(HeadLimits.CLIENT.startLine());
            known = HeadParser.requestLine(start, start.length);
        }
        if (known == null) {
            refuseNobody(refusal);
        } else {
            http10 = known.version().equals("HTTP/1.0");
            begin(known, 0, refusal);
        }
    }

    /** Answers where there is not even a request line, and so no exchange to record. */
    private void refuseNobody(Refusal refusal) {
        loop.metrics.refused(refusal.code());
        loop.metrics.malformedHeads.increment();
        ExchangeId id = loop.nextId(loop.clocks.wallMicros().getAsLong());
        OwnAnswer answer = OwnAnswer.of(refusal, Dialect.OTHER, id, "", true);
        Headers.Builder headers = Headers.builder();
        answer.head().headers().forEach(headers::add);
        Headers sent = headers.add("connection", "close").build();
        channel.write(MessageWriter.response(channel.alloc(), answer.head(), sent));
        channel.writeAndFlush(Unpooled.wrappedBuffer(answer.body()));
        linger();
    }

    @Override
    public void sweep(long now) {
        RelayOptions.Timeouts limits = loop.options.timeouts();
        switch (phase) {
            case IDLE -> {
                if (!inbox.isEmpty()) {
                    if (now - since > limits.requestHead().toNanos()) {
                        malformed(
                                new HttpFault(
                                        ErrorCode.REQUEST_TIMEOUT,
                                        "the request head stopped before its end"));
                    }
                } else if (loop.drain.isStarted() || now - since > limits.keepAlive().toNanos()) {
                    close();
                }
            }
            case DISCARDING, LINGERING -> {
                if (now - lastRead > LINGER || now - since > LONGEST_LINGER) {
                    close();
                }
            }
            case SERVING, CLOSED -> {}
        }
    }

    private void close() {
        channel.close();
        gone();
    }

    // ---- the reader's side
    // ---------------------------------------------------------------------------------------

    @Override
    public Framing onHead(byte[] bytes, int length) throws HttpFault {
        headTaken = true;
        RequestHead head;
        try {
            head = HeadParser.request(bytes, length, HeadLimits.CLIENT);
        } catch (HttpFault fault) {
            begun = HeadParser.requestLine(bytes, length);
            throw fault;
        }
        begun = head;
        http10 = head.version().equals("HTTP/1.0");
        keepAlive =
                http10
                        ? head.headers().hasToken("connection", "keep-alive")
                        : !head.headers().hasToken("connection", "close");
        Framing framing = BodyRules.request(head);
        RequestTarget target = RequestTarget.of(head, loop.hosts);
        head = target.head();
        begun = null;
        headTaken = false;
        if (greeting.isFor(head)) {
            greet();
            return framing;
        }
        requestDone = false;
        expects = !http10 && head.headers().contains("expect");
        begin(
                head,
                switch (framing) {
                    case Framing.None() -> 0;
                    case Framing.Fixed(long size) -> size;
                    case Framing.Chunked(), Framing.UntilClose() -> -1;
                },
                target.refusal());
        return framing;
    }

    /** A call begins, if only to be refused. */
    private void begin(RequestHead head, long length, @Nullable Refusal refusal) {
        phase = Phase.SERVING;
        bodiless = head.method().equals("HEAD");
        Call next = new Call(loop, this);
        call = next;
        next.onRequest(head, length, refusal);
    }

    /** Sends a person's browser to the console, without a record. */
    private void greet() {
        Headers headers = greeting.headers();
        ResponseHead head = new ResponseHead(307, "Temporary Redirect", "HTTP/1.1", headers);
        channel.writeAndFlush(MessageWriter.response(channel.alloc(), head, headers));
        reader.stop();
        linger();
    }

    @Override
    public void onBody(ByteBuf piece) {
        Call served = call;
        if (served == null || phase != Phase.SERVING) {
            piece.release();
        } else {
            served.onRequestData(piece);
        }
    }

    @Override
    public void onEnd(Headers trailers) {
        requestDone = true;
        Call served = call;
        if (served != null && phase == Phase.SERVING) {
            served.onRequestEnd(trailers);
        } else if (phase == Phase.DISCARDING) {
            next();
        }
    }

    // ---- the call's side
    // -----------------------------------------------------------------------------------------

    @Override
    public ClientFacts facts() {
        return facts;
    }

    @Override
    public boolean framesInHead() {
        return true;
    }

    @Override
    public void informational(ResponseHead head) {
        if (!http10 && channel.isActive()) {
            if (head.status() == 100) {
                expects = false;
            }
            channel.writeAndFlush(
                    MessageWriter.response(channel.alloc(), head, head.headers()),
                    channel.voidPromise());
        }
    }

    @Override
    public void head(ResponseHead head, Headers headers, long length) {
        chunked = headers.contains("transfer-encoding");
        boolean noBody = bodiless || head.status() == 204 || head.status() == 304;
        boolean closeIt = loop.drain.isStarted() && keepAlive;
        Headers sent = headers;
        boolean framed = chunked || headers.contains("content-length");
        if (!framed && !noBody || http10 || closeIt || !keepAlive) {
            Headers.Builder more = Headers.builder();
            for (int i = 0; i < headers.size(); i++) {
                if (!http10 || !headers.name(i).equalsIgnoreCase("transfer-encoding")) {
                    more.add(headers.name(i), headers.value(i));
                }
            }
            if (length < 0 && !noBody) {
                if (http10) {
                    chunked = false;
                    keepAlive = false;
                } else if (!chunked) {
                    chunked = true;
                    more.add("Transfer-Encoding", "chunked");
                }
            }
            if (length == 0 && !framed && !noBody) {
                more.add("Content-Length", "0");
            }
            if (closeIt) {
                keepAlive = false;
            }
            if (!keepAlive) {
                more.add("Connection", "close");
            } else if (http10) {
                more.add("Connection", "keep-alive");
            }
            sent = more.build();
        }
        if (noBody) {
            chunked = false;
        }
        delimited = chunked || length >= 0;
        channel.write(MessageWriter.response(channel.alloc(), head, sent), channel.voidPromise());
    }

    @Override
    public void data(ByteBuf piece) {
        ChannelHandlerContext at = context;
        if (at == null || !channel.isActive()) {
            piece.release();
        } else if (chunked) {
            MessageWriter.chunk(at, piece);
        } else {
            channel.write(piece, channel.voidPromise());
        }
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void end(Headers trailers, boolean reusable) {
        if (!reusable || expects && !requestDone) {
            keepAlive = false;
        }
        ByteBuf last =
                chunked
                        ? MessageWriter.lastChunk(channel.alloc(), trailers)
                        : Unpooled.EMPTY_BUFFER;
        ChannelPromise promise = channel.newPromise();
        promise.addListener(done -> served(done.isSuccess()));
        channel.writeAndFlush(last, promise);
    }

    private void served(boolean whole) {
        Call done = call;
        call = null;
        if (done == null) {
            return;
        }
        done.onClientServed(whole);
        if (phase != Phase.SERVING) {
            return;
        }
        if (!whole) {
            close();
        } else if (!keepAlive) {
            linger();
        } else if (requestDone) {
            next();
        } else {
            throwAway(Phase.DISCARDING);
        }
    }

    /** Ready for the next request, which may be waiting already. */
    private void next() {
        phase = Phase.IDLE;
        since = loop.nanos();
        paused = false;
        if (loop.drain.isStarted() && inbox.isEmpty()) {
            close();
            return;
        }
        reader.nextMessage();
        autoRead(true);
        if (!inbox.isEmpty()) {
            // Not from here: a long pipeline would pile up on the stack.
            channel.eventLoop().execute(this::readWaiting);
        }
    }

    private void readWaiting() {
        if (phase != Phase.IDLE) {
            return;
        }
        try {
            inbox.readAgain(reader);
        } catch (HttpFault fault) {
            malformed(fault);
        }
        afterRead();
        Call served = call;
        if (served != null) {
            served.onRequestReadComplete();
        }
    }

    /** Closes once the client has had the time to read what it was sent. */
    private void linger() {
        throwAway(Phase.LINGERING);
        reader.stop();
        autoRead(true);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> tls.closeOutbound());
        } else if (channel instanceof DuplexChannel duplex) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(done -> duplex.shutdownOutput());
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> close());
        }
    }

    /** From now on what comes is read and dropped, within {@link #sweep}'s limits. */
    private void throwAway(Phase next) {
        phase = next;
        paused = false;
        since = loop.nanos();
        lastRead = since;
        dropped = 0;
    }

    @Override
    public void abort() {
        call = null;
        throwAway(Phase.LINGERING);
        reader.stop();
        inbox.clear();
        ChannelPromise promise = channel.newPromise();
        promise.addListener(
                _ -> {
                    if (delimited) {
                        channel.close();
                    } else {
                        Aborts.reset(channel);
                    }
                });
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER, promise);
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long pendingBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void pauseReading(boolean pause) {
        paused = pause;
        autoRead(!pause);
    }

    private void autoRead(boolean read) {
        if (channel.config().isAutoRead() != (read && !paused)) {
            channel.config().setAutoRead(read && !paused);
        }
    }
}
