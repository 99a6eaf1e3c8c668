package dev.weir.gateway.metering;

import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Estimate;
import dev.weir.core.limit.Permit;
import dev.weir.core.metering.Metering.Meter;
import dev.weir.core.metering.Metering.Order;
import dev.weir.core.pricing.Cost;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.wire.TurnReader;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;
import dev.weir.gateway.content.ContentDecoding;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One call's meter: copies the answer as far as there is room, and reads it at the end. */
final class AnswerMeter implements Meter {

    private static final Logger LOG = System.getLogger("weir.metering");

    /** An answer that is larger is not read: its estimate stands. */
    private static final int LARGEST = 32 << 20;

    private static final long MOST_DECODED = 64L << 20;

    private final Meters meters;
    private final Order order;
    private final @Nullable Permit permit;
    private final @Nullable Estimate estimate;
    private final boolean reads;
    private @Nullable ResponseHead head;
    private ByteArrayOutputStream copy = new ByteArrayOutputStream(0);
    private long held;
    private boolean tooLarge;
    private boolean ended;

    /**
     * @param permit what was reserved, null where nothing is limited
     * @param estimate what was reserved as tokens, null where those are not counted
     */
    AnswerMeter(
            Meters meters,
            Order order,
            @Nullable Permit permit,
            @Nullable Estimate estimate,
            boolean reads) {
        this.meters = meters;
        this.order = order;
        this.permit = permit;
        this.estimate = estimate;
        this.reads = reads;
    }

    @Override
    public Headers fields() {
        Permit granted = permit;
        return granted == null ? Headers.EMPTY : granted.standing().headers();
    }

    @Override
    public List<Ruling> rulings() {
        Permit granted = permit;
        return granted == null ? List.of() : meters.rulings(granted);
    }

    @Override
    public boolean readsAnswer() {
        return reads;
    }

    @Override
    public void answer(ResponseHead answer) {
        head = answer;
        forget();
        tooLarge = false;
    }

    @Override
    public void answer(ByteBuffer piece) {
        int bytes = piece.remaining();
        if (tooLarge || bytes == 0) {
            return;
        }
        if (copy.size() + (long) bytes > LARGEST || !meters.hold(bytes)) {
            tooLarge = true;
            forget();
            return;
        }
        held += bytes;
        byte[] some = new byte[bytes];
        piece.duplicate().get(some);
        copy.write(some, 0, bytes);
    }

    private void forget() {
        meters.letGo(held);
        held = 0;
        copy = new ByteArrayOutputStream(0);
    }

    @Override
    public void end(boolean sent, boolean whole, Consumer<JsonObject> measured) {
        if (ended) {
            return;
        }
        ended = true;
        Permit granted = permit;
        ResponseHead answer = head;
        if (!sent || !reads || answer == null || tooLarge) {
            if (tooLarge) {
                meters.tooLarge();
            }
            forget();
            if (granted != null && !sent) {
                granted.release();
            } else if (granted != null) {
                granted.settle(reads ? Actual.UNKNOWN : Actual.of(0, 0)).forEach(meters.warnings());
            }
            measured.accept(JsonObject.EMPTY);
            return;
        }
        meters.run(
                () -> {
                    JsonObject read = JsonObject.EMPTY;
                    Actual actual = Actual.UNKNOWN;
                    try {
                        Reading reading = read(answer, whole);
                        read = measured(reading);
                        actual = actual(reading, answer, whole);
                    } catch (RuntimeException e) {
                        LOG.log(Level.WARNING, "an answer could not be read for its usage", e);
                    } finally {
                        forget();
                        if (granted != null) {
                            granted.settle(actual).forEach(meters.warnings());
                        }
                        measured.accept(order.keepsBodies() ? JsonObject.EMPTY : read);
                    }
                });
    }

    private Reading read(ResponseHead answer, boolean whole) {
        return TurnReader.read(
                new Source(
                        order.dialect(),
                        order.authority(),
                        order.method(),
                        order.path(),
                        "",
                        Headers.EMPTY,
                        Source.Body.NONE,
                        answer.status(),
                        answer.headers(),
                        decoded(answer, whole)));
    }

    private Source.Body decoded(ResponseHead answer, boolean whole) {
        byte[] bytes = copy.toByteArray();
        List<String> encodings = ContentDecoding.encodings(answer.headers());
        Source.State state = whole ? Source.State.WHOLE : Source.State.CUT;
        if (encodings.isEmpty()) {
            return Source.Body.of(bytes, state);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 4);
        try (InputStream in =
                ContentDecoding.decode(new ByteArrayInputStream(bytes), encodings, MOST_DECODED)) {
            in.transferTo(out);
            return Source.Body.of(out.toByteArray(), state);
        } catch (IOException e) {
            return Source.Body.of(out.toByteArray(), Source.State.UNDECODABLE);
        }
    }

    /**
     * What the call used. An answer that says nothing of it is not taken for one that used nothing.
     */
    private Actual actual(Reading reading, ResponseHead answer, boolean whole) {
        ModelResponse response = reading.turn().response();
        Usage usage = response.usage();
        Estimate reserved = estimate;
        if (!usage.isEmpty() && CutAnswer.is(reading, whole)) {
            usage = CutAnswer.usage(response, reserved == null ? 0 : reserved.output());
        }
        if (usage.isEmpty()) {
            // Providers bill no errors, and nothing for what uses no model.
            return answer.status() >= 400 || !order.method().equals("POST")
                    ? Actual.of(0, 0)
                    : Actual.UNKNOWN;
        }
        long tokens = count(usage, Unit.INPUT_TOKENS) + count(usage, Unit.OUTPUT_TOKENS);
        List<String> models = new ArrayList<>(2);
        if (response.model() != null) {
            models.add(response.model());
        }
        if (order.model() != null && !models.contains(order.model())) {
            models.add(order.model());
        }
        return meters.pricing()
                                .cost(
                                        new Pricing.Call(
                                                order.provider(),
                                                order.authority(),
                                                models,
                                                meters.now()),
                                        usage)
                        instanceof Cost cost
                ? Actual.of(tokens, Math.max(0, cost.nanos()))
                : Actual.unpriced(tokens);
    }

    private static long count(Usage usage, Unit unit) {
        Long count = usage.of(unit);
        return count == null ? 0 : count;
    }

    /** What goes on record of an answer that is not kept: no word of what was said. */
    static JsonObject measured(Reading reading) {
        ModelResponse response = reading.turn().response();
        JsonObject.Builder json = JsonObject.builder();
        json.add("endpoint", JsonString.of(reading.endpoint().word()));
        if (response.model() != null) {
            json.add("model", JsonString.of(response.model()));
        }
        List<Choice> choices = response.choices();
        if (!choices.isEmpty() && choices.getFirst().stop() != null) {
            json.add("stop", JsonString.of(choices.getFirst().stop().word()));
        }
        if (response.usage().tier() != null) {
            json.add("tier", JsonString.of(response.usage().tier()));
        }
        JsonObject.Builder counts = JsonObject.builder();
        response.usage()
                .counts()
                .forEach((unit, count) -> counts.add(unit.word(), JsonNumber.of(count)));
        json.add("counts", counts.build());
        return json.build();
    }
}
