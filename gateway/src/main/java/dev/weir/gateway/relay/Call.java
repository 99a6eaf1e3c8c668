package dev.weir.gateway.relay;

import dev.weir.core.access.Attribution;
import dev.weir.core.access.Doors;
import dev.weir.core.access.HeaderRules;
import dev.weir.core.access.TargetRules;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Opening;
import dev.weir.core.capture.Recorder.CaptureUnavailable;
import dev.weir.core.capture.Recording;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.dialect.StreamEnd;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Timeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One exchange: the state machine between a client and a provider.
 *
 * <p>The order of things is the promise. A request is judged, then recorded, then dispatched; every
 * piece of a body is recorded before it is queued for the other side; the end of an answer is
 * recorded before its last byte is sent. Both directions run at once: an answer may come before the
 * upload has ended. Whatever happens, {@link #close} runs exactly once.
 *
 * <p>Runs on one event loop. Events come from the two sides; after the end of its side an event is
 * ignored.
 */
final class Call implements Loop.Timed {

    /**
     * How long a provider may think about {@code Expect: 100-continue} before Weir lets the client
     * go on.
     */
    private static final long CONTINUE_AFTER = 1_000_000_000L;

    /**
     * What the dialer may take beyond its own limit. It knows best why there is no connection, but
     * it has no hold on a name that nobody resolves.
     */
    private static final long CONNECT_GRACE = 250_000_000L;

    /** Where the provider's side stands. */
    private enum Upstreaming {
        /** Not asked for yet, or refused. */
        NONE,
        /** A connection is being made. */
        CONNECTING,
        /** Connected; the request goes out and an answer is awaited. */
        OPEN,
        /** The answer is whole, or the provider's side was given up. */
        OVER
    }

    private final Loop loop;
    private final ClientSide client;
    private final long received;
    private final long wallMicros;
    private final ExchangeId id;

    private RequestHead request = new RequestHead("", "", "", Headers.EMPTY);
    private Dialect dialect = Dialect.OTHER;
    private Doors.@Nullable Through way;
    private HeaderRules.Passed outbound = new HeaderRules.Passed(Headers.EMPTY, List.of());
    private @Nullable Recording recording;
    private boolean degraded;
    private boolean counted;

    private Upstreaming upstreaming = Upstreaming.NONE;
    private @Nullable UpstreamSide upstream;
    private @Nullable UpstreamSide lastUpstream;
    private Upstreams.@Nullable Pending connecting;
    private final Replay replay = new Replay();
    private int attempts;
    private long bodyLength;
    private long bodyTaken;
    private Headers requestTrailers = Headers.EMPTY;
    private boolean requestEnded;
    private boolean requestGivenUp;
    private int informational;
    private boolean awaitsContinue;

    /** True inside {@link #onRequest}: what is read next is sent together with the head. */
    private boolean dispatching;

    private long uploadMoved;

    private @Nullable ResponseHead response;
    private @Nullable StreamEnd stream;
    private boolean responseEnded;
    private boolean holdFlush;
    private boolean clientOver;
    private boolean closed;
    private @Nullable Refusal refusal;
    private EndReason refusalEnd = EndReason.REFUSED_POLICY;
    private final List<Change> changes = new ArrayList<>(0);

    private long connected = Timeline.NEVER;
    private long requestSent = Timeline.NEVER;
    private long firstByte = Timeline.NEVER;
    private long lastByte = Timeline.NEVER;
    private long dispatched;
    private long lastUpstreamByte;
    private long lastClientByte;
    private long lastClientProgress;
    private long lastPending;

    Call(Loop loop, ClientSide client) {
        this.loop = loop;
        this.client = client;
        this.received = loop.nanos();
        this.wallMicros = loop.clocks.wallMicros().getAsLong();
        this.id = loop.nextId(wallMicros);
        this.lastClientByte = received;
        this.lastClientProgress = received;
        this.uploadMoved = received;
    }

    // ---- the client's events
    // -------------------------------------------------------------------------------------

    /**
     * The request head is complete.
     *
     * @param head the head, its target in origin form
     * @param length bytes of body to come, 0 for none, -1 where not known
     * @param fault a refusal found while reading the head, or null
     */
    void onRequest(RequestHead head, long length, @Nullable Refusal fault) {
        loop.watch(this);
        loop.metrics.inFlight.incrementAndGet();
        counted = true;
        request = head;
        bodyLength = length;
        Refusal refused = fault != null ? fault : judge(head, length);
        if (refused == null) {
            switch (loop.doors.find(head.path(), head.headers())) {
                case Doors.Shut shut -> {
                    dialect = shut.dialect();
                    refused = shut.refusal();
                }
                case Doors.Through through -> {
                    way = through;
                    dialect = through.dialect();
                    String host = through.provider().base().authority();
                    outbound = HeaderRules.toUpstream(head.headers(), host);
                }
            }
        } else {
            dialect = Dialect.ofPath(head.path(), guessDialect(head));
        }
        if (!record() && refused == null) {
            refused =
                    new Refusal(
                            ErrorCode.CAPTURE_UNAVAILABLE,
                            "this exchange cannot be recorded, and Weir is set to refuse what it cannot record"
                                    + " (configuration key capture.on_full)");
        }
        if (refused != null) {
            refuse(refused, isLimit(refused) ? EndReason.REFUSED_LIMIT : EndReason.REFUSED_POLICY);
            return;
        }
        dispatching = true;
        dispatch(false);
        dispatching = false;
    }

    /** A piece of the request body; released here in the end. */
    void onRequestData(ByteBuf piece) {
        lastClientByte = loop.nanos();
        if (closed || requestGivenUp) {
            piece.release();
            return;
        }
        bodyTaken += piece.readableBytes();
        loop.metrics.requestBytes.increment(piece.readableBytes());
        if (bodyTaken > loop.options.limits().requestBody()) {
            piece.release();
            tooLarge();
            return;
        }
        Recording tape = recording;
        if (tape != null) {
            recordPiece(tape, piece, true);
        }
        replay.keep(piece);
        UpstreamSide side = upstream;
        if (side != null && upstreaming == Upstreaming.OPEN) {
            side.data(piece);
            if (!side.isWritable()) {
                client.pauseReading(true);
            }
        } else {
            replay.queue(piece);
            client.pauseReading(true);
        }
    }

    /** What could be read of the request for now was read. */
    void onRequestReadComplete() {
        UpstreamSide side = upstream;
        if (side != null && upstreaming == Upstreaming.OPEN) {
            side.flush();
        }
    }

    /** The request is whole. */
    void onRequestEnd(Headers trailers) {
        if (closed || requestEnded) {
            return;
        }
        requestEnded = true;
        requestTrailers = trailers;
        if (requestGivenUp) {
            return;
        }
        Recording tape = recording;
        if (tape != null) {
            tape.requestEnd(HeaderRules.forRecord(trailers), elapsed());
        }
        UpstreamSide side = upstream;
        if (side != null && upstreaming == Upstreaming.OPEN) {
            side.end(trailers);
            requestSent = elapsed();
            lastUpstreamByte = loop.nanos();
        }
    }

    /** The client broke HTTP inside its request body. */
    void onRequestFault(Refusal fault) {
        if (closed) {
            return;
        }
        cancelUpstream();
        if (response == null) {
            refuse(fault, EndReason.CLIENT_MALFORMED);
        } else {
            client.abort();
            close(EndReason.CLIENT_MALFORMED);
        }
    }

    /** The client went away. */
    void onClientGone() {
        if (closed) {
            return;
        }
        clientOver = true;
        StreamEnd watched = stream;
        boolean complete = watched != null && watched.finished(dialect);
        if (complete && !responseEnded) {
            lastByte = elapsed();
            Recording tape = recording;
            if (tape != null) {
                responseEnded = true;
                tape.responseEnd(Headers.EMPTY, lastByte, () -> {});
            }
        }
        cancelUpstream();
        if (!complete) {
            loop.metrics.cancelled.increment();
            if (response != null) {
                loop.metrics.cutByClient.increment();
            }
        }
        close(complete ? EndReason.COMPLETE : EndReason.CLIENT_CANCEL);
    }

    /** More may be queued for the client. */
    void onClientWritable() {
        UpstreamSide side = upstream;
        if (side != null && upstreaming == Upstreaming.OPEN) {
            // The provider's silence was Weir's own doing until now.
            lastUpstreamByte = loop.nanos();
            side.pauseReading(false);
        }
    }

    /**
     * Everything of the response was handed over, or could not be.
     *
     * @param whole true where the client's side took all of it
     */
    void onClientServed(boolean whole) {
        if (closed) {
            return;
        }
        clientOver = true;
        cancelUpstream();
        Refusal refused = refusal;
        if (refused != null) {
            close(refusalEnd);
        } else if (whole) {
            close(EndReason.COMPLETE);
        } else {
            onClientGone();
        }
    }

    // ---- the provider's events
    // -----------------------------------------------------------------------------------

    /** A connection is ready. */
    void onConnected(UpstreamSide side) {
        connecting = null;
        if (closed || clientOver) {
            side.cancel();
            return;
        }
        Doors.Through through = way;
        if (through == null) {
            throw new IllegalStateException("connected without a way");
        }
        upstream = side;
        lastUpstream = side;
        upstreaming = Upstreaming.OPEN;
        attempts++;
        connected = elapsed();
        lastUpstreamByte = loop.nanos();
        Headers headers =
                side.framesInHead()
                        ? outbound.passed()
                        : HeaderRules.toUpstream(request.headers(), null).passed();
        boolean done = requestEnded;
        String query = request.query();
        boolean hasQuery = request.target().length() > request.path().length();
        String target = through.upstreamPath() + (hasQuery ? "?" + query : "");
        side.request(request.method(), target.isEmpty() ? "/" : target, headers, bodyLength);
        replay.sendTo(side, side.reused());
        awaitsContinue = !requestEnded && request.headers().contains("expect");
        if (done) {
            side.end(requestTrailers);
            requestSent = elapsed();
        } else {
            if (!dispatching) {
                side.flush();
            }
            if (side.isWritable()) {
                client.pauseReading(false);
            }
        }
    }

    /** No connection could be had. */
    void onConnectFailed(UpstreamFault fault) {
        connecting = null;
        if (!closed) {
            upstreaming = Upstreaming.OVER;
            upstreamFailed(fault);
        }
    }

    /** An informational response. */
    void onInformational(ResponseHead head) {
        lastUpstreamByte = loop.nanos();
        replay.forget();
        if (++informational > 100) {
            onUpstreamFailed(
                    new UpstreamFault(
                            UpstreamFault.Kind.MALFORMED,
                            "the provider sent more than 100 informational responses"));
            return;
        }
        if (head.status() == 100) {
            if (!awaitsContinue) {
                return;
            }
            awaitsContinue = false;
        }
        if (!clientOver) {
            client.informational(
                    new ResponseHead(
                            head.status(),
                            head.reason(),
                            head.version(),
                            clientFields(head).passed()));
        }
    }

    /**
     * The final response head.
     *
     * @param length bytes of body to come, -1 where not known
     */
    void onResponse(ResponseHead head, long length) {
        if (closed) {
            return;
        }
        lastUpstreamByte = loop.nanos();
        replay.forget();
        firstByte = elapsed();
        response = head;
        String type = head.headers().first("content-type");
        if (type != null && isStream(type)) {
            stream = new StreamEnd();
        }
        Recording tape = recording;
        if (tape != null) {
            tape.responseHead(recorded(head), firstByte);
        }
        HeaderRules.Passed passed = clientFields(head);
        changes.addAll(passed.changes());
        Headers fields = passed.passed();
        if (degraded) {
            Headers.Builder more = Headers.builder();
            fields.forEach(more::add);
            fields = more.add("x-weir-capture", "degraded").build();
        }
        client.head(head, fields, length);
    }

    /** A piece of the response body; released here in the end. */
    void onResponseData(ByteBuf piece) {
        if (closed) {
            piece.release();
            return;
        }
        lastUpstreamByte = loop.nanos();
        loop.metrics.responseBytes.increment(piece.readableBytes());
        Recording tape = recording;
        if (tape != null) {
            recordPiece(tape, piece, false);
        }
        StreamEnd watched = stream;
        if (watched != null) {
            piece.forEachByte(
                    b -> {
                        watched.accept(b);
                        return true;
                    });
        }
        client.data(piece);
        UpstreamSide side = upstream;
        if (side != null && !client.isWritable()) {
            side.pauseReading(true);
        }
    }

    /** What could be read of the answer for now was read. */
    void onResponseReadComplete() {
        if (!closed && !holdFlush) {
            client.flush();
        }
    }

    /** The answer is whole. */
    void onResponseEnd(Headers trailers) {
        if (closed || responseEnded) {
            return;
        }
        responseEnded = true;
        upstreaming = Upstreaming.OVER;
        lastByte = elapsed();
        Recording tape = recording;
        if (!requestEnded) {
            giveUpRequest();
        }
        if (tape == null) {
            client.end(trailers, true);
            return;
        }
        holdFlush = true;
        tape.responseEnd(
                HeaderRules.forRecord(trailers),
                lastByte,
                () -> {
                    holdFlush = false;
                    if (!clientOver) {
                        client.end(trailers, true);
                    }
                });
    }

    /** The provider's side broke. */
    void onUpstreamFailed(UpstreamFault fault) {
        if (closed || upstreaming == Upstreaming.OVER) {
            return;
        }
        UpstreamSide side = upstream;
        upstream = null;
        boolean died =
                fault.kind() == UpstreamFault.Kind.RESET
                        || fault.kind() == UpstreamFault.Kind.SHORT;
        boolean resend =
                died
                        && side != null
                        && side.reused()
                        && attempts == 1
                        && response == null
                        && informational == 0
                        && replay.isWhole();
        if (side != null) {
            side.cancel();
        }
        if (resend) {
            loop.metrics.retries.increment();
            changes.add(new Change(Change.Kind.RESENT, "connection"));
            replay.rewind();
            dispatch(true);
            return;
        }
        upstreaming = Upstreaming.OVER;
        upstreamFailed(fault);
    }

    /** More of the request may be queued. */
    void onUpstreamWritable() {
        if (!closed && upstreaming == Upstreaming.OPEN) {
            client.pauseReading(false);
        }
    }

    // ---- time
    // ----------------------------------------------------------------------------------------------------

    @Override
    public void sweep(long now) {
        if (closed) {
            return;
        }
        RelayOptions.Timeouts limits = loop.options.timeouts();
        if (loop.drain.isOver()) {
            cancelUpstream();
            if (!clientOver) {
                client.abort();
            }
            loop.metrics.cutByWeir.increment();
            close(EndReason.GATEWAY_DRAIN);
            return;
        }
        if (stalled(now, limits)) {
            return;
        }
        if (upstreaming == Upstreaming.CONNECTING
                && now - dispatched > limits.connect().toNanos() + CONNECT_GRACE) {
            cancelUpstream();
            upstreamFailed(
                    new UpstreamFault(
                            UpstreamFault.Kind.CONNECT_TIMEOUT,
                            "no connection to the provider in time"));
            return;
        }
        if (awaitsContinue
                && upstreaming == Upstreaming.OPEN
                && now - lastUpstreamByte > CONTINUE_AFTER) {
            awaitsContinue = false;
            lastClientByte = now;
            client.informational(new ResponseHead(100, "Continue", "HTTP/1.1", Headers.EMPTY));
        }
        UpstreamSide side = upstream;
        if (side == null || side.isWritable()) {
            uploadMoved = now;
        } else if (upstreaming == Upstreaming.OPEN && now - uploadMoved > limits.idle().toNanos()) {
            onUpstreamFailed(
                    new UpstreamFault(
                            UpstreamFault.Kind.IDLE_TIMEOUT,
                            "the provider took nothing of the request for "
                                    + limits.idle().toMillis()
                                    + " ms"));
            return;
        }
        if (upstreaming == Upstreaming.OPEN && client.isWritable()) {
            if (response == null && requestSent != Timeline.NEVER) {
                if (now - lastUpstreamByte > limits.firstByte().toNanos()) {
                    onUpstreamFailed(
                            new UpstreamFault(
                                    UpstreamFault.Kind.FIRST_BYTE_TIMEOUT,
                                    "the provider sent nothing for "
                                            + limits.firstByte().toMillis()
                                            + " ms"));
                    return;
                }
            } else if (response != null && now - lastUpstreamByte > limits.idle().toNanos()) {
                onUpstreamFailed(
                        new UpstreamFault(
                                UpstreamFault.Kind.IDLE_TIMEOUT,
                                "the provider fell silent for "
                                        + limits.idle().toMillis()
                                        + " ms"));
                return;
            }
        }
        boolean waitsForClient =
                !requestEnded
                        && !requestGivenUp
                        && upstreaming == Upstreaming.OPEN
                        && response == null
                        && (side == null || side.isWritable());
        if (waitsForClient && now - lastClientByte > limits.requestIdle().toNanos()) {
            cancelUpstream();
            refuse(
                    new Refusal(
                            ErrorCode.REQUEST_TIMEOUT, "the request body stopped before its end"),
                    EndReason.CLIENT_SLOW);
        }
    }

    private boolean stalled(long now, RelayOptions.Timeouts limits) {
        long pending = client.pendingBytes();
        if (pending == 0 || pending < lastPending) {
            lastClientProgress = now;
        }
        lastPending = pending;
        if (pending == 0
                || clientOver
                || now - lastClientProgress <= limits.clientStall().toNanos()) {
            return false;
        }
        loop.metrics.slowClients.increment();
        cancelUpstream();
        clientOver = true;
        client.abort();
        close(EndReason.CLIENT_SLOW);
        return true;
    }

    // ---- steps
    // ---------------------------------------------------------------------------------------------------

    private @Nullable Refusal judge(RequestHead head, long length) {
        Refusal foreign = loop.hosts.check(head.headers());
        if (foreign != null) {
            return foreign;
        }
        String fault = TargetRules.fault(head.target());
        if (fault != null) {
            return new Refusal(ErrorCode.BAD_REQUEST, fault);
        }
        if (loop.drain.isStarted()) {
            return new Refusal(ErrorCode.DRAINING, "Weir is stopping");
        }
        if (loop.metrics.inFlight.get() > loop.options.limits().inFlight()) {
            return new Refusal(
                    ErrorCode.OVERLOADED,
                    "there are already "
                            + loop.options.limits().inFlight()
                            + " exchanges under way");
        }
        String expect = head.headers().first("expect");
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return new Refusal(
                    ErrorCode.EXPECTATION_FAILED,
                    "the only expectation that is known is 100-continue");
        }
        if (length > loop.options.limits().requestBody()) {
            return bodyTooLarge();
        }
        return null;
    }

    private Refusal bodyTooLarge() {
        return new Refusal(
                ErrorCode.BODY_TOO_LARGE,
                "the request body is larger than "
                        + loop.options.limits().requestBody()
                        + " bytes (configuration key limits.request_body)");
    }

    private static boolean isLimit(Refusal refused) {
        return refused.code() == ErrorCode.OVERLOADED || refused.code() == ErrorCode.DRAINING;
    }

    private static Dialect guessDialect(RequestHead head) {
        return head.headers().contains("anthropic-version") ? Dialect.ANTHROPIC : Dialect.OPENAI;
    }

    /** Puts the opening on record; false where that has to stop the request. */
    private boolean record() {
        Doors.Through through = way;
        CaptureMode mode =
                through == null
                        ? loop.options.mode()
                        : CaptureMode.strictest(loop.options.mode(), through.provider().mode());
        if (mode instanceof CaptureMode.Off) {
            loop.metrics.captureOff.increment();
            return true;
        }
        RequestHead kept =
                new RequestHead(
                        request.method(),
                        HeaderRules.targetForRecord(request.target()),
                        request.version(),
                        HeaderRules.forRecord(request.headers()));
        String path = through == null ? kept.path() : through.path();
        Opening opening =
                new Opening(
                        id,
                        wallMicros,
                        client.facts(),
                        through == null ? "none" : through.door(),
                        through == null ? "" : through.provider().name(),
                        dialect,
                        kept,
                        path,
                        through == null ? "" : through.provider().base().root(),
                        through == null ? "" : through.upstreamPath(),
                        mode,
                        outbound.changes(),
                        Attribution.tags(request.headers()));
        try {
            recording = loop.recorder.begin(opening);
            return true;
        } catch (CaptureUnavailable e) {
            loop.metrics.gap(e.loss());
            if (loop.options.refuseUnrecorded()) {
                return false;
            }
            degraded = true;
            loop.metrics.unrecorded.increment();
            return true;
        }
    }

    private void dispatch(boolean fresh) {
        Doors.Through through = way;
        if (through == null) {
            throw new IllegalStateException("dispatched without a way");
        }
        upstreaming = Upstreaming.CONNECTING;
        dispatched = loop.nanos();
        connecting = loop.upstreams.connect(through.provider(), through.guarded(), fresh, this);
    }

    private void recordPiece(Recording tape, ByteBuf piece, boolean ofRequest) {
        long at = elapsed();
        if (piece.nioBufferCount() == 1) {
            ByteBuffer bytes = piece.internalNioBuffer(piece.readerIndex(), piece.readableBytes());
            say(tape, bytes, at, ofRequest);
        } else {
            for (ByteBuffer bytes : piece.nioBuffers()) {
                say(tape, bytes, at, ofRequest);
            }
        }
    }

    private static void say(Recording tape, ByteBuffer bytes, long at, boolean ofRequest) {
        if (ofRequest) {
            tape.requestBody(bytes, at);
        } else {
            tape.responseBody(bytes, at);
        }
    }

    private HeaderRules.Passed clientFields(ResponseHead head) {
        return HeaderRules.toClient(head.headers(), client.framesInHead());
    }

    private static ResponseHead recorded(ResponseHead head) {
        return new ResponseHead(
                head.status(),
                head.reason(),
                head.version(),
                HeaderRules.forRecord(head.headers()));
    }

    private static boolean isStream(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson");
    }

    private void tooLarge() {
        cancelUpstream();
        if (response == null) {
            refuse(bodyTooLarge(), EndReason.REFUSED_POLICY);
        } else {
            client.abort();
            close(EndReason.REFUSED_POLICY);
        }
    }

    /**
     * The answer came before the request had ended: what still comes of the request is thrown away.
     */
    private void giveUpRequest() {
        requestGivenUp = true;
        UpstreamSide side = upstream;
        if (side != null) {
            side.cancel();
            upstream = null;
        }
        replay.forget();
        client.pauseReading(false);
    }

    private void cancelUpstream() {
        Upstreams.Pending pending = connecting;
        if (pending != null) {
            pending.abandon();
            connecting = null;
        }
        UpstreamSide side = upstream;
        if (side != null && upstreaming == Upstreaming.OPEN) {
            side.cancel();
        }
        upstream = null;
        upstreaming = Upstreaming.OVER;
        replay.forget();
    }

    private void upstreamFailed(UpstreamFault fault) {
        loop.metrics.fault(fault.kind());
        replay.forget();
        Refusal refused = new Refusal(fault.kind().code(), fault.message());
        if (response == null) {
            refuse(refused, fault.kind().end());
            return;
        }
        loop.metrics.cutByUpstream.increment();
        StreamEnd watched = stream;
        if (watched != null
                && watched.betweenEvents()
                && response.headers().first("content-encoding") == null) {
            byte[] event = refused.event(dialect, id);
            if (event.length > 0
                    && client.isWritable()
                    && response.headers().first("content-length") == null) {
                client.data(Unpooled.wrappedBuffer(event));
            }
        }
        clientOver = true;
        client.abort();
        close(fault.kind().end());
    }

    /** Answers in Weir's own name. */
    private void refuse(Refusal refused, EndReason end) {
        loop.metrics.refused(refused.code());
        refusal = refused;
        refusalEnd = end;
        upstreaming = Upstreaming.OVER;
        byte[] body = request.method().equals("HEAD") ? new byte[0] : refused.body(dialect, id);
        Headers.Builder headers = Headers.builder();
        refused.headers(id).forEach(headers::add);
        if (refused.code() == ErrorCode.WEBSOCKET_UNAVAILABLE) {
            headers.add("upgrade", "HTTP/1.1");
        }
        if (client.framesInHead()) {
            headers.add("content-length", Integer.toString(body.length));
        }
        Headers fields = headers.build();
        ResponseHead head =
                new ResponseHead(
                        refused.code().status(), Reasons.of(refused.code()), "HTTP/1.1", fields);
        response = head;
        firstByte = elapsed();
        lastByte = firstByte;
        responseEnded = true;
        requestGivenUp = true;
        client.pauseReading(false);
        client.head(head, fields, body.length);
        if (body.length > 0) {
            client.data(Unpooled.wrappedBuffer(body));
        }
        boolean keep = !mustClose(refused.code());
        Recording tape = recording;
        if (tape == null) {
            client.end(Headers.EMPTY, keep);
            return;
        }
        tape.responseHead(head, firstByte);
        tape.responseBody(ByteBuffer.wrap(body), firstByte);
        holdFlush = true;
        tape.responseEnd(
                Headers.EMPTY,
                firstByte,
                () -> {
                    holdFlush = false;
                    if (!clientOver) {
                        client.end(Headers.EMPTY, keep);
                    }
                });
    }

    private static boolean mustClose(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST,
                    URI_TOO_LONG,
                    HEADER_TOO_LARGE,
                    BODY_TOO_LARGE,
                    REQUEST_TIMEOUT,
                    EXPECTATION_FAILED,
                    DRAINING,
                    OVERLOADED ->
                    true;
            default -> false;
        };
    }

    private long elapsed() {
        return loop.nanos() - received;
    }

    private EndPhase phase() {
        if (response != null && refusal == null) {
            return EndPhase.BODY;
        }
        if (attempts > 0) {
            return requestEnded ? EndPhase.HEADERS : EndPhase.REQUEST;
        }
        return way == null
                        || refusalEnd == EndReason.CLIENT_MALFORMED
                        || refusalEnd.outcome() == dev.weir.core.exchange.Outcome.REFUSED
                ? EndPhase.REQUEST
                : EndPhase.CONNECT;
    }

    private void close(EndReason end) {
        if (closed) {
            return;
        }
        closed = true;
        loop.unwatch(this);
        if (counted) {
            loop.metrics.inFlight.decrementAndGet();
        }
        loop.metrics.ended(end);
        replay.forget();
        Recording tape = recording;
        if (tape == null) {
            return;
        }
        recording = null;
        UpstreamSide side = lastUpstream;
        Refusal refused = refusal;
        tape.close(
                new Closing(
                        end,
                        phase(),
                        refused == null ? null : refused.code().word(),
                        new Timeline(
                                connected,
                                requestSent,
                                firstByte,
                                Timeline.NEVER,
                                lastByte,
                                elapsed()),
                        side == null ? null : side.address(),
                        side == null ? null : side.protocol(),
                        side == null ? null : side.tls(),
                        side != null && side.reused(),
                        attempts,
                        changes));
    }
}
