package dev.weir.gateway.relay;

import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.redaction.BodyRedactor;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.rules.Redactions;
import dev.weir.gateway.content.ContentDecoding;
import dev.weir.gateway.content.PassingDecoder;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Stands before a recording where policies want an exchange redacted: what they find never reaches
 * the recorder, and so neither spool nor archive nor anything made from them. What is forwarded
 * passes elsewhere, and neither waits nor changes.
 */
final class RedactingRecording implements Recording {

    /** Its frames carry checksums, and its texts are coded inside. */
    private static final String AWS_EVENTS = "application/vnd.amazon.eventstream";

    private static final long MOST_DECODED = 64L << 20;

    private final Recording inner;
    private final Redactions redactions;
    private final boolean keepsBodies;
    private final RedactedHeads heads;
    private final RedactedBody request;
    private @Nullable RedactedBody response;
    private final List<Change> changes = new ArrayList<>(2);
    private final Executor turns;
    private final Runnable whenCaughtUp;

    /**
     * @param keepsBodies false where the capture mode keeps no bodies anyway
     * @param heads what was found in the request's head is in it already
     * @param head the request's fields as they came
     * @param places what may be made different inside the request body, in order
     * @param turns where it goes on with a body that grows much when it is decoded
     * @param whenCaughtUp run each time that nothing waits any more
     */
    RedactingRecording(
            Recording inner,
            Redactions redactions,
            boolean keepsBodies,
            RedactedHeads heads,
            Headers head,
            List<Edit> places,
            Executor turns,
            Runnable whenCaughtUp) {
        this.turns = turns;
        this.whenCaughtUp = whenCaughtUp;
        this.inner = inner;
        this.redactions = redactions;
        this.keepsBodies = keepsBodies;
        this.heads = heads;
        this.request = body(Side.REQUEST, head, places);
    }

    /** The codings that are undone before a body of this head is kept; empty for none. */
    static List<String> undone(Redactions redactions, boolean keepsBodies, Headers head) {
        List<String> codings = ContentDecoding.encodings(head);
        if (codings.isEmpty() || !keepsBodies || redactions.onRecord() == null) {
            return List.of();
        }
        PassingDecoder known = PassingDecoder.of(codings, 1);
        if (known == null) {
            return List.of();
        }
        known.close();
        return codings;
    }

    /** What is said of codings that are undone. */
    static Change decoded(Side side, List<String> codings) {
        return new Change(
                Change.Kind.DECODED_ON_RECORD,
                side.name().toLowerCase(Locale.ROOT) + " " + String.join(", ", codings));
    }

    private RedactedBody body(Side side, Headers head, List<Edit> places) {
        String type = head.first("content-type");
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        boolean stream = Download.isStream(lower);
        List<String> codings = ContentDecoding.encodings(head);
        PassingDecoder decoder =
                codings.isEmpty() ? null : PassingDecoder.of(codings, MOST_DECODED);
        boolean readable = !lower.startsWith(AWS_EVENTS) && (codings.isEmpty() || decoder != null);
        return new RedactedBody(
                keepsBodies ? redactor(redactions.onRecord(), true, stream) : null,
                redactor(redactions.watched(), false, stream),
                decoder,
                readable,
                places,
                new RedactedBody.Sink() {
                    @Override
                    public void keep(ByteBuffer bytes, long nanos) {
                        if (side == Side.REQUEST) {
                            inner.requestBody(bytes, nanos);
                        } else {
                            inner.responseBody(bytes, nanos);
                        }
                    }

                    @Override
                    public void leftOut(long bytes, long nanos) {
                        inner.leftOut(side, bytes, Loss.UNREDACTABLE, nanos);
                    }
                },
                turns,
                this::caughtUp);
    }

    private void caughtUp() {
        if (!isBehind()) {
            whenCaughtUp.run();
        }
    }

    /** True while some of what came has not been read: no more should come meanwhile. */
    boolean isBehind() {
        RedactedBody body = response;
        return request.isBehind() || body != null && body.isBehind();
    }

    private static @Nullable BodyRedactor redactor(
            @Nullable Redaction redaction, boolean replaces, boolean stream) {
        return redaction == null ? null : redaction.redactor(replaces, stream);
    }

    @Override
    public void requestBody(ByteBuffer piece, long nanos) {
        request.feed(piece, nanos);
    }

    @Override
    public void requestEnd(Headers trailers, long nanos) {
        Headers kept = heads.fields(trailers);
        request.end(() -> inner.requestEnd(kept, nanos));
    }

    @Override
    public void responseHead(ResponseHead head, long nanos) {
        response = body(Side.RESPONSE, head.headers(), List.of());
        List<String> undone = undone(redactions, keepsBodies, head.headers());
        Headers kept = heads.fields(head.headers());
        if (!undone.isEmpty()) {
            kept = RedactedHeads.withoutCoding(kept);
            changes.add(decoded(Side.RESPONSE, undone));
        }
        inner.responseHead(
                new ResponseHead(head.status(), head.reason(), head.version(), kept), nanos);
    }

    @Override
    public void responseBody(ByteBuffer piece, long nanos) {
        RedactedBody body = response;
        if (body != null) {
            body.feed(piece, nanos);
        }
    }

    @Override
    public void leftOut(Side side, long bytes, Loss why, long nanos) {
        inner.leftOut(side, bytes, why, nanos);
    }

    @Override
    public void responseEnd(Headers trailers, long nanos, Runnable whenSafe) {
        Headers kept = heads.fields(trailers);
        ended(response, () -> inner.responseEnd(kept, nanos, whenSafe));
    }

    @Override
    public void close(Closing closing) {
        finish(() -> inner.close(closing));
    }

    /**
     * No more comes of either body: what was held back is kept.
     *
     * @param then run once all of both was read: at once where nothing waits
     */
    void finish(Runnable then) {
        request.end(() -> ended(response, then));
    }

    private static void ended(@Nullable RedactedBody body, Runnable then) {
        if (body == null) {
            then.run();
        } else {
            body.end(then);
        }
    }

    // ---- what became of it; complete after finish() ----

    /** What the caller is told of the request so far. */
    List<String> warnings() {
        return redactions.warnings(request.seen());
    }

    /** How often what was replaced in what is kept, heads included. */
    Map<String, Long> replaced() {
        Map<String, Long> all = new LinkedHashMap<>(heads.found());
        request.replaced().forEach((kind, count) -> all.merge(kind, count, Long::sum));
        RedactedBody body = response;
        if (body != null) {
            body.replaced().forEach((kind, count) -> all.merge(kind, count, Long::sum));
        }
        return all;
    }

    /** What was made different in what is kept, one a kind. */
    List<Change> changes() {
        List<Change> all = new ArrayList<>(changes);
        replaced().keySet().stream()
                .sorted()
                .forEach(kind -> all.add(new Change(Change.Kind.REDACTED_ON_RECORD, kind)));
        return all;
    }

    /** What the policies say of what was found. */
    List<Ruling> rulings() {
        List<Ruling> all = new ArrayList<>();
        all.addAll(redactions.rulings(heads.found(), Map.of(), "heads"));
        all.addAll(redactions.rulings(request.replaced(), request.seen(), "the request"));
        RedactedBody body = response;
        if (body != null) {
            all.addAll(redactions.rulings(body.replaced(), body.seen(), "the answer"));
        }
        return all;
    }

    /** These edits at their places in the request body as it is kept. */
    List<Edit> placed(List<Edit> edits) {
        return request.placed(edits);
    }
}
