package dev.weir.gateway.relay;

import dev.weir.core.access.HeaderRules;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.dialect.StreamEnd;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.metering.Metering;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * The answer of one call on its way to the client: the provider's, or one in Weir's own name.
 * Everything is on record before it is queued, and the end of an answer is on record before its
 * last byte is sent.
 */
final class Download {

    private final Loop loop;
    private final ClientSide client;
    private final Tape tape;

    private Dialect dialect = Dialect.OTHER;

    /** Fields of Weir's own in the answer. */
    private Headers extra = Headers.EMPTY;

    /** Sees the answer, null where nobody wants to. */
    private Metering.@Nullable Meter meter;

    /** Keeps Weir's own key out of the answer, null where none was sent. */
    private @Nullable KeyEcho echo;

    /** An error that waits until it is whole, null for none. */
    private @Nullable HeldError heldError;

    private @Nullable ResponseHead response;
    private @Nullable StreamEnd stream;
    private boolean own;
    private boolean ended;

    /** True while the last bytes must not be sent yet, since their record is not safe. */
    private boolean holdFlush;

    /** True once nothing more goes to the client. */
    private boolean over;

    Download(Loop loop, ClientSide client, Tape tape) {
        this.loop = loop;
        this.client = client;
        this.tape = tape;
    }

    /** Sets the dialect in which Weir would speak itself. */
    void speak(Dialect ofClient) {
        dialect = ofClient;
    }

    /** Adds fields of Weir's own to the answer. */
    void add(Headers fields) {
        extra = fields;
    }

    /** Lets a meter see the answer; null for none. */
    void meter(Metering.@Nullable Meter reading) {
        meter = reading;
    }

    /** Keeps the key that was sent out of the answer. */
    void mask(KeyEcho sent) {
        echo = sent;
    }

    void informational(ResponseHead head) {
        if (!over) {
            client.informational(
                    new ResponseHead(
                            head.status(), head.reason(), head.version(), fields(head).passed()));
        }
    }

    /**
     * The provider's final head.
     *
     * @param received as the provider sent it
     * @param length bytes of body to come, -1 where not known
     */
    void head(ResponseHead received, long length) {
        KeyEcho masks = echo;
        if (masks != null && masks.looks() && HeldError.is(received, length)) {
            response = received;
            heldError = new HeldError(received, length);
        } else {
            passHead(received, length);
        }
    }

    private void passHead(ResponseHead received, long length) {
        KeyEcho masks = echo;
        ResponseHead head = masks == null ? received : masks.head(received);
        response = head;
        String type = head.headers().first("content-type");
        if (type != null && isStream(type)) {
            stream = new StreamEnd();
        }
        tape.response(head);
        Metering.Meter reading = meter;
        if (reading != null) {
            reading.answer(head);
        }
        HeaderRules.Passed passed = fields(head);
        tape.changed(passed.changes());
        Headers fields = passed.passed();
        List<String> warnings = tape.warnings();
        if (tape.degraded() || !extra.isEmpty() || !warnings.isEmpty()) {
            Headers.Builder more = Headers.builder();
            fields.forEach(more::add);
            if (tape.degraded()) {
                more.add("x-weir-capture", "degraded");
            }
            extra.forEach(
                    (name, value) -> {
                        // The provider's own figures are its own.
                        if (!head.headers().contains(name)) {
                            more.add(name, value);
                            tape.changed(new Change(Change.Kind.RESPONSE_FIELD_ADDED, name));
                        }
                    });
            for (String warning : warnings) {
                more.add("x-weir-warning", warning);
                tape.changed(new Change(Change.Kind.RESPONSE_FIELD_ADDED, "x-weir-warning"));
            }
            fields = more.build();
        }
        client.head(head, fields, length);
    }

    private HeaderRules.Passed fields(ResponseHead head) {
        return HeaderRules.toClient(head.headers(), head.status(), client.framesInHead());
    }

    static boolean isStream(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson");
    }

    /** A piece of the provider's body; released in the end. */
    void data(ByteBuf piece) {
        loop.metrics.responseBytes.increment(piece.readableBytes());
        HeldError waits = heldError;
        if (waits != null && waits.take(piece)) {
            return;
        }
        passHeld();
        take(piece);
    }

    private void take(ByteBuf piece) {
        KeyEcho masks = echo;
        ByteBuf passes = masks == null ? piece : masks.pass(piece);
        if (passes != null) {
            pass(passes);
        }
    }

    /** What waited to be whole goes on as it came. */
    private void passHeld() {
        HeldError waits = heldError;
        if (waits != null) {
            heldError = null;
            passHead(waits.head(), waits.length());
            take(waits.body());
        }
    }

    /**
     * What waited is whole: goes on as it came, or without its coding where the key is in it.
     *
     * @return true where it goes on without its coding
     */
    private boolean passHeldWhole() {
        HeldError waits = heldError;
        KeyEcho masks = echo;
        byte[] plain = waits == null || masks == null ? null : waits.decoded();
        byte[] masked = plain == null || masks == null ? null : masks.masked(plain);
        if (waits == null || masked == null) {
            passHeld();
            return false;
        }
        heldError = null;
        tape.changed(new Change(Change.Kind.RESPONSE_FIELD_WITHHELD, "content-encoding"));
        passHead(waits.plainHead(masked.length), masked.length);
        pass(Unpooled.wrappedBuffer(masked));
        return true;
    }

    /** What waited is on record, although nobody is there any more to have it. */
    private void keepHeld() {
        HeldError waits = heldError;
        KeyEcho masks = echo;
        if (waits != null && masks != null) {
            heldError = null;
            tape.response(masks.head(waits.head()));
            ByteBuf body = waits.body();
            tape.responsePiece(body);
            body.release();
        }
    }

    /** What waited since it might have been the beginning of Weir's key. */
    private void passRest() {
        KeyEcho masks = echo;
        ByteBuf rest = masks == null || own ? null : masks.rest();
        if (rest != null) {
            pass(rest);
        }
    }

    private void pass(ByteBuf piece) {
        tape.responsePiece(piece);
        Metering.Meter reading = meter;
        if (reading != null) {
            reading.answer(piece.nioBuffer());
        }
        StreamEnd watched = stream;
        if (watched != null) {
            piece.forEachByte(
                    b -> {
                        watched.accept(b);
                        return true;
                    });
        }
        client.data(piece);
    }

    /** Sends what is queued. */
    void flush() {
        if (!holdFlush) {
            client.flush();
        }
    }

    /** The answer is whole: puts that on record, then sends the end. */
    void end(Headers received) {
        boolean plain = passHeldWhole();
        passRest();
        KeyEcho masks = echo;
        Headers fields = plain ? Headers.EMPTY : received;
        Headers trailers = masks == null ? fields : masks.fields(fields);
        HeaderRules.Passed passed = HeaderRules.trailersToClient(trailers);
        tape.changed(passed.changes());
        end(trailers, passed.passed(), true);
    }

    private void end(Headers received, Headers sent, boolean reusable) {
        ended = true;
        holdFlush = true;
        tape.responseEnd(
                received,
                () -> {
                    holdFlush = false;
                    if (!over) {
                        client.end(sent, reusable);
                    }
                });
    }

    /** Answers in Weir's own name. */
    void refuse(Refusal refused, String method) {
        loop.metrics.refused(refused.code());
        answer(OwnAnswer.of(refused, dialect, tape.id(), method, client.framesInHead()));
    }

    /** Answers a question that Weir can answer itself. */
    void answer(byte[] json) {
        answer(OwnAnswer.json(json, tape.id(), client.framesInHead()));
    }

    private void answer(OwnAnswer answer) {
        own = true;
        response = answer.head();
        client.head(answer.head(), answer.head().headers(), answer.body().length);
        if (answer.body().length > 0) {
            client.data(Unpooled.wrappedBuffer(answer.body()));
        }
        tape.response(answer.head());
        tape.ownBody(answer.body());
        end(Headers.EMPTY, Headers.EMPTY, answer.keepsConnection());
    }

    /** Breaks the answer off, and says why in a stream where its dialect and framing allow. */
    void cut(Refusal why) {
        if (!over) {
            passHeld();
            passRest();
        }
        ResponseHead begun = response;
        StreamEnd watched = stream;
        if (watched != null
                && begun != null
                && watched.betweenEvents()
                && !begun.headers().contains("content-encoding")
                && !begun.headers().contains("content-length")
                && client.isWritable()) {
            byte[] event = why.event(dialect, tape.id());
            if (event.length > 0) {
                tape.changed(new Change(Change.Kind.ERROR_EVENT_ADDED, why.code().word()));
                client.data(Unpooled.wrappedBuffer(event));
            }
        }
        abort();
    }

    /** Breaks the answer off. */
    void abort() {
        if (!over) {
            passHeld();
            over = true;
            client.abort();
        }
    }

    /** The client took everything, or has gone. */
    void over() {
        keepHeld();
        over = true;
    }

    /**
     * The client has gone.
     *
     * @return true where it has all that it wanted: the final event of a stream was sent
     */
    boolean wasEnough() {
        StreamEnd watched = stream;
        boolean enough = watched != null && watched.finished(dialect);
        if (enough && !ended) {
            ended = true;
            tape.responseEnd(Headers.EMPTY, () -> {});
        }
        return enough;
    }

    /** True once there is a final head. */
    boolean hasHead() {
        return response != null;
    }

    /** True where there is a final head and it is the provider's. */
    boolean isProviders() {
        return response != null && !own;
    }

    /** True once the answer is whole. */
    boolean isEnded() {
        return ended;
    }

    boolean isOver() {
        return over;
    }
}
