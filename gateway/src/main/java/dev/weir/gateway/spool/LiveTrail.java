package dev.weir.gateway.spool;

import dev.weir.core.capture.Opening;
import dev.weir.core.dialect.ModelPeek;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.live.LiveCall;
import dev.weir.core.live.LivePhase;
import dev.weir.core.rules.ModelInPath;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What an exchange that is not over has come to, read from its records while somebody looks: each
 * look goes on where the one before ended. For the thread that fills the trail.
 */
final class LiveTrail {

    /** Records of one exchange in one look: who looks does not keep the thread from its work. */
    static final int MOST_AT_ONCE = 20_000;

    private int next;
    private @Nullable Opening opening;
    private LivePhase phase = LivePhase.REQUEST;
    private @Nullable ModelPeek peek = new ModelPeek();
    private @Nullable String model;
    private boolean streamAsked;
    private int status;
    private boolean streaming;
    private long requestBytes;
    private long responseBytes;
    private long chunks;

    /** Bytes of a piece of which more records follow. */
    private long carried;

    private long lastChunk = -1;
    private long lastNanos;

    /**
     * How it stands, or stood some records ago where it has very many that nobody has looked at
     * yet; null where its opening cannot be read.
     */
    @Nullable LiveCall read(ExchangeTrail trail) {
        int end = Math.min(trail.count(), next + MOST_AT_ONCE);
        for (; next < end; next++) {
            try {
                read(trail, next);
            } catch (MalformedRecordException | RuntimeException e) {
                // Said of the exchange when it is over; what can be read is shown until then. One
                // that cannot be read at all must not hide the others.
                peek = null;
            }
        }
        Opening begun = opening;
        return begun == null
                ? null
                : new LiveCall(
                        begun,
                        phase,
                        model,
                        streamAsked,
                        status,
                        streaming,
                        requestBytes,
                        responseBytes,
                        chunks,
                        lastNanos);
    }

    private void read(ExchangeTrail trail, int record) throws MalformedRecordException {
        RecordType type = trail.type(record);
        if (type == null) {
            return;
        }
        PayloadReader in = trail.payload(record);
        switch (type) {
            case OPENING -> {
                Opening begun = Payloads.opening(in);
                opening = begun;
                model = ModelInPath.find(begun.path());
            }
            case REQUEST_BODY -> {
                StoredBody.Piece piece = StoredBody.Piece.read(in);
                requestBytes += piece.passed();
                lastNanos = piece.nanos();
                peek(trail, record, piece);
            }
            case REQUEST_END -> {
                lastNanos = in.varint();
                phase = LivePhase.WAITING;
                peeked();
            }
            case DERIVED -> {
                Payloads.Derived derived = Payloads.derived(in);
                model = model == null ? derived.model() : model;
                streamAsked |= derived.stream();
            }
            case RESPONSE_HEAD -> {
                lastNanos = in.varint();
                phase = LivePhase.ANSWERING;
                ResponseHead head = Payloads.responseHead(in);
                status = head.status();
                streaming = isStream(head.headers().first("content-type"));
            }
            case RESPONSE_BODY -> chunk(StoredBody.Piece.read(in));
            case RESPONSE_END -> {
                lastNanos = in.varint();
                phase = LivePhase.ENDING;
            }
            default -> {}
        }
    }

    /** Counted as the finished exchange lists its pieces. */
    private void chunk(StoredBody.Piece piece) {
        lastNanos = piece.nanos();
        responseBytes += piece.passed();
        carried += piece.passed();
        if (carried > 0 && !piece.more()) {
            carried = 0;
            chunks += piece.nanos() == lastChunk ? 0 : 1;
            lastChunk = piece.nanos();
        }
    }

    private void peek(ExchangeTrail trail, int record, StoredBody.Piece piece) {
        ModelPeek reading = peek;
        if (reading != null && piece.length() > 0) {
            reading.feed(trail.bytes(record).slice(piece.from(), piece.length()));
            model = model == null ? reading.model() : model;
            streamAsked |= reading.stream();
            if (reading.done()) {
                peeked();
            }
        }
    }

    private void peeked() {
        ModelPeek reading = peek;
        peek = null;
        if (reading != null) {
            reading.close();
        }
    }

    private static boolean isStream(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("text/event-stream")
                || type.startsWith("application/x-ndjson")
                || type.startsWith("application/vnd.amazon.eventstream");
    }
}
