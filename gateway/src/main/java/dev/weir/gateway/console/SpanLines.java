package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Derivation;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.exchange.Side;
import dev.weir.core.otel.CallSpans;
import dev.weir.core.otel.OtlpJson;
import dev.weir.core.otel.SpanValue;
import dev.weir.core.otel.names.Semconv;
import dev.weir.core.reading.Source.Body;
import dev.weir.core.reading.Source.State;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Exchanges as spans in OTLP's JSON, with what was said, one request a line. */
final class SpanLines {

    private static final String SERVICE = "weir";

    /** Bodies that are larger, as they passed, are not read. */
    private static final long LARGEST = 64L << 20;

    private final Derived derived;
    private final BodyReader bodies;
    private final Decoder decoder;
    private final CallSpans spans = new CallSpans(Semconv.NEW, true, "");
    private final String version;

    SpanLines(Derived derived, BodyReader bodies, Decoder decoder, String version) {
        this.derived = derived;
        this.bodies = bodies;
        this.decoder = decoder;
        this.version = version;
    }

    /** Waits for what has just ended to be worked out. */
    void settle(Duration atMost) throws InterruptedException {
        derived.settle(atMost);
    }

    /** The line without its end; null where the exchange is no call of a model, or has no row. */
    @Nullable String line(Exchange exchange) throws IOException {
        Optional<DerivedExchange> row = derived.find(exchange.id());
        if (row.isEmpty()) {
            return null;
        }
        SpanValue span =
                spans.of(
                        exchange,
                        Derivation.meaning(
                                row.get(),
                                exchange,
                                body(exchange, Side.REQUEST),
                                body(exchange, Side.RESPONSE)));
        return span == null ? null : OtlpJson.request(span, SERVICE, version).write();
    }

    private Body body(Exchange exchange, Side side) throws IOException {
        BodyFacts facts = BodyReader.facts(exchange, side);
        if (facts.length() == 0) {
            return Body.NONE;
        }
        if (!facts.whole() || facts.length() > LARGEST) {
            return Body.of(new byte[0], facts.whole() ? State.TOO_LARGE : State.NOT_KEPT);
        }
        boolean cut = side == Side.RESPONSE && exchange.outcome() != Outcome.COMPLETE;
        List<String> encodings = Bodies.encodings(exchange, side);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream kept = bodies.open(exchange, side)) {
            if (encodings.isEmpty()) {
                kept.transferTo(bytes);
            } else {
                decode(kept, encodings, bytes);
            }
        } catch (Archive.ArchiveDamaged e) {
            return Body.of(new byte[0], State.NOT_KEPT);
        } catch (Undecodable e) {
            return Body.of(bytes.toByteArray(), cut ? State.CUT : State.UNDECODABLE);
        }
        return Body.of(bytes.toByteArray(), cut ? State.CUT : State.WHOLE);
    }

    private static final class Undecodable extends IOException {
        Undecodable(IOException cause) {
            super(cause);
        }
    }

    private void decode(InputStream kept, List<String> encodings, ByteArrayOutputStream to)
            throws IOException {
        try (InputStream in = decoder.decode(kept, encodings)) {
            in.transferTo(to);
        } catch (Archive.ArchiveDamaged e) {
            throw e;
        } catch (IOException e) {
            throw new Undecodable(e);
        }
    }
}
