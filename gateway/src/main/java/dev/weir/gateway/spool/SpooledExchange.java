package dev.weir.gateway.spool;

import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * A finished exchange as it lies in the spool. Body bytes are views of mapped memory, valid until
 * acknowledged.
 */
public interface SpooledExchange {

    Opening opening();

    Closing closing();

    Headers requestTrailers();

    @Nullable ResponseHead responseHead();

    Headers responseTrailers();

    /** Why something is not here; empty where all that the mode asks for is. */
    Set<Loss> losses();

    /** Lengths and checksum of a body. */
    BodyFacts body(Side side);

    /** The kept bytes of a body, in order, each from position to limit; read only. */
    List<ByteBuffer> pieces(Side side);

    /** Arrival times and lengths of everything that passed, kept or not. */
    List<Chunk> chunks(Side side);

    /**
     * The model that the request names, read while it passed; only where the mode keeps less than
     * the whole body, else null.
     */
    @Nullable String peekedModel();

    /** True where the request asked for a stream; only where the mode keeps less than the body. */
    boolean peekedStream();
}
