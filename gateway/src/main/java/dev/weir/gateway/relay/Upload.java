package dev.weir.gateway.relay;

import dev.weir.core.access.HeaderRules;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The request of one call on its way to the provider: asks for a connection, sends what has come
 * and what comes, and sends it once more where a pooled connection proves dead. Holds the
 * provider's side of the call until that is over.
 */
final class Upload {

    /** Where the provider's side stands. */
    private enum State {
        /** Not asked for yet. */
        NONE,
        /** A connection is being made. */
        CONNECTING,
        /** Connected; the request goes out and an answer is awaited. */
        OPEN,
        /** The answer is whole, the request was refused, or the provider's side was given up. */
        OVER
    }

    private final Loop loop;
    private final Call call;
    private final ClientSide client;
    private final Deadlines deadlines;
    private final Tape tape;
    private final Replay replay;

    private RequestHead request = Call.NO_REQUEST;

    /** The sending under way, and those that may follow where it fails. */
    private @Nullable Dispatch current;

    private List<Dispatch> following = List.of();

    /** The fields that pass to the first place by HTTP/1.1, null for any other. */
    private @Nullable Headers passed;

    private BodyEditor editor = new BodyEditor(List.of());
    private long length;

    /** True where the sending under way is already a second one on a fresh connection. */
    private boolean resent;

    private State state = State.NONE;
    private Upstreams.@Nullable Pending connecting;
    private @Nullable UpstreamSide side;
    private @Nullable UpstreamSide last;
    private int attempts;
    private Headers trailers = Headers.EMPTY;
    private boolean ended;
    private boolean givenUp;

    /** True inside {@link #start}: what is read next is sent together with the head. */
    private boolean starting;

    Upload(Loop loop, Call call, ClientSide client, Deadlines deadlines, Tape tape) {
        this.loop = loop;
        this.call = call;
        this.client = client;
        this.deadlines = deadlines;
        this.tape = tape;
        this.replay = new Replay(loop.gate.held());
    }

    /**
     * Asks for a connection; the head follows as soon as there is one.
     *
     * @param dispatches what to send where, and where next if that fails; not empty
     * @param outbound the fields that may pass to the first of them by HTTP/1.1
     * @param bodyLength bytes of body to come, 0 for none, -1 where not known
     */
    void start(RequestHead head, List<Dispatch> dispatches, Headers outbound, long bodyLength) {
        request = head;
        passed = outbound;
        length = bodyLength;
        following = dispatches.subList(1, dispatches.size());
        if (!following.isEmpty()) {
            replay.keepAll();
        }
        starting = true;
        connect(dispatches.getFirst(), !Replay.canKeep(bodyLength));
        starting = false;
    }

    private void connect(Dispatch dispatch, boolean fresh) {
        current = dispatch;
        editor = new BodyEditor(dispatch.edits());
        state = State.CONNECTING;
        deadlines.dispatched();
        connecting =
                loop.upstreams.connect(
                        dispatch.way().provider(), dispatch.way().guarded(), fresh, call);
    }

    /** A connection is ready; false where nobody wants it any more. */
    void connected(UpstreamSide connection) {
        Dispatch dispatch = current;
        if (dispatch == null) {
            throw new IllegalStateException("connected without a way");
        }
        connecting = null;
        side = connection;
        last = connection;
        state = State.OPEN;
        attempts++;
        tape.connected();
        deadlines.upstreamMoved();
        Headers known = passed;
        String host =
                connection.framesInHead() ? dispatch.way().provider().base().authority() : null;
        Headers sent =
                dispatch.fields(
                        known != null && host != null
                                ? known
                                : HeaderRules.toUpstream(request.headers(), host).passed());
        if (sent == null) {
            call.onKeyTakenBack();
            return;
        }
        boolean done = ended;
        connection.request(request.method(), dispatch.target(), sent, dispatch.length(length));
        replay.sendTo(
                piece -> editor.pass(piece, connection::data),
                connection.reused() || !following.isEmpty());
        deadlines.awaitContinue(!ended && request.headers().contains("expect"));
        if (done) {
            connection.end(trailers);
            tape.requestSent();
        } else {
            if (!starting) {
                connection.flush();
            }
            if (connection.isWritable()) {
                client.pauseReading(false);
            }
        }
    }

    /** No connection could be had. */
    void connectFailed() {
        connecting = null;
        state = State.OVER;
    }

    /** Sends a piece of the body, or keeps it until there is a connection; released in the end. */
    void data(ByteBuf piece) {
        replay.keep(piece);
        UpstreamSide open = open();
        if (open == null) {
            replay.queue(piece);
            client.pauseReading(true);
            return;
        }
        editor.pass(piece, open::data);
        if (!open.isWritable()) {
            client.pauseReading(true);
        }
    }

    void flush() {
        UpstreamSide open = open();
        if (open != null) {
            open.flush();
        }
    }

    /** The client's request is whole; it is not said twice. */
    void end(Headers requestTrailers) {
        ended = true;
        trailers = requestTrailers;
        UpstreamSide open = open();
        if (open != null && !givenUp) {
            open.end(requestTrailers);
            tape.requestSent();
            deadlines.upstreamMoved();
        }
    }

    /**
     * The provider's side broke before any answer; what was sent is sent once more where the
     * connection was a pooled one that died.
     *
     * @return false where that is not to be done
     */
    boolean resend(UpstreamFault fault, boolean answered) {
        UpstreamSide broken = side;
        side = null;
        boolean died =
                fault.kind() == UpstreamFault.Kind.RESET
                        || fault.kind() == UpstreamFault.Kind.SHORT;
        boolean again =
                died
                        && !answered
                        && broken != null
                        && broken.reused()
                        && !resent
                        && replay.isWhole();
        if (broken != null) {
            broken.cancel();
        }
        Dispatch dispatch = current;
        if (!again || dispatch == null) {
            state = State.OVER;
            return false;
        }
        resent = true;
        loop.metrics.retries.increment();
        tape.changed(new Change(Change.Kind.RESENT, "connection"));
        replay.rewind(!following.isEmpty());
        connect(dispatch, true);
        return true;
    }

    /** True where there is another place to go to, and all of the request to send there. */
    boolean canFallBack() {
        return !following.isEmpty() && replay.isWhole();
    }

    /**
     * Gives the place under way up, since the request goes to the next; {@link #goOn} sends it.
     *
     * @param why a word: the status or the fault
     * @return the next place
     */
    Dispatch fallBack(String why) {
        UpstreamSide broken = side;
        side = null;
        if (broken != null) {
            broken.cancel();
        }
        Dispatch failed = current;
        Dispatch next = following.getFirst();
        following = following.subList(1, following.size());
        resent = false;
        loop.metrics.fallbacks.increment();
        tape.changed(
                new Change(
                        Change.Kind.FELL_BACK,
                        (failed == null ? "" : failed.place()) + ": " + why));
        tape.goesTo(next);
        passed = null;
        replay.rewind(!following.isEmpty());
        current = next;
        state = State.CONNECTING;
        deadlines.dispatched();
        return next;
    }

    /** Sends the request to the place that it fell back to. */
    void goOn() {
        Dispatch next = current;
        if (next == null) {
            throw new IllegalStateException("no place to go to");
        }
        connect(next, false);
    }

    /** The sending under way, null before the first. */
    @Nullable Dispatch current() {
        return current;
    }

    /** The provider has begun to answer: the request is not sent again. */
    void answered() {
        replay.forget();
    }

    /** The answer is whole; what still comes of the request is thrown away. */
    void over() {
        state = State.OVER;
        if (ended) {
            return;
        }
        givenUp = true;
        UpstreamSide open = side;
        if (open != null) {
            open.cancel();
            side = null;
        }
        replay.forget();
        client.pauseReading(false);
    }

    /** Weir answers by itself: what still comes of the request is thrown away. */
    void refused() {
        state = State.OVER;
        givenUp = true;
        client.pauseReading(false);
    }

    /** Gives the provider's side up, wherever it stands. */
    void cancel() {
        Upstreams.Pending pending = connecting;
        if (pending != null) {
            pending.abandon();
            connecting = null;
        }
        UpstreamSide open = open();
        if (open != null) {
            open.cancel();
        }
        side = null;
        state = State.OVER;
        replay.forget();
    }

    /** Lets go of every byte that is kept. */
    void forget() {
        replay.forget();
    }

    void pauseAnswer(boolean paused) {
        UpstreamSide open = side;
        if (open != null) {
            open.pauseReading(paused);
        }
    }

    private @Nullable UpstreamSide open() {
        return state == State.OPEN ? side : null;
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isOver() {
        return state == State.OVER;
    }

    /** False while more than enough is queued for the provider. */
    boolean isWritable() {
        UpstreamSide open = side;
        return open == null || open.isWritable();
    }

    /** True while the client's request is neither whole nor unwanted. */
    boolean takesMore() {
        return !ended && !givenUp;
    }

    boolean isEnded() {
        return ended;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    boolean isSent() {
        return tape.isRequestSent();
    }

    /** How often the request was sent, wholly or in part. */
    int attempts() {
        return attempts;
    }

    /** The last connection to the provider, null where there was none. */
    @Nullable UpstreamSide lastSide() {
        return last;
    }
}
