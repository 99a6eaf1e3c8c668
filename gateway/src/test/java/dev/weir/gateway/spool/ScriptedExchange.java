package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Opening;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A random exchange that is written step by step, so that several can be interleaved, and knows
 * what has to come back.
 */
final class ScriptedExchange {

    /** What passed on one side. */
    private static final class Sent {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<Chunk> chunks = new ArrayList<>();
        Headers trailers = Headers.EMPTY;
    }

    final Opening opening;
    private final Random random;
    private final int longestPiece;
    private final Recording recording;
    private final Sent request = new Sent();
    private final Sent response = new Sent();
    private @Nullable ResponseHead head;
    private @Nullable Closing closing;
    private int stage;
    private long nanos;
    private boolean safe;

    ScriptedExchange(Recorder recorder, Random random, int longestPiece)
            throws Recorder.CaptureUnavailable {
        this.random = random;
        this.longestPiece = longestPiece;
        this.opening = Samples.opening(random);
        this.recording = recorder.begin(opening);
    }

    /** One call of the recording; false once it is closed. */
    boolean step() {
        nanos += random.nextInt(1_000_000);
        switch (stage) {
            case 0 -> pieceOrNext(request);
            case 1 -> {
                request.trailers = random.nextInt(4) == 0 ? Samples.headers(random) : Headers.EMPTY;
                recording.requestEnd(request.trailers, nanos);
                next(10);
            }
            case 2 -> {
                ResponseHead sent = Samples.responseHead(random);
                head = sent;
                recording.responseHead(sent, nanos);
                next(10);
            }
            case 3 -> pieceOrNext(response);
            case 4 -> {
                response.trailers =
                        random.nextInt(4) == 0 ? Samples.headers(random) : Headers.EMPTY;
                recording.responseEnd(response.trailers, nanos, () -> safe = true);
                assertThat(safe).as("durability process: safe in the same call").isTrue();
                stage++;
            }
            case 5 -> {
                Closing last = Samples.closing(random);
                closing = last;
                recording.close(last);
                stage++;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Writes what is left of it. */
    void finish() {
        while (step()) {}
    }

    /** Goes on, or rarely breaks off. */
    private void next(int oneIn) {
        stage = random.nextInt(oneIn) == 0 ? 5 : stage + 1;
    }

    private void pieceOrNext(Sent sent) {
        if (random.nextInt(6) == 0) {
            next(12);
            return;
        }
        byte[] bytes =
                Samples.bytes(
                        random,
                        random.nextInt(5) == 0
                                ? random.nextInt(longestPiece)
                                : random.nextInt(200));
        ByteBuffer piece = Samples.buffer(random, bytes);
        int position = piece.position();
        int limit = piece.limit();
        if (sent == request) {
            recording.requestBody(piece, nanos);
        } else {
            recording.responseBody(piece, nanos);
        }
        assertThat(piece.position()).isEqualTo(position);
        assertThat(piece.limit()).isEqualTo(limit);
        if (!piece.isReadOnly()) {
            // It may be used again at once.
            for (int i = position; i < limit; i++) {
                piece.put(i, (byte) 0x5A);
            }
        }
        if (bytes.length > 0) {
            sent.bytes.writeBytes(bytes);
            sent.chunks.add(new Chunk(nanos, bytes.length));
        }
    }

    /** Compares everything that was written with what was read. */
    void assertSame(SpooledExchange read) {
        assertThat(read.opening()).isEqualTo(opening);
        assertThat(read.closing()).isEqualTo(closing);
        assertThat(read.responseHead()).isEqualTo(head);
        assertThat(read.requestTrailers()).isEqualTo(request.trailers);
        assertThat(read.responseTrailers()).isEqualTo(response.trailers);
        assertThat(read.losses()).isEmpty();
        assertThat(read.peekedModel()).isNull();
        assertThat(read.peekedStream()).isFalse();
        assertSame(read, Side.REQUEST, request);
        assertSame(read, Side.RESPONSE, response);
    }

    /** Kept bytes are a prefix of what was written. */
    void assertPrefix(SpooledExchange read) {
        assertThat(read.opening()).isEqualTo(opening);
        for (Side side : Side.values()) {
            byte[] kept = Samples.join(read.pieces(side));
            byte[] all = (side == Side.REQUEST ? request : response).bytes.toByteArray();
            assertThat(kept).isEqualTo(Arrays.copyOf(all, Math.min(all.length, kept.length)));
            assertThat(read.body(side).kept()).isEqualTo(kept.length);
        }
    }

    private static void assertSame(SpooledExchange read, Side side, Sent sent) {
        byte[] bytes = sent.bytes.toByteArray();
        assertThat(Samples.join(read.pieces(side))).isEqualTo(bytes);
        assertThat(read.pieces(side)).allMatch(ByteBuffer::isReadOnly);
        assertThat(read.chunks(side)).isEqualTo(sent.chunks);
        assertThat(read.body(side))
                .isEqualTo(new BodyFacts(bytes.length, bytes.length, Samples.crc32c(bytes)));
    }
}
