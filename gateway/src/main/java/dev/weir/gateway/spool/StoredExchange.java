package dev.weir.gateway.spool;

import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Timeline;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An exchange read from its records. Heads are read at once, bodies when asked for.
 *
 * <p>Where the closing is missing the process died. With the end of the response on record the
 * client had the whole answer, and the exchange is complete; else it is {@code gateway_crash} in
 * the phase that the records show.
 */
final class StoredExchange implements SpooledExchange {

    private final ExchangeTrail trail;
    private final Opening opening;
    private final StoredBody request;
    private final StoredBody response;
    private final Set<Loss> losses = EnumSet.noneOf(Loss.class);

    private Headers requestTrailers = Headers.EMPTY;
    private Headers responseTrailers = Headers.EMPTY;
    private @Nullable ResponseHead responseHead;
    private Payloads.Derived derived = new Payloads.Derived(null, false);
    private @Nullable Closing closing;
    private @Nullable BodyFacts requestFacts;
    private @Nullable BodyFacts responseFacts;
    private long requestEnd = Timeline.NEVER;
    private long firstByte = Timeline.NEVER;
    private long lastByte = Timeline.NEVER;
    private long lastSeen;

    /**
     * Reads the heads.
     *
     * @throws MalformedRecordException where the opening makes no sense; any other record that does
     *     not counts as {@link Loss#SPOOL_CORRUPT}
     */
    StoredExchange(ExchangeTrail trail) throws MalformedRecordException {
        this.trail = trail;
        this.opening = Payloads.opening(trail.payload(0));
        for (int i = 1; i < trail.count(); i++) {
            try {
                read(i);
            } catch (MalformedRecordException e) {
                losses.add(Loss.SPOOL_CORRUPT);
            }
        }
        this.request = new StoredBody(trail, RecordType.REQUEST_BODY, requestFacts);
        this.response = new StoredBody(trail, RecordType.RESPONSE_BODY, responseFacts);
        if (!request.consistent() || !response.consistent()) {
            losses.add(Loss.SPOOL_CORRUPT);
        }
        judgeGap();
        if (closing == null) {
            lastSeen = Math.max(lastSeen, Math.max(request.lastNanos(), response.lastNanos()));
            closing = unfinished();
        }
    }

    private void read(int record) throws MalformedRecordException {
        RecordType type = trail.type(record);
        if (type == null || type == RecordType.REQUEST_BODY || type == RecordType.RESPONSE_BODY) {
            return;
        }
        PayloadReader in = trail.payload(record);
        switch (type) {
            case REQUEST_END -> {
                requestEnd = seen(in.varint());
                requestTrailers = in.headers();
            }
            case RESPONSE_HEAD -> {
                firstByte = seen(in.varint());
                responseHead = Payloads.responseHead(in);
            }
            case RESPONSE_END -> {
                lastByte = seen(in.varint());
                responseTrailers = in.headers();
                responseFacts = Payloads.facts(in);
                losses.addAll(Payloads.losses(in));
            }
            case DERIVED -> derived = Payloads.derived(in);
            case CLOSING -> {
                Payloads.Closed read = Payloads.closed(in);
                closing = read.closing();
                requestFacts = read.tally().request();
                responseFacts = read.tally().response();
                losses.addAll(read.tally().losses());
            }
            default -> {}
        }
    }

    private long seen(long nanos) {
        lastSeen = Math.max(lastSeen, nanos);
        return nanos;
    }

    /** Missing records were lost for want of room, which the closing says, or to damage. */
    private void judgeGap() {
        boolean told = losses.contains(Loss.SPOOL_FULL) || losses.contains(Loss.SPOOL_ERROR);
        boolean unfinished = closing == null;
        if (trail.damaged() && (unfinished || trail.gap() >= 0)
                || trail.gap() >= 0 && !told && !unfinished) {
            losses.add(Loss.SPOOL_CORRUPT);
        } else if (trail.gap() >= 0 && !told) {
            losses.add(Loss.SPOOL_FULL);
        }
    }

    private Closing unfinished() {
        boolean answered = lastByte != Timeline.NEVER;
        if (!answered) {
            losses.add(Loss.CRASH);
        }
        EndPhase phase =
                firstByte != Timeline.NEVER
                        ? EndPhase.BODY
                        : requestEnd != Timeline.NEVER ? EndPhase.HEADERS : EndPhase.REQUEST;
        return new Closing(
                answered ? EndReason.COMPLETE : EndReason.GATEWAY_CRASH,
                answered ? EndPhase.BODY : phase,
                null,
                new Timeline(
                        Timeline.NEVER,
                        Timeline.NEVER,
                        firstByte,
                        Timeline.NEVER,
                        lastByte,
                        answered ? lastByte : lastSeen),
                null,
                null,
                null,
                false,
                firstByte == Timeline.NEVER ? 0 : 1,
                List.of());
    }

    ExchangeTrail trail() {
        return trail;
    }

    @Override
    public Opening opening() {
        return opening;
    }

    @Override
    public Closing closing() {
        return closing == null ? unfinished() : closing;
    }

    @Override
    public Headers requestTrailers() {
        return requestTrailers;
    }

    @Override
    public @Nullable ResponseHead responseHead() {
        return responseHead;
    }

    @Override
    public Headers responseTrailers() {
        return responseTrailers;
    }

    @Override
    public Set<Loss> losses() {
        return Set.copyOf(losses);
    }

    @Override
    public BodyFacts body(Side side) {
        return of(side).facts();
    }

    @Override
    public List<ByteBuffer> pieces(Side side) {
        return of(side).pieces();
    }

    @Override
    public List<Chunk> chunks(Side side) {
        return new ArrayList<>(of(side).chunks());
    }

    @Override
    public @Nullable String peekedModel() {
        return derived.model();
    }

    @Override
    public boolean peekedStream() {
        return derived.stream();
    }

    private StoredBody of(Side side) {
        return side == Side.REQUEST ? request : response;
    }
}
