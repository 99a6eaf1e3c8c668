package dev.weir.gateway.reading;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Derivation;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Texts;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.reading.Source.Body;
import dev.weir.core.reading.Source.State;
import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.SessionMemoryLog;
import dev.weir.core.session.Stitcher;
import dev.weir.gateway.content.ContentDecoding;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Tells what an exchange means: fetches its bodies, undoes their encodings, and hands them to
 * core's {@link Derivation}. Exchanges are given oldest first; it remembers what later ones may go
 * on from. For one thread.
 */
public final class Derivations {

    /** Bodies that are larger, decoded, are not read. */
    private static final int LARGEST = 64 << 20;

    /** Exchanges whose sessions can be gone on from without an identifier. */
    static final int REMEMBERED = 50_000;

    private final SessionMemoryLog memory =
            new SessionMemoryLog(new InMemorySessionMemory(REMEMBERED));
    private final Derivation derivation;

    /**
     * @param pricing what a call costs
     */
    public Derivations(Pricing pricing) {
        derivation = new Derivation(pricing, new Stitcher(memory));
    }

    /**
     * What an exchange means.
     *
     * @param title what its session is about, null for nothing
     */
    record Meaning(DerivedExchange row, Texts texts, @Nullable String title) {}

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
        return new Meaning(result.row(), result.texts(), result.title());
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
        BodyFacts facts = side == Side.REQUEST ? exchange.requestBody() : exchange.responseBody();
        if (facts.length() == 0) {
            return Body.NONE;
        }
        if (!facts.whole()) {
            return Body.of(new byte[0], State.NOT_KEPT);
        }
        if (facts.length() > LARGEST) {
            return Body.of(new byte[0], State.TOO_LARGE);
        }
        ResponseHead response = exchange.response();
        Headers headers =
                side == Side.REQUEST
                        ? exchange.request().headers()
                        : response == null ? Headers.EMPTY : response.headers();
        boolean cut = side == Side.RESPONSE && exchange.outcome() != Outcome.COMPLETE;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) facts.length());
        try (InputStream in =
                ContentDecoding.decode(
                        archive.body(exchange.id(), side),
                        ContentDecoding.encodings(headers),
                        LARGEST)) {
            in.transferTo(bytes);
        } catch (Archive.ArchiveDamaged e) {
            return Body.of(new byte[0], State.NOT_KEPT);
        } catch (ContentDecoding.Undecodable e) {
            return Body.of(bytes.toByteArray(), cut ? State.CUT : State.UNDECODABLE);
        }
        return Body.of(bytes.toByteArray(), cut ? State.CUT : State.WHOLE);
    }
}
