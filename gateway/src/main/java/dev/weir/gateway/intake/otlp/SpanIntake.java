package dev.weir.gateway.intake.otlp;

import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.archive.ArchiveIntake.NotStored;
import dev.weir.core.archive.ArchiveIntake.Receipt;
import dev.weir.core.archive.Incoming;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.json.JsonObject;
import dev.weir.core.otel.span.Span;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Takes requests of OTLP: of each span that is a call of a model it puts an exchange into an
 * archive, and it counts the others. Thread-safe.
 */
public final class SpanIntake {

    /**
     * Attributes, events or links of one span. Some senders have one for each word of a message.
     */
    static final int MOST_OF_A_SPAN = 16_384;

    /** Receipts that are waited for later, so that many spans share a transaction. */
    private static final int MOST_OPEN = 200;

    private final ArchiveIntake intake;
    private final Providers providers;
    private final CaptureMode mode;
    private final MeterRegistry meters;
    private final Duration patience;

    /**
     * @param intake where exchanges go
     * @param providers names the hosts in spans, and says how much of their exchanges is kept
     * @param mode how much is kept at most
     * @param meters where spans are counted, as {@code weir.otlp.spans}
     * @param patience how long the archive may take for one request
     */
    public SpanIntake(
            ArchiveIntake intake,
            Providers providers,
            CaptureMode mode,
            MeterRegistry meters,
            Duration patience) {
        this.intake = intake;
        this.providers = providers;
        this.mode = mode;
        this.meters = meters;
        this.patience = patience;
    }

    /**
     * What came of a request.
     *
     * @param stored spans that are on record now and were not before
     * @param known spans that were on record already
     * @param passedOver spans that are no call of a model, or are not to be kept
     * @param rejected spans that cannot be taken, now or later
     * @param reason why the first of these cannot; empty for none
     */
    public record Taken(int stored, int known, int passedOver, int rejected, String reason) {}

    /** The archive takes nothing now; the same request may be taken later. */
    public static final class Busy extends Exception {
        Busy(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Takes a request. When it returns all that it counts as stored is durable. Where it is busy
     * some of the spans may be on record already; they are known when the request comes again.
     *
     * @param body without its content encoding
     */
    public Taken take(OtlpFormat format, byte[] body)
            throws MalformedRequest, Busy, InterruptedException {
        return take(format, body, exchange -> exchange);
    }

    /**
     * The same for a caller whose the exchanges become.
     *
     * @param owner makes an exchange the caller's
     */
    public Taken take(OtlpFormat format, byte[] body, UnaryOperator<Exchange> owner)
            throws MalformedRequest, Busy, InterruptedException {
        List<JsonObject> documents = Batch.documents(format.read(body));
        Run run = new Run(System.nanoTime() + patience.toNanos(), owner);
        try {
            for (JsonObject document : documents) {
                run.take(document);
            }
            run.settle();
        } catch (NotStored e) {
            throw new IllegalStateException("each receipt is looked at by itself", e);
        } catch (IOException e) {
            throw new Busy("the archive takes nothing now: " + e.getMessage());
        }
        return run.taken();
    }

    private void count(String result) {
        meters.counter("weir.otlp.spans", "result", result).increment();
    }

    /** The taking of one request. */
    private final class Run {

        private final long deadline;
        private final UnaryOperator<Exchange> owner;
        private final List<Receipt> open = new ArrayList<>();
        private int stored;
        private int known;
        private int passedOver;
        private int rejected;
        private String reason = "";

        Run(long deadline, UnaryOperator<Exchange> owner) {
            this.deadline = deadline;
            this.owner = owner;
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        }

        void take(JsonObject document) throws IOException, Busy, InterruptedException {
            if (isTooLarge(document)) {
                reject("more than " + MOST_OF_A_SPAN + " attributes, events or links");
                return;
            }
            Span span = Span.of(document);
            if (span == null || !span.kind().modelCall()) {
                passOver(span == null ? "not_gen_ai" : span.kind().word());
                return;
            }
            String fault = SpanExchange.fault(span);
            if (fault != null) {
                reject(fault);
                return;
            }
            CaptureMode own = mode(SpanExchange.provider(span, providers));
            if (own instanceof CaptureMode.Off) {
                passOver("capture_off");
                return;
            }
            JsonObject kept =
                    own instanceof CaptureMode.Full ? document : ContentFilter.without(document);
            if (open.size() >= MOST_OPEN) {
                settle();
            }
            Incoming made = SpanExchange.of(kept, span, providers, own);
            Receipt receipt = intake.offer(made.with(owner.apply(made.exchange())), left());
            if (receipt == null) {
                throw new Busy("the archive is behind with writing");
            }
            open.add(receipt);
        }

        private CaptureMode mode(String name) {
            Provider provider = providers.find(name);
            return provider == null ? mode : CaptureMode.strictest(mode, provider.mode());
        }

        private void passOver(String result) {
            passedOver++;
            count(result);
        }

        private void reject(String why) {
            rejected++;
            reason = reason.isEmpty() ? why : reason;
            count("rejected");
        }

        void settle() throws IOException, InterruptedException {
            for (Receipt receipt : open) {
                try {
                    if (receipt.stored(left())) {
                        stored++;
                        count("stored");
                    } else {
                        known++;
                        count("known");
                    }
                } catch (NotStored e) {
                    reject(String.valueOf(e.getMessage()));
                }
            }
            open.clear();
        }

        Taken taken() {
            return new Taken(stored, known, passedOver, rejected, reason);
        }
    }

    private static boolean isTooLarge(JsonObject document) {
        @Nullable JsonObject span =
                document.array("resourceSpans").objects().findFirst().orElse(null);
        for (String name : List.of("scopeSpans", "spans")) {
            span = span == null ? null : span.array(name).objects().findFirst().orElse(null);
        }
        if (span == null) {
            return false;
        }
        return span.array("attributes").size() > MOST_OF_A_SPAN
                || span.array("events").size() > MOST_OF_A_SPAN
                || span.array("links").size() > MOST_OF_A_SPAN;
    }
}
