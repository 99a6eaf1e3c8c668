package dev.weir.gateway.archive;

import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.gateway.spool.SpooledExchange;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What can still be had of an exchange that failed otherwise: everything but its opening and its
 * closing is left out where reading it fails.
 */
record BareExchange(SpooledExchange spooled) implements SpooledExchange {

    private static <T extends @Nullable Object> T or(T without, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException | InternalError e) {
            return without;
        }
    }

    @Override
    public Opening opening() {
        return spooled.opening();
    }

    @Override
    public Closing closing() {
        return spooled.closing();
    }

    @Override
    public Headers requestTrailers() {
        return or(Headers.EMPTY, spooled::requestTrailers);
    }

    @Override
    public @Nullable ResponseHead responseHead() {
        return BareExchange.<@Nullable ResponseHead>or(null, spooled::responseHead);
    }

    @Override
    public Headers responseTrailers() {
        return or(Headers.EMPTY, spooled::responseTrailers);
    }

    @Override
    public Set<Loss> losses() {
        Set<Loss> losses = EnumSet.noneOf(Loss.class);
        losses.addAll(or(Set.of(Loss.SPOOL_CORRUPT), spooled::losses));
        for (Side side : Side.values()) {
            if (BareExchange.<@Nullable BodyFacts>or(null, () -> spooled.body(side)) == null) {
                losses.add(Loss.SPOOL_CORRUPT);
            }
        }
        return losses;
    }

    @Override
    public BodyFacts body(Side side) {
        return or(new BodyFacts(0, 0, 0), () -> spooled.body(side));
    }

    @Override
    public List<ByteBuffer> pieces(Side side) {
        List<ByteBuffer> readable = new ArrayList<>();
        for (ByteBuffer piece : or(List.<ByteBuffer>of(), () -> spooled.pieces(side))) {
            // Copied, since mapped memory may fail only when it is looked at.
            byte[] copy =
                    BareExchange.<byte @Nullable []>or(
                            null,
                            () -> {
                                byte[] bytes = new byte[piece.remaining()];
                                piece.get(piece.position(), bytes);
                                return bytes;
                            });
            if (copy == null) {
                break;
            }
            readable.add(ByteBuffer.wrap(copy));
        }
        return readable;
    }

    @Override
    public List<Chunk> chunks(Side side) {
        return List.of();
    }

    @Override
    public @Nullable String peekedModel() {
        return BareExchange.<@Nullable String>or(null, spooled::peekedModel);
    }

    @Override
    public boolean peekedStream() {
        return or(false, spooled::peekedStream);
    }
}
