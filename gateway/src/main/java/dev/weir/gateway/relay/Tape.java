package dev.weir.gateway.relay;

import dev.weir.core.access.Attribution;
import dev.weir.core.access.Doors;
import dev.weir.core.access.HeaderRules;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Opening;
import dev.weir.core.capture.Recorder.CaptureUnavailable;
import dev.weir.core.capture.Recording;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.json.JsonObject;
import dev.weir.core.rules.Keeping;
import dev.weir.core.rules.Redactions;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the recorder is told of one exchange, and the milestones that go with it. Where the exchange
 * is not recorded, because of its capture mode or since the recorder could not take it, every call
 * is allowed and says nothing. Credentials are replaced here, before anything leaves for the
 * recorder.
 */
final class Tape {

    private final Loop loop;
    private final long received;
    private final long wallMicros;
    private final ExchangeId id;
    private final Runnable whenCaughtUp;
    private @Nullable Recording recording;

    /** The recording, where policies want it redacted. */
    private @Nullable RedactingRecording redacting;

    /** Fields whose values are never kept, besides those that are known for it. */
    private Set<String> credentialFields = Set.of();

    private RedactedHeads heads = new RedactedHeads(null);
    private boolean begun;
    private CaptureMode mode = CaptureMode.FULL;
    private GatewayFacts facts = GatewayFacts.LOCAL;
    private Closing.@Nullable Went went;
    private boolean moved;
    private boolean degraded;
    private List<Change> changes = List.of();

    private long connected = Timeline.NEVER;
    private long requestSent = Timeline.NEVER;
    private long firstByte = Timeline.NEVER;
    private long lastByte = Timeline.NEVER;

    /**
     * @param whenCaughtUp run when it is no longer {@linkplain #isBehind behind}
     */
    Tape(Loop loop, long received, Runnable whenCaughtUp) {
        this.loop = loop;
        this.whenCaughtUp = whenCaughtUp;
        this.received = received;
        this.wallMicros = loop.clocks.wallMicros().getAsLong();
        this.id = loop.nextId(wallMicros);
    }

    ExchangeId id() {
        return id;
    }

    /** True once the opening was told, or nothing is to be told. */
    boolean isBegun() {
        return begun;
    }

    /** Nothing of this call is recorded: nobody knows whose it is. */
    void leaveOut() {
        begun = true;
    }

    /** What was read of bodies that are not kept. */
    void measured(JsonObject read) {
        if (!read.isEmpty() && !(mode instanceof CaptureMode.Full)) {
            moved = true;
            facts = facts.withMeasured(read);
        }
    }

    /** It goes somewhere else than the opening says. */
    void goesTo(Dispatch next) {
        moved = true;
        facts =
                facts.withSent(next.key(), next.keyName(), next.model())
                        .with(next.edits(), List.of());
        went =
                new Closing.Went(
                        next.way().provider().name(),
                        next.way().provider().base().root(),
                        heads.target(next.way().upstreamPath()));
    }

    /** True where the exchange passes although the recorder could not take it. */
    boolean degraded() {
        return degraded;
    }

    /**
     * Puts the opening on record.
     *
     * @param way where the request goes, null where that is not known
     * @param changes what is made different in the request
     * @param gateway what Weir itself knows and has decided
     * @param keeping how much the rules let be kept
     * @param places what may be made different inside the body, in order
     * @return false where the request must not go on, since it cannot be recorded
     */
    boolean begin(
            RequestHead request,
            ClientFacts client,
            Dialect dialect,
            Doors.@Nullable Through way,
            List<Change> changes,
            GatewayFacts gateway,
            Keeping keeping,
            List<Edit> places) {
        begun = true;
        facts = gateway;
        mode = CaptureMode.strictest(loop.options.mode(), keeping.mode());
        if (way != null) {
            mode = CaptureMode.strictest(mode, way.provider().mode());
        }
        if (mode instanceof CaptureMode.Off) {
            loop.metrics.captureOff.increment();
            return true;
        }
        credentialFields = keeping.credentialFields();
        Redactions redactions = keeping.redactions();
        boolean keepsBodies = !(mode instanceof CaptureMode.Metadata);
        heads = new RedactedHeads(redactions.onRecord());
        Headers fields = heads.fields(HeaderRules.forRecord(request.headers(), credentialFields));
        List<String> undone = RedactingRecording.undone(redactions, keepsBodies, request.headers());
        List<Change> made = changes;
        if (!undone.isEmpty()) {
            fields = RedactedHeads.withoutCoding(fields);
            made = new ArrayList<>(changes);
            made.add(RedactingRecording.decoded(Side.REQUEST, undone));
        }
        RequestHead kept =
                new RequestHead(
                        request.method(),
                        heads.target(HeaderRules.targetForRecord(request.target())),
                        request.version(),
                        fields);
        Opening opening =
                new Opening(
                        id,
                        wallMicros,
                        client,
                        way == null ? "none" : way.door(),
                        way == null ? "" : way.provider().name(),
                        dialect,
                        kept,
                        way == null ? kept.path() : heads.target(way.path()),
                        way == null ? "" : way.provider().base().root(),
                        way == null ? "" : heads.target(way.upstreamPath()),
                        mode,
                        made,
                        heads.tags(Attribution.tags(request.headers())),
                        redactions.isEmpty() ? gateway : gateway.with(List.of(), List.of()));
        try {
            Recording begun = loop.recorder.begin(opening);
            if (!redactions.isEmpty()) {
                redacting =
                        new RedactingRecording(
                                begun,
                                redactions,
                                keepsBodies,
                                heads,
                                request.headers(),
                                places,
                                loop.executor,
                                whenCaughtUp);
            }
            RedactingRecording before = redacting;
            recording = before == null ? begun : before;
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

    /** A piece of the request body has come. */
    void requestPiece(ByteBuf piece) {
        Recording kept = recording;
        if (kept == null) {
            return;
        }
        long at = elapsed();
        if (piece.nioBufferCount() == 1) {
            kept.requestBody(oneBuffer(piece), at);
        } else {
            for (ByteBuffer bytes : piece.nioBuffers()) {
                kept.requestBody(bytes, at);
            }
        }
    }

    /** The request is whole. */
    void requestEnd(Headers trailers) {
        Recording kept = recording;
        if (kept != null) {
            kept.requestEnd(HeaderRules.forRecord(trailers, credentialFields), elapsed());
        }
    }

    /** There is a connection to the provider. */
    void connected() {
        connected = elapsed();
    }

    /** All of the request was handed over to the connection. */
    void requestSent() {
        requestSent = elapsed();
    }

    boolean isRequestSent() {
        return requestSent != Timeline.NEVER;
    }

    /** The final response head has come, or Weir makes one. */
    void response(ResponseHead head) {
        firstByte = elapsed();
        Recording kept = recording;
        if (kept != null) {
            kept.responseHead(
                    new ResponseHead(
                            head.status(),
                            head.reason(),
                            head.version(),
                            HeaderRules.forRecord(head.headers(), credentialFields)),
                    firstByte);
        }
    }

    /** A piece of the answer's body has come. */
    void responsePiece(ByteBuf piece) {
        Recording kept = recording;
        if (kept == null) {
            return;
        }
        long at = elapsed();
        if (piece.nioBufferCount() == 1) {
            kept.responseBody(oneBuffer(piece), at);
        } else {
            for (ByteBuffer bytes : piece.nioBuffers()) {
                kept.responseBody(bytes, at);
            }
        }
    }

    /** The body of an answer that Weir makes. */
    void ownBody(byte[] body) {
        Recording kept = recording;
        if (kept != null) {
            kept.responseBody(ByteBuffer.wrap(body), firstByte);
        }
    }

    /**
     * The answer is whole.
     *
     * @param whenSafe run when its last byte may be sent: perhaps before this returns
     */
    void responseEnd(Headers trailers, Runnable whenSafe) {
        lastByte = elapsed();
        Recording kept = recording;
        if (kept == null) {
            whenSafe.run();
        } else {
            kept.responseEnd(HeaderRules.forRecord(trailers, credentialFields), lastByte, whenSafe);
        }
    }

    /** What the caller is to be told of what was found in the request so far. */
    List<String> warnings() {
        RedactingRecording redacted = redacting;
        return redacted == null ? List.of() : redacted.warnings();
    }

    /** True while what came cannot be kept as fast as it comes: no more should come meanwhile. */
    boolean isBehind() {
        RedactingRecording redacted = redacting;
        return redacted != null && redacted.isBehind();
    }

    void changed(Change change) {
        if (changes.isEmpty()) {
            changes = new ArrayList<>(2);
        }
        changes.add(change);
    }

    void changed(List<Change> more) {
        if (!more.isEmpty()) {
            more.forEach(this::changed);
        }
    }

    /**
     * The exchange is over.
     *
     * @param errorCode Weir's own error code, null where the answer was the provider's
     * @param side the last connection to the provider, null where there was none
     * @param attempts how often the request was sent
     */
    void close(
            EndReason end,
            EndPhase phase,
            @Nullable String errorCode,
            @Nullable UpstreamSide side,
            int attempts) {
        Recording kept = recording;
        recording = null;
        if (kept == null) {
            return;
        }
        long over = elapsed();
        RedactingRecording redacted = redacting;
        if (redacted == null) {
            kept.close(closing(end, phase, errorCode, side, attempts, over));
            return;
        }
        redacted.finish(
                () -> {
                    changed(redacted.changes());
                    loop.metrics.redacted("record", redacted.replaced());
                    List<Ruling> rulings = redacted.rulings();
                    List<Edit> edits = redacted.placed(facts.edits());
                    moved |= !rulings.isEmpty() || !edits.isEmpty();
                    facts = facts.with(edits, rulings);
                    kept.close(closing(end, phase, errorCode, side, attempts, over));
                });
    }

    private Closing closing(
            EndReason end,
            EndPhase phase,
            @Nullable String errorCode,
            @Nullable UpstreamSide side,
            int attempts,
            long over) {
        return new Closing(
                end,
                phase,
                errorCode,
                new Timeline(connected, requestSent, firstByte, Timeline.NEVER, lastByte, over),
                side == null ? null : side.address(),
                side == null ? null : side.protocol(),
                side == null ? null : side.tls(),
                side != null && side.reused(),
                attempts,
                changes,
                went,
                moved ? facts : null);
    }

    private static ByteBuffer oneBuffer(ByteBuf piece) {
        return piece.internalNioBuffer(piece.readerIndex(), piece.readableBytes());
    }

    private long elapsed() {
        return loop.nanos() - received;
    }
}
