package dev.weir.gateway.archive;

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
import dev.weir.testkit.archive.Recorded;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** An exchange as it would lie in the spool, its bodies in pieces of odd sizes. */
record FakeSpooled(Recorded recorded) implements SpooledExchange {

    private Exchange exchange() {
        return recorded.exchange();
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
                e.tags());
    }

    @Override
    public Closing closing() {
        Exchange e = exchange();
        UpstreamFacts upstream = e.upstream();
        return new Closing(
                e.end(),
                e.phase(),
                e.errorCode(),
                e.timeline().withFirstToken(-1),
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
        byte[] body = side == Side.REQUEST ? recorded.request() : recorded.response();
        List<ByteBuffer> pieces = new ArrayList<>();
        Random random = new Random(body.length);
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, random.nextInt(40_000));
            pieces.add(ByteBuffer.wrap(body, at, length).slice().asReadOnlyBuffer());
            at += length;
        }
        return pieces;
    }

    @Override
    public List<Chunk> chunks(Side side) {
        return side == Side.REQUEST ? recorded.requestChunks() : recorded.responseChunks();
    }

    @Override
    public @Nullable String peekedModel() {
        return null;
    }

    @Override
    public boolean peekedStream() {
        return false;
    }
}
