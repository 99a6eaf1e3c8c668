package dev.weir.gateway.relay;

import dev.weir.core.access.Doors;
import dev.weir.core.access.HeaderRules;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.json.JsonObject;
import dev.weir.core.metering.Metering;
import dev.weir.core.rules.Identity;
import dev.weir.core.rules.Route;
import dev.weir.core.rules.Rules;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One exchange: the state machine between a client and a provider.
 *
 * <p>The order of things is the promise. A request is judged, then recorded, then dispatched; every
 * piece of a body is recorded before it is queued for the other side; the end of an answer is
 * recorded before its last byte is sent. Both directions run at once: an answer may come before the
 * upload has ended. Whatever happens, {@link #close} runs exactly once.
 *
 * <p>Where rules stand between, a {@link Judgement} holds the body back until they know enough;
 * only then is anything recorded and sent.
 *
 * <p>What it is made of: {@link Tape} tells the recorder, {@link Upload} has the way to the
 * provider and {@link Download} the way back, {@link Deadlines} the time limits. Runs on one event
 * loop. Events come from the two sides; after the end of its side an event is ignored.
 */
final class Call {

    /** Stands for a request that has not come. */
    static final RequestHead NO_REQUEST = new RequestHead("", "", "", Headers.EMPTY);

    private static final int MOST_INFORMATIONAL = 100;

    private final Loop loop;
    private final ClientSide client;
    private final Tape tape;
    private final Deadlines deadlines;
    private final Upload upload;
    private final Download download;

    private RequestHead request = NO_REQUEST;
    private long bodyLength;
    private Dialect dialect = Dialect.OTHER;
    private Doors.@Nullable Through way;
    private @Nullable Judgement judgement;

    /** True while the body is held back, since the rules must read more of it. */
    private boolean holding;

    /** True while the limits are asked. */
    private boolean asking;

    private Metering.@Nullable Meter meter;

    /** How often limits were asked: once for each place. */
    private int sendings;

    /** How often the request was sent before the meter began to count. */
    private int attemptsBefore;

    private boolean routed;
    private long bodyTaken;
    private int informational;

    /** True while nothing is read because room for recording is being made. */
    private boolean held;

    private boolean closed;
    private @Nullable Refusal refusal;
    private EndReason refusalEnd = EndReason.REFUSED_POLICY;

    Call(Loop loop, ClientSide client) {
        this.loop = loop;
        this.client = client;
        long received = loop.nanos();
        this.tape = new Tape(loop, received, this::caughtUp);
        this.deadlines = new Deadlines(loop, this, client, received);
        this.upload = new Upload(loop, this, client, deadlines, tape);
        this.download = new Download(loop, client, tape);
    }

    // ---- the client's events ----

    /**
     * The request head is complete.
     *
     * @param head the head, its target in origin form
     * @param length bytes of body to come, 0 for none, -1 where not known
     * @param fault a refusal found while reading the head, or null
     */
    void onRequest(RequestHead head, long length, @Nullable Refusal fault) {
        loop.watch(deadlines);
        loop.metrics.inFlight.incrementAndGet();
        request = head;
        bodyLength = length;
        Refusal refused = fault != null ? fault : loop.admission.judge(head, length);
        if (refused == null) {
            switch (loop.doors.find(head.path(), head.headers())) {
                case Doors.Shut shut -> {
                    dialect = shut.dialect();
                    refused = shut.refusal();
                }
                case Doors.Through through -> {
                    way = through;
                    dialect = through.dialect();
                }
            }
        } else {
            dialect = Admission.dialect(head);
        }
        download.speak(dialect);
        enter(refused);
    }

    /** Lets the caller in, or not. */
    private void enter(@Nullable Refusal refused) {
        Rules rules = loop.gate.rules();
        switch (loop.gate.identify(request, rules)) {
            case Identity.Unknown unknown -> {
                // Whose it would be is not known: it is counted, and not on record.
                tape.leaveOut();
                Refusal why = refused == null ? unknown.refusal() : refused;
                refuse(why, Admission.end(why));
            }
            case Identity.Known known -> {
                Judgement asked =
                        new Judgement(loop.gate, rules, known.caller(), request, way, bodyLength);
                judgement = asked;
                Refusal why = refused == null ? asked.fault() : refused;
                byte[] models = why == null ? asked.models() : null;
                if (why != null) {
                    refuse(why, Admission.end(why));
                } else if (models != null) {
                    openUnsent();
                    upload.refused();
                    download.answer(models);
                } else if (asked.isReady()) {
                    decide(asked);
                } else {
                    hold();
                }
            }
        }
    }

    /** Waits for as much of the body as the rules must read. */
    private void hold() {
        holding = true;
        if (request.headers().contains("expect")) {
            deadlines.continued();
            client.informational(new ResponseHead(100, "Continue", "HTTP/1.1", Headers.EMPTY));
        }
    }

    /** The rules know enough. */
    private void decide(Judgement asked) {
        if (asked.mustRead()) {
            holding = true;
            asking = true;
            asked.read(loop, loop.admission.mostBody(), () -> onRead(asked));
            return;
        }
        holding = false;
        Refusal refused = asked.decide();
        if (refused != null) {
            refuse(refused, Admission.end(refused));
            return;
        }
        // More of the body may come while the limits are asked.
        holding = true;
        asking = true;
        loop.gate
                .metering()
                .enter(
                        asked.order(
                                tape.id(),
                                asked.dispatches().getFirst(),
                                ++sendings,
                                loop.options.mode()),
                        new Metering.Reply() {
                            @Override
                            public void granted(Metering.Meter counting) {
                                loop.run(() -> onGranted(asked, counting));
                            }

                            @Override
                            public void denied(Refusal refusal, Ruling ruling) {
                                loop.run(() -> onDenied(asked, refusal, ruling));
                            }
                        });
    }

    /** The whole body was read. */
    private void onRead(Judgement asked) {
        asking = false;
        holding = false;
        if (isOver()) {
            asked.forget();
        } else {
            decide(asked);
        }
    }

    /** True once it was refused: that may be on its way to the disk, and nothing follows it. */
    private boolean isOver() {
        return closed || refusal != null;
    }

    private void onDenied(Judgement asked, Refusal why, Ruling ruling) {
        asking = false;
        holding = false;
        if (!isOver()) {
            asked.ruled(List.of(ruling));
            refuse(why, Admission.end(why));
        }
    }

    /** Nothing stands between any more. */
    private void onGranted(Judgement asked, Metering.Meter counting) {
        asking = false;
        holding = false;
        if (isOver()) {
            counting.end(false, false, _ -> {});
            return;
        }
        count(counting);
        asked.ruled(counting.rulings());
        send(asked, counting.fields());
    }

    private void send(Judgement asked, Headers figures) {
        Dispatch first = asked.dispatches().getFirst();
        way = first.way();
        routed = true;
        Route route = asked.route();
        if (route != null) {
            deadlines.limit(route.firstByte(), route.idle());
        }
        String host = first.way().provider().base().authority();
        HeaderRules.Passed outbound = HeaderRules.toUpstream(request.headers(), host);
        boolean mayPass = open(asked, outbound.changes());
        if (!mayPass) {
            refuse(Admission.cannotRecord(), EndReason.REFUSED_POLICY);
            return;
        }
        download.add(joined(asked.answerFields(), figures));
        upload.start(request, asked.dispatches(), outbound.passed(), bodyLength);
        loop.metrics.redacted("forward", asked.redacted());
        asked.drain(this::record, this::pass);
        if (asked.isEnded()) {
            requestEnded(asked.trailers());
        }
        upload.flush();
    }

    private void record(ByteBuf piece) {
        if (!closed && !upload.isGivenUp()) {
            tape.requestPiece(piece);
        }
    }

    private void pass(ByteBuf piece) {
        if (closed || upload.isGivenUp()) {
            piece.release();
        } else {
            upload.data(piece);
        }
    }

    private static Headers joined(Headers first, Headers second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        Headers.Builder all = Headers.builder();
        first.forEach(all::add);
        second.forEach(all::add);
        return all.build();
    }

    /** Puts the opening on record. */
    private boolean open(Judgement asked, List<Change> dropped) {
        List<Change> changes = asked.changes();
        if (changes.isEmpty()) {
            changes = dropped;
        } else {
            changes = new ArrayList<>(changes);
            changes.addAll(dropped);
        }
        return tape.begin(
                asked.headForRecord(),
                client.facts(),
                dialect,
                way,
                changes,
                asked.facts(),
                asked.keeping(),
                asked.places());
    }

    /** Puts on record what there is of a call that ends before it was sent anywhere. */
    private void openUnsent() {
        Judgement asked = judgement;
        if (asked == null) {
            return;
        }
        if (!tape.isBegun()) {
            holding = false;
            open(asked, List.of());
            asked.drain(tape::requestPiece, ByteBuf::release);
        }
        asked.forget();
    }

    /** A piece of the request body; released here in the end. */
    void onRequestData(ByteBuf piece) {
        deadlines.clientMoved();
        if (closed || upload.isGivenUp()) {
            piece.release();
            return;
        }
        bodyTaken += piece.readableBytes();
        loop.metrics.requestBytes.increment(piece.readableBytes());
        if (loop.admission.isTooLarge(bodyTaken)) {
            piece.release();
            refuseOrBreakOff(loop.admission.bodyTooLarge(), EndReason.REFUSED_POLICY);
            return;
        }
        Judgement asked = judgement;
        Refusal large = asked == null ? null : asked.tooLarge(bodyTaken);
        if (large != null) {
            piece.release();
            refuseOrBreakOff(large, EndReason.REFUSED_POLICY);
            return;
        }
        if (holding && asked != null) {
            Refusal full = asked.hold(piece);
            if (full != null) {
                refuse(full, Admission.end(full));
            } else if (!asking && asked.isReady()) {
                decide(asked);
            }
            return;
        }
        Refusal doubt = asked == null ? null : asked.watch(piece);
        if (doubt != null) {
            piece.release();
            refuseOrBreakOff(doubt, EndReason.REFUSED_POLICY);
            return;
        }
        tape.requestPiece(piece);
        upload.data(piece);
    }

    /** What could be read of the request for now was read. */
    void onRequestReadComplete() {
        upload.flush();
        holdBack();
    }

    /** The request is whole. */
    void onRequestEnd(Headers trailers) {
        if (closed || upload.isEnded()) {
            return;
        }
        Judgement asked = judgement;
        if (holding && asked != null) {
            asked.end(trailers);
            if (!asking) {
                decide(asked);
            }
            return;
        }
        requestEnded(trailers);
    }

    private void requestEnded(Headers trailers) {
        if (!upload.isGivenUp()) {
            tape.requestEnd(trailers);
        }
        HeaderRules.Passed passed = HeaderRules.trailersToUpstream(trailers);
        tape.changed(passed.changes());
        upload.end(passed.passed());
    }

    /** The client broke HTTP inside its request body. */
    void onRequestFault(Refusal fault) {
        if (!closed) {
            refuseOrBreakOff(fault, EndReason.CLIENT_MALFORMED);
        }
    }

    /** The client went away. */
    void onClientGone() {
        if (closed) {
            return;
        }
        download.over();
        boolean complete = download.wasEnough();
        upload.cancel();
        if (!complete) {
            loop.metrics.cancelled.increment();
            if (download.hasHead()) {
                loop.metrics.cutByClient.increment();
            }
        }
        close(complete ? EndReason.COMPLETE : EndReason.CLIENT_CANCEL);
    }

    /** More may be queued for the client. */
    void onClientWritable() {
        if (upload.isOpen() && !held) {
            // The provider's silence was Weir's own doing until now.
            deadlines.upstreamMoved();
            upload.pauseAnswer(false);
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
        download.over();
        upload.cancel();
        if (refusal != null) {
            close(refusalEnd);
        } else if (whole) {
            close(EndReason.COMPLETE);
        } else {
            onClientGone();
        }
    }

    // ---- the provider's events ----

    /** A connection is ready. */
    void onConnected(UpstreamSide side) {
        if (closed || download.isOver()) {
            side.cancel();
        } else {
            upload.connected(side);
        }
    }

    /** No connection could be had. */
    void onConnectFailed(UpstreamFault fault) {
        upload.connectFailed();
        if (!closed) {
            upstreamFailed(fault);
        }
    }

    /** An informational response. */
    void onInformational(ResponseHead head) {
        deadlines.upstreamMoved();
        upload.answered();
        if (++informational > MOST_INFORMATIONAL) {
            onUpstreamFailed(
                    new UpstreamFault(
                            UpstreamFault.Kind.MALFORMED,
                            "the provider sent more than "
                                    + MOST_INFORMATIONAL
                                    + " informational responses"));
            return;
        }
        if (head.status() == 100 && !deadlines.takeContinue()) {
            return;
        }
        Dispatch sent = upload.current();
        ResponseHead passed =
                sent == null || sent.injection() == null
                        ? head
                        : new KeyEcho(sent.injection(), tape, loop.metrics).head(head);
        download.informational(passed);
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
        deadlines.upstreamMoved();
        if (fallsBack(head)) {
            return;
        }
        upload.answered();
        Dispatch sent = upload.current();
        if (sent != null && sent.injection() != null) {
            download.mask(new KeyEcho(sent.injection(), tape, loop.metrics));
        }
        download.head(head, length);
    }

    /** Goes to the next place where this one cannot take the request, and there is one. */
    private boolean fallsBack(ResponseHead head) {
        Dispatch dispatch = upload.current();
        if (dispatch == null || !Failing.is(head.status(), dispatch.key() != null)) {
            return false;
        }
        loop.gate.cool(dispatch, Failing.rest(head));
        if (download.hasHead() || !upload.canFallBack()) {
            return false;
        }
        fallBack(Integer.toString(head.status()));
        return true;
    }

    /**
     * Goes to the next place. What was reserved for the one before is given back, and asked for
     * anew: the next has another key, and maybe another price.
     */
    private void fallBack(String why) {
        Dispatch next = upload.fallBack(why);
        Metering.Meter counting = meter;
        Judgement asked = judgement;
        if (counting == null || asked == null) {
            upload.goOn();
            return;
        }
        meter = null;
        counting.end(false, false, _ -> {});
        loop.gate
                .metering()
                .enter(
                        asked.order(tape.id(), next, ++sendings, loop.options.mode()),
                        new Metering.Reply() {
                            @Override
                            public void granted(Metering.Meter more) {
                                loop.run(() -> onNextGranted(more));
                            }

                            @Override
                            public void denied(Refusal refusal, Ruling ruling) {
                                loop.run(() -> onNextDenied(refusal));
                            }
                        });
    }

    private void onNextGranted(Metering.Meter counting) {
        if (isOver()) {
            counting.end(false, false, _ -> {});
            return;
        }
        count(counting);
        upload.goOn();
    }

    /** The limits of the next place do not let the call pass: the one after that may be free. */
    private void onNextDenied(Refusal why) {
        if (isOver()) {
            return;
        }
        if (upload.canFallBack()) {
            fallBack(why.code().word());
        } else {
            upload.cancel();
            refuse(why, Admission.end(why));
        }
    }

    /** From now on this meter counts. */
    private void count(Metering.Meter counting) {
        meter = counting;
        attemptsBefore = upload.attempts();
        download.meter(counting.readsAnswer() ? counting : null);
    }

    /** A piece of the response body; released here in the end. */
    void onResponseData(ByteBuf piece) {
        if (closed) {
            piece.release();
            return;
        }
        deadlines.upstreamMoved();
        download.data(piece);
        if (!client.isWritable()) {
            upload.pauseAnswer(true);
        }
    }

    /** What could be read of the answer for now was read. */
    void onResponseReadComplete() {
        if (!closed) {
            download.flush();
            holdBack();
        }
    }

    /** The answer is whole. */
    void onResponseEnd(Headers trailers) {
        if (!closed && !download.isEnded()) {
            upload.over();
            download.end(trailers);
        }
    }

    /** The provider's side broke. */
    void onUpstreamFailed(UpstreamFault fault) {
        if (!closed && !upload.isOver() && !upload.resend(fault, download.hasHead())) {
            upstreamFailed(fault);
        }
    }

    /** The key was taken back between the decision and the sending. */
    void onKeyTakenBack() {
        upload.cancel();
        refuse(
                new Refusal(ErrorCode.KEY_UNAVAILABLE, "the provider key was just taken back"),
                EndReason.REFUSED_POLICY);
    }

    /** More of the request may be queued. */
    void onUpstreamWritable() {
        if (!closed && !held && upload.isOpen()) {
            client.pauseReading(false);
        }
    }

    /** There is room for recording again, or was none for too long. */
    void readOn() {
        if (closed) {
            return;
        }
        held = false;
        deadlines.clientMoved();
        if (upload.isEnded() || upload.isGivenUp() || upload.isOpen() && upload.isWritable()) {
            client.pauseReading(false);
        }
        if (client.isWritable()) {
            onClientWritable();
        }
    }

    // ---- the time limits' events ----

    /** Gives both sides up. */
    void breakOff(EndReason end) {
        upload.cancel();
        download.abort();
        close(end);
    }

    /** Nobody has said in time whether there is a connection. */
    void onConnectTimeout() {
        upload.cancel();
        upstreamFailed(
                new UpstreamFault(
                        UpstreamFault.Kind.CONNECT_TIMEOUT,
                        "no connection to the provider in time"));
    }

    /** The request body stopped before its end. */
    void onRequestStopped() {
        upload.cancel();
        refuse(Admission.requestStopped(), EndReason.CLIENT_SLOW);
    }

    // ---- steps ----

    /** What came is on record again as far as it came. */
    private void caughtUp() {
        if (held) {
            readOn();
        }
    }

    /** Reads nothing more from either side while room for recording is being made. */
    private void holdBack() {
        if (!closed && !download.isEnded() && (tape.isBehind() || loop.holdsBack(this))) {
            held = true;
            client.pauseReading(true);
            upload.pauseAnswer(true);
        }
    }

    /** The client's own request makes it impossible to go on. */
    private void refuseOrBreakOff(Refusal refused, EndReason end) {
        if (download.hasHead()) {
            breakOff(end);
        } else {
            upload.cancel();
            refuse(refused, end);
        }
    }

    private void upstreamFailed(UpstreamFault fault) {
        loop.metrics.fault(fault.kind());
        Dispatch dispatch = upload.current();
        if (dispatch != null && !download.hasHead() && Failing.is(fault.kind())) {
            loop.gate.cool(dispatch, Failing.USUAL_REST);
            if (upload.canFallBack()) {
                fallBack(fault.kind().word());
                return;
            }
        }
        upload.forget();
        Refusal refused = new Refusal(fault.kind().code(), fault.message());
        if (download.hasHead()) {
            loop.metrics.cutByUpstream.increment();
            download.cut(refused);
            close(fault.kind().end());
        } else {
            refuse(refused, fault.kind().end());
        }
    }

    /** Answers in Weir's own name. */
    private void refuse(Refusal refused, EndReason end) {
        openUnsent();
        refusal = refused;
        refusalEnd = end;
        upload.refused();
        download.refuse(refused, request.method());
    }

    private EndPhase phase() {
        if (download.isProviders()) {
            return EndPhase.BODY;
        }
        if (upload.attempts() > 0) {
            return upload.isEnded() ? EndPhase.HEADERS : EndPhase.REQUEST;
        }
        return !routed
                        || refusalEnd == EndReason.CLIENT_MALFORMED
                        || refusalEnd.outcome() == Outcome.REFUSED
                ? EndPhase.REQUEST
                : EndPhase.CONNECT;
    }

    private void close(EndReason end) {
        if (closed) {
            return;
        }
        openUnsent();
        closed = true;
        loop.unwatch(deadlines);
        loop.forget(this);
        loop.metrics.ended(end);
        upload.forget();
        Metering.Meter counting = meter;
        if (counting == null) {
            closeRecord(end, JsonObject.EMPTY);
        } else {
            counting.end(
                    upload.attempts() > attemptsBefore,
                    download.isEnded(),
                    read -> loop.run(() -> closeRecord(end, read)));
        }
    }

    private void closeRecord(EndReason end, JsonObject measured) {
        loop.metrics.inFlight.decrementAndGet();
        tape.measured(measured);
        Refusal refused = refusal;
        tape.close(
                end,
                phase(),
                refused == null ? null : refused.code().word(),
                upload.lastSide(),
                upload.attempts());
    }

    // ---- what the time limits ask ----

    Upload upload() {
        return upload;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * True while more of the request is needed before it is sent anywhere. Where all of it is there
     * the client waits for Weir, not Weir for the client.
     */
    boolean isHolding() {
        Judgement asked = judgement;
        return holding && asked != null && !asked.isEnded() && refusal == null;
    }

    boolean isClientOver() {
        return download.isOver();
    }

    boolean hasResponse() {
        return download.hasHead();
    }
}
