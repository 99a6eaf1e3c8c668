package dev.weir.gateway.reading;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Derivation;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedListener;
import dev.weir.core.derived.Texts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.reading.Source.Body;
import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.SessionMemoryLog;
import dev.weir.core.session.Stitcher;
import dev.weir.gateway.content.DecodedBody;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Tells what an exchange means: fetches its bodies, undoes their encodings, and hands them to
 * core's {@link Derivation}. Exchanges are given oldest first; it remembers what later ones may go
 * on from. For one thread.
 */
public final class Derivations {

    /** Bodies that are larger, decoded, are not read. */
    private static final int LARGEST = DecodedBody.LARGEST;

    /** Exchanges whose sessions can be gone on from without an identifier. */
    static final int REMEMBERED = 50_000;

    private final SessionMemoryLog memory =
            new SessionMemoryLog(new InMemorySessionMemory(REMEMBERED));
    private final Derivation derivation;
    private final Pricing pricing;

    /**
     * @param pricing what a call costs
     */
    public Derivations(Pricing pricing) {
        this.pricing = pricing;
        derivation = new Derivation(pricing, new Stitcher(memory));
    }

    /**
     * What an exchange means.
     *
     * @param title what its session is about, null for nothing
     * @param all the row with all that was read
     */
    record Meaning(
            DerivedExchange row,
            Texts texts,
            @Nullable String title,
            DerivedListener.Meaning all) {}

    /** What calls cost. */
    Pricing pricing() {
        return pricing;
    }

    /** Names the way of reading; rows of another one are made anew. */
    String version() {
        return Derivation.VERSION;
    }

    Meaning of(Exchange exchange, Archive archive) throws IOException {
        Derivation.Result result =
                derivation.of(
                        exchange,
                        body(exchange, archive, Side.REQUEST),
                        body(exchange, archive, Side.RESPONSE));
        return new Meaning(result.row(), result.texts(), result.title(), result.meaning());
    }

    /** What is remembered of the exchanges since this was last called, to be recalled later. */
    byte[] remembered() {
        return memory.taken();
    }

    /** Recalls what an earlier process remembered; in order, before the first exchange. */
    void recall(byte[] entries) {
        memory.recall(entries);
    }

    private static Body body(Exchange exchange, Archive archive, Side side) throws IOException {
        return DecodedBody.read(exchange, archive, side, LARGEST);
    }
}
