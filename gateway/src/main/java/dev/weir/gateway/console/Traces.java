package dev.weir.gateway.console;

import dev.weir.core.exchange.Headers;
import dev.weir.core.token.Caller;
import dev.weir.gateway.intake.otlp.MalformedRequest;
import dev.weir.gateway.intake.otlp.OtlpFormat;
import dev.weir.gateway.intake.otlp.SpanIntake;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Takes spans over OTLP/HTTP, for which the path and the form of answers are given: a status other
 * than 200 comes with a {@code google.rpc.Status} in the encoding of the request, and senders try
 * again only after 503. Spans are on record before 200 is answered.
 *
 * <p>Neither of the two media types can be sent by a page of another site without asking first.
 */
final class Traces {

    /** Requests at once: each is in memory whole, and read into a tree. */
    private static final int ROOM = 4;

    /** How long a request waits for its turn. SDKs give up after ten seconds. */
    private static final Duration TURN = Duration.ofSeconds(2);

    /** How long a body may take to arrive, so that slow senders do not take all the room. */
    private static final Duration ARRIVAL = Duration.ofSeconds(30);

    private static final int PIECE = 64 * 1024;

    private final SpanIntake intake;
    private final Semaphore room = new Semaphore(ROOM);

    Traces(SpanIntake intake) {
        this.intake = intake;
    }

    /** Ends the taking of a request with an answer that is no success. */
    private static final class Fault extends Exception {

        private final ConsoleError error;
        private final int code;

        Fault(ConsoleError error, int code, String message) {
            super(message, null, false, false);
            this.error = error;
            this.code = code;
        }
    }

    void take(Call call, Route.Asked asked) throws IOException, InterruptedException {
        OtlpFormat format = OtlpFormat.of(call.headers().first("content-type"));
        try {
            if (format == null) {
                throw new Fault(
                        ConsoleError.UNSUPPORTED_TYPE,
                        OtlpFormat.INVALID,
                        "content-type: expected application/x-protobuf or application/json");
            }
            SpanIntake.Taken taken = take(call, format, asked.caller());
            call.answer(
                    200,
                    format.type(),
                    format.answer(
                            taken.rejected(),
                            taken.rejected() == 0 ? "" : "first of them: " + taken.reason()));
        } catch (Fault e) {
            refuse(call, format == null ? OtlpFormat.JSON : format, e);
        }
    }

    private static void refuse(Call call, OtlpFormat format, Fault fault) throws IOException {
        Headers.Builder fields = Headers.builder().add("x-weir-error", fault.error.word());
        if (fault.error == ConsoleError.OVERLOADED) {
            fields.add("retry-after", "2");
        }
        call.answer(
                fault.error.status(),
                format.type(),
                fields.build(),
                format.status(fault.code, String.valueOf(fault.getMessage())));
    }

    private SpanIntake.Taken take(Call call, OtlpFormat format, Caller caller)
            throws Fault, IOException, InterruptedException {
        boolean zipped = zipped(call.headers());
        if (!room.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
            throw busy("too many requests at once");
        }
        try {
            return intake.take(
                    format, body(call, zipped), exchange -> Import.owned(exchange, caller));
        } catch (MalformedRequest e) {
            throw e.tooLarge()
                    ? new Fault(ConsoleError.BODY_TOO_LARGE, OtlpFormat.EXHAUSTED, e.sentence())
                    : new Fault(ConsoleError.BAD_REQUEST, OtlpFormat.INVALID, e.sentence());
        } catch (SpanIntake.Busy e) {
            throw busy(String.valueOf(e.getMessage()));
        } finally {
            room.release();
        }
    }

    private static Fault busy(String why) {
        return new Fault(ConsoleError.OVERLOADED, OtlpFormat.UNAVAILABLE, why);
    }

    private static boolean zipped(Headers headers) throws Fault {
        List<String> encodings = headers.all("content-encoding");
        String all = String.join(",", encodings).strip().toLowerCase(Locale.ROOT);
        return switch (all) {
            case "", "identity" -> false;
            case "gzip" -> true;
            default ->
                    throw new Fault(
                            ConsoleError.UNSUPPORTED_TYPE,
                            OtlpFormat.INVALID,
                            "content-encoding: expected gzip or none");
        };
    }

    private static byte[] body(Call call, boolean zipped) throws Fault, IOException {
        String announced = call.headers().first("content-length");
        if (announced != null && isTooLong(announced)) {
            throw tooLarge();
        }
        long deadline = System.nanoTime() + ARRIVAL.toNanos();
        // What waits behind an announcement of the client's is asked for only now.
        try (InputStream sent = new Timed(call.body(), deadline)) {
            return zipped ? unzipped(sent) : all(sent);
        }
    }

    private static byte[] unzipped(InputStream sent) throws Fault, IOException {
        try (InputStream plain = new GZIPInputStream(sent, PIECE)) {
            return all(plain);
        } catch (ZipException | EOFException e) {
            throw new Fault(
                    ConsoleError.BAD_REQUEST, OtlpFormat.INVALID, "the body is no whole gzip");
        }
    }

    private static boolean isTooLong(String announced) {
        return announced.matches("[0-9]{1,18}")
                && Long.parseLong(announced) > OtlpFormat.MOST_BYTES;
    }

    private static Fault tooLarge() {
        return new Fault(
                ConsoleError.BODY_TOO_LARGE,
                OtlpFormat.EXHAUSTED,
                "more than " + OtlpFormat.MOST_BYTES + " bytes, or so many without gzip");
    }

    private static byte[] all(InputStream in) throws Fault, IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            if (body.size() + n > OtlpFormat.MOST_BYTES) {
                throw tooLarge();
            }
            body.write(piece, 0, n);
        }
        return body.toByteArray();
    }

    /** Reads until its time is over. */
    private static final class Timed extends InputStream {

        private final InputStream in;
        private final long deadline;

        Timed(InputStream in, long deadline) {
            this.in = in;
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (System.nanoTime() - deadline > 0) {
                throw new ClientGone("the body took more than " + ARRIVAL.toSeconds() + " s");
            }
            return in.read(to, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
