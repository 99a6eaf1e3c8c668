package dev.weir.gateway.console;

import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.derived.Derivation;
import dev.weir.core.diff.Differ;
import dev.weir.core.diff.Difference;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.exchange.Side;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.wire.TurnReader;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Compares two exchanges. A few at a time, since each holds up to four bodies in memory. */
final class Diffs {

    /** Bodies that are larger, decoded, are not compared. */
    private static final int LARGEST = 64 << 20;

    private static final int AT_ONCE = 2;
    private static final int MOST_CONTEXT = 10_000;
    private static final int USUAL_CONTEXT = 60;

    private final Exchanges exchanges;
    private final BodyReader bodies;
    private final Decoder decoder;
    private final Semaphore room = new Semaphore(AT_ONCE);

    Diffs(Exchanges exchanges, BodyReader bodies, Decoder decoder) {
        this.exchanges = exchanges;
        this.bodies = bodies;
        this.decoder = decoder;
    }

    void compare(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Parameters query = asked.query();
        ExchangeId first = query.exchange("a");
        ExchangeId second = query.exchange("b");
        String what = query.oneOf("what", List.of("request", "response", "both"));
        int context = query.number("context", 0, MOST_CONTEXT, USUAL_CONTEXT);
        Exchange a = exchanges.find(first);
        Exchange b = exchanges.find(second);
        if (!room.tryAcquire()) {
            throw new Refused(
                    ConsoleError.OVERLOADED,
                    AT_ONCE + " comparisons are going on; try again when one is through",
                    Headers.of("retry-after", "2"));
        }
        byte[] answer;
        try {
            boolean answers = !what.equals("request");
            Differ.Subject left = subject("A", a, answers);
            Differ.Subject right = subject("B", b, answers);
            Difference requests = what.equals("response") ? null : Differ.requests(left, right);
            Difference responses = answers ? Differ.responses(left, right) : null;
            answer =
                    Json.bytes(
                            json -> new DiffJson(json, context).write(a, b, requests, responses));
        } finally {
            room.release();
        }
        call.answer(200, Json.TYPE, answer);
    }

    private Differ.Subject subject(String name, Exchange exchange, boolean answer)
            throws IOException {
        Source.Body request = body(name, exchange, Side.REQUEST);
        Source.Body response = answer ? body(name, exchange, Side.RESPONSE) : Source.Body.NONE;
        Source source = Derivation.source(exchange, request, response);
        return new Differ.Subject(
                exchange.dialect(), TurnReader.read(source), request, response, exchange.status());
    }

    private Source.Body body(String name, Exchange exchange, Side side) throws IOException {
        BodyFacts facts = BodyReader.facts(exchange, side);
        if (facts.length() == 0) {
            return Source.Body.NONE;
        }
        if (!facts.whole()) {
            throw new Refused(
                    ConsoleError.BODY_NOT_KEPT, name + ": " + BodyReader.whyNot(exchange, side));
        }
        if (facts.length() > LARGEST) {
            throw tooLarge(name, side);
        }
        boolean cut = side == Side.RESPONSE && exchange.outcome() != Outcome.COMPLETE;
        byte[] raw;
        try (InputStream in = bodies.open(exchange, side)) {
            raw = in.readAllBytes();
        }
        List<String> encodings = Bodies.encodings(exchange, side);
        if (encodings.isEmpty()) {
            return Source.Body.of(raw, cut ? Source.State.CUT : Source.State.WHOLE);
        }
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
        try (InputStream in = decoder.decode(new ByteArrayInputStream(raw), encodings)) {
            byte[] some = in.readNBytes(LARGEST + 1);
            if (some.length > LARGEST) {
                throw tooLarge(name, side);
            }
            decoded.writeBytes(some);
        } catch (ArchiveDamaged e) {
            throw e;
        } catch (IOException e) {
            // What cannot be decoded is compared as it passed.
            return Source.Body.of(raw, Source.State.UNDECODABLE);
        }
        return Source.Body.of(decoded.toByteArray(), cut ? Source.State.CUT : Source.State.WHOLE);
    }

    private static Refused tooLarge(String name, Side side) {
        return new Refused(
                ConsoleError.NOT_DECODABLE,
                name
                        + ": the "
                        + side.word()
                        + " body is over "
                        + (LARGEST >> 20)
                        + " MiB, which is more than is compared");
    }
}
