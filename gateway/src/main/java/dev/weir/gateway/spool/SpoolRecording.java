package dev.weir.gateway.spool;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Recording;
import dev.weir.core.dialect.ModelPeek;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/** One exchange on its way into the spool. For the event loop of its writer. */
final class SpoolRecording implements Recording {

    /** What is counted of one body. */
    private static final class Body {
        private final RecordType type;
        private final BodyFilter filter;
        private final CRC32C sum = new CRC32C();
        private long length;
        private long kept;

        /** Something is missing, and so no later byte is kept. */
        private boolean cut;

        Body(RecordType type, BodyFilter filter) {
            this.type = type;
            this.filter = filter;
        }

        BodyFacts facts() {
            return new BodyFacts(length, kept, (int) sum.getValue());
        }
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SegmentWriter writer;
    private final long number;
    private final Body request;
    private final Body response;
    private final Set<Loss> losses = EnumSet.noneOf(Loss.class);
    private final int failuresBefore;
    private @Nullable ModelPeek peek;
    private int sequence;

    SpoolRecording(SegmentWriter writer, long number, CaptureMode mode) {
        this.writer = writer;
        this.number = number;
        this.failuresBefore = writer.shared().sync().failed();
        this.request = new Body(RecordType.REQUEST_BODY, BodyFilter.of(mode));
        this.response = new Body(RecordType.RESPONSE_BODY, BodyFilter.of(mode));
        this.peek = mode instanceof CaptureMode.Full ? null : new ModelPeek();
    }

    long number() {
        return number;
    }

    /** Numbers the records, the lost ones too, so that a gap can be seen. */
    int nextSequence() {
        return ++sequence;
    }

    @Override
    public void requestBody(ByteBuffer piece, long nanos) {
        if (peek != null) {
            peek.feed(piece);
        }
        body(request, piece, nanos);
    }

    @Override
    public void requestEnd(Headers trailers, long nanos) {
        finish(request, nanos);
        writeDerived();
        PayloadWriter out = writer.scratch();
        out.varint(nanos);
        out.headers(trailers);
        append(RecordType.REQUEST_END);
    }

    @Override
    public void responseHead(ResponseHead head, long nanos) {
        Payloads.write(writer.scratch(), head, nanos);
        append(RecordType.RESPONSE_HEAD);
    }

    @Override
    public void responseBody(ByteBuffer piece, long nanos) {
        body(response, piece, nanos);
    }

    @Override
    public void responseEnd(Headers trailers, long nanos, Runnable whenSafe) {
        finish(response, nanos);
        PayloadWriter out = writer.scratch();
        out.varint(nanos);
        out.headers(trailers);
        Payloads.write(out, response.facts());
        Payloads.writeLosses(out, losses);
        append(RecordType.RESPONSE_END);
        if (writer.shared().durability() == SpoolOptions.Durability.DISK) {
            writer.shared().sync().whenForced(writer.loop(), () -> forced(whenSafe));
        } else {
            whenSafe.run();
        }
    }

    private void forced(Runnable whenSafe) {
        if (writer.shared().sync().failed() != failuresBefore) {
            losses.add(Loss.SPOOL_ERROR);
        }
        whenSafe.run();
    }

    @Override
    public void close(Closing closing) {
        long end = Math.max(0, closing.timeline().closed());
        finish(request, end);
        finish(response, end);
        writeDerived();
        for (Loss loss : losses) {
            if (loss != Loss.MODE && loss != Loss.UNREDACTABLE) {
                writer.shared().metrics().lost(loss);
            }
        }
        Payloads.Tally tally = new Payloads.Tally(request.facts(), response.facts(), losses);
        Payloads.write(writer.scratch(), closing, tally);
        writer.close(this, () -> Payloads.write(writer.scratch(), shortened(closing), tally));
    }

    /** What fits into the room held back: without the parts that have no bound. */
    private static Closing shortened(Closing closing) {
        return new Closing(
                closing.end(),
                closing.phase(),
                closing.errorCode(),
                closing.timeline(),
                null,
                null,
                null,
                closing.reused(),
                closing.attempts(),
                List.of());
    }

    @Override
    public void leftOut(Side side, long bytes, Loss why, long nanos) {
        Body body = side == Side.REQUEST ? request : response;
        finish(body, nanos);
        losses.add(why);
        for (long left = bytes; left > 0; ) {
            int passed = (int) Math.min(left, Integer.MAX_VALUE);
            body.length += passed;
            keep(body, nanos, NOTHING, 0, passed);
            left -= passed;
        }
    }

    private void body(Body body, ByteBuffer piece, long nanos) {
        int length = piece.remaining();
        if (length == 0) {
            return;
        }
        body.length += length;
        if (body.cut) {
            keep(body, nanos, piece, 0, length);
            return;
        }
        int kept = body.filter.keep(piece);
        flushHeld(body, nanos);
        keep(body, nanos, piece, kept, length);
        body.filter.hold(piece, kept);
        if (body.filter.full()) {
            body.cut = true;
        }
    }

    /** Bytes of an earlier piece that could only be judged now. */
    private void flushHeld(Body body, long nanos) {
        int released = body.filter.released();
        if (released > 0) {
            keep(body, nanos, body.filter.held(), released, 0);
        }
    }

    private void finish(Body body, long nanos) {
        if (!body.cut) {
            body.filter.end();
            flushHeld(body, nanos);
            body.cut = true;
        }
        if (body.kept < body.length && body.filter.limited()) {
            losses.add(Loss.MODE);
        }
    }

    private void keep(Body body, long nanos, ByteBuffer source, int keep, int passed) {
        int kept =
                writer.appendBody(
                        body.type, this, nanos, source, source.position(), keep, passed, body.sum);
        body.kept += kept;
        if (kept < keep) {
            body.cut = true;
        }
    }

    private void writeDerived() {
        ModelPeek read = peek;
        if (read == null) {
            return;
        }
        peek = null;
        read.close();
        Payloads.write(writer.scratch(), new Payloads.Derived(read.model(), read.stream()));
        append(RecordType.DERIVED);
    }

    private void append(RecordType type) {
        if (!writer.append(type, number, nextSequence())) {
            lose();
        }
    }

    /** Notes that a record found no room. */
    void lose() {
        losses.add(writer.reason());
    }
}
