package dev.weir.gateway.archive;

import dev.weir.core.archive.ArchiveIntake.NotStored;
import dev.weir.core.archive.ArchiveIntake.Receipt;
import dev.weir.core.archive.Incoming;
import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.gateway.spool.SpooledExchange;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * An exchange out of the intake, in the shape in which the writer takes all, with its receipt. Its
 * record is stored as it came, not put together anew.
 */
final class TakenIn implements SpooledExchange, Receipt {

    private enum State {
        WAITING,
        STORED,
        KNOWN,
        UNSTORABLE,
        CLOSED
    }

    private static final long SLICE_NANOS = 500_000_000;

    private final Incoming incoming;

    /** Guarded by this, like the reason. */
    private State state = State.WAITING;

    private String reason = "";

    TakenIn(Incoming incoming) {
        this.incoming = incoming;
    }

    long bytes() {
        return incoming.bytes();
    }

    /** The record as it came, with the bodies as they are stored. */
    Exchange record(BodyFacts request, BodyFacts response) {
        return incoming.exchange().withBodies(request, response);
    }

    /** Writer's thread: it is durable, or an exchange of its id was there already. */
    void settled(boolean added) {
        settle(added ? State.STORED : State.KNOWN, "");
    }

    /** This one cannot be stored. */
    void failed(String why) {
        settle(State.UNSTORABLE, why);
    }

    /** Nothing is stored any more. */
    void closed() {
        settle(State.CLOSED, "the archive was closed before it was stored");
    }

    private synchronized void settle(State how, String why) {
        if (state == State.WAITING) {
            state = how;
            reason = why;
            notifyAll();
        }
    }

    @Override
    public synchronized boolean stored(Duration atMost) throws IOException, InterruptedException {
        // In slices, so that a process that was stopped for a while has not used up its time.
        long left = atMost.toNanos();
        while (state == State.WAITING) {
            if (left <= 0) {
                throw new IOException(
                        "the archive did not take it within " + atMost.toSeconds() + " s");
            }
            long begun = System.nanoTime();
            wait(Math.min(SLICE_NANOS, left) / 1_000_000 + 1);
            left -= Math.min(SLICE_NANOS, System.nanoTime() - begun);
        }
        return switch (state) {
            case UNSTORABLE -> throw new NotStored(reason);
            case CLOSED -> throw new IOException(reason);
            case STORED -> true;
            case KNOWN, WAITING -> false;
        };
    }

    private Exchange exchange() {
        return incoming.exchange();
    }

    @Override
    public Opening opening() {
        Exchange e = exchange();
        UpstreamFacts upstream = e.upstream();
        return new Opening(
                e.id(),
                ChronoUnit.MICROS.between(Instant.EPOCH, e.startedAt()),
                e.client(),
                e.door(),
                e.provider(),
                e.dialect(),
                e.request(),
                e.path(),
                upstream == null ? "" : upstream.origin(),
                upstream == null ? "" : upstream.path(),
                e.mode(),
                e.changes(),
                e.tags(),
                e.gateway());
    }

    @Override
    public Closing closing() {
        Exchange e = exchange();
        UpstreamFacts upstream = e.upstream();
        return new Closing(
                e.end(),
                e.phase(),
                e.errorCode(),
                e.timeline(),
                upstream == null ? null : upstream.address(),
                upstream == null ? null : upstream.protocol(),
                upstream == null ? null : upstream.tls(),
                upstream != null && upstream.reused(),
                upstream == null ? 0 : upstream.attempts(),
                List.of());
    }

    @Override
    public Headers requestTrailers() {
        return exchange().requestTrailers();
    }

    @Override
    public @Nullable ResponseHead responseHead() {
        return exchange().response();
    }

    @Override
    public Headers responseTrailers() {
        return exchange().responseTrailers();
    }

    @Override
    public Set<Loss> losses() {
        return exchange().losses();
    }

    @Override
    public BodyFacts body(Side side) {
        return side == Side.REQUEST ? exchange().requestBody() : exchange().responseBody();
    }

    @Override
    public List<ByteBuffer> pieces(Side side) {
        return List.of(side == Side.REQUEST ? incoming.request() : incoming.response());
    }

    @Override
    public List<Chunk> chunks(Side side) {
        return side == Side.REQUEST ? incoming.requestChunks() : incoming.responseChunks();
    }

    @Override
    public @Nullable String peekedModel() {
        return exchange().requestedModel();
    }

    @Override
    public boolean peekedStream() {
        return exchange().stream();
    }
}
