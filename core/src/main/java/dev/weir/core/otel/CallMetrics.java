package dev.weir.core.otel;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedListener.Meaning;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.GenAi;
import dev.weir.core.otel.names.GenAi.Modality;
import dev.weir.core.otel.names.GenAi.Operation;
import dev.weir.core.otel.names.Metric;
import dev.weir.core.otel.names.Semconv;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the measurements of an exchange. */
public final class CallMetrics {

    private static final double NANOS = 1e9;

    private final Semconv semconv;

    public CallMetrics(Semconv semconv) {
        this.semconv = semconv;
    }

    /**
     * Measurements of one kind.
     *
     * @param metric of what
     * @param values in the metric's unit, one for each time it was measured
     * @param dimensions attributes, in order
     */
    public record Point(
            Metric metric, List<Double> values, Map<String, AttributeValue> dimensions) {

        public Point {
            values = List.copyOf(values);
        }

        Point(Metric metric, double value, Map<String, AttributeValue> dimensions) {
            this(metric, List.of(value), dimensions);
        }
    }

    /** Counts of tokens in one direction, and those of them whose modality is told. */
    private record Split(Metric metric, Unit all, Unit text, Unit image, Unit audio) {}

    private static final List<Split> SPLITS =
            List.of(
                    new Split(
                            Metric.INPUT_TOKENS,
                            Unit.INPUT_TOKENS,
                            Unit.INPUT_TEXT_TOKENS,
                            Unit.INPUT_IMAGE_TOKENS,
                            Unit.INPUT_AUDIO_TOKENS),
                    new Split(
                            Metric.OUTPUT_TOKENS,
                            Unit.OUTPUT_TOKENS,
                            Unit.OUTPUT_TEXT_TOKENS,
                            Unit.OUTPUT_IMAGE_TOKENS,
                            Unit.OUTPUT_AUDIO_TOKENS),
                    new Split(
                            Metric.CACHE_READ_TOKENS,
                            Unit.CACHE_READ_TOKENS,
                            Unit.CACHE_TEXT_READ_TOKENS,
                            Unit.CACHE_IMAGE_READ_TOKENS,
                            Unit.CACHE_AUDIO_READ_TOKENS),
                    new Split(
                            Metric.CACHE_WRITE_TOKENS,
                            Unit.CACHE_WRITE_TOKENS,
                            Unit.CACHE_TEXT_WRITE_TOKENS,
                            Unit.CACHE_IMAGE_WRITE_TOKENS,
                            Unit.CACHE_AUDIO_WRITE_TOKENS),
                    new Split(
                            Metric.REASONING_TOKENS,
                            Unit.OUTPUT_REASONING_TOKENS,
                            Unit.OUTPUT_TEXT_REASONING_TOKENS,
                            Unit.OUTPUT_IMAGE_REASONING_TOKENS,
                            Unit.OUTPUT_AUDIO_REASONING_TOKENS));

    /**
     * The measurements; none where the exchange is no call of a model.
     *
     * @param chunks when the pieces of the answer came, empty where that is not known
     */
    public List<Point> of(Exchange exchange, Meaning meaning, List<Chunk> chunks) {
        CallFacts facts = CallFacts.of(exchange, meaning);
        if (facts == null) {
            return List.of();
        }
        List<Point> points = new ArrayList<>();
        Map<String, AttributeValue> base = base(exchange, meaning, facts).build();
        Map<String, AttributeValue> failed =
                base(exchange, meaning, facts).put(Attribute.ERROR_TYPE, facts.error()).build();
        double seconds = Math.max(0, exchange.timeline().closed()) / NANOS;
        DerivedExchange row = meaning.row();
        Long cost = row.cost().nanos();
        if (cost != null && !facts.is(Operation.FETCH_RESPONSE)) {
            points.add(new Point(Metric.WEIR_COST, cost / NANOS, base));
        }
        if (!facts.inference()) {
            points.add(new Point(Metric.OPERATION_DURATION, seconds, failed));
            if (facts.is(Operation.EMBEDDINGS)) {
                older(points, exchange, meaning, facts, Unit.INPUT_TOKENS, GenAi.TOKENS_IN);
            }
            return points;
        }
        points.add(new Point(Metric.DURATION, seconds, failed));
        points.add(new Point(Metric.WEIR_DURATION, seconds, failed));
        if (exchange.stream()) {
            stream(points, exchange, chunks, base);
        }
        for (Split split : SPLITS) {
            if (split.metric().in(semconv) != null) {
                split(points, split, exchange, meaning, facts);
            }
        }
        each(points, Metric.INPUT_TOKENS_EACH, row.count(Unit.INPUT_TOKENS), failed);
        each(points, Metric.OUTPUT_TOKENS_EACH, row.count(Unit.OUTPUT_TOKENS), failed);
        older(points, exchange, meaning, facts, Unit.INPUT_TOKENS, GenAi.TOKENS_IN);
        older(points, exchange, meaning, facts, Unit.OUTPUT_TOKENS, GenAi.TOKENS_OUT);
        return points;
    }

    private Attributes base(Exchange exchange, Meaning meaning, CallFacts facts) {
        Attributes to =
                new Attributes(semconv)
                        .put(Attribute.OPERATION_NAME, facts.operation())
                        .put(Attribute.PROVIDER_NAME, facts.provider())
                        .put(Attribute.REQUEST_MODEL, facts.model())
                        .put(Attribute.RESPONSE_MODEL, meaning.row().call().answeredModel())
                        .put(Attribute.SERVER_ADDRESS, facts.address())
                        .put(Attribute.SERVER_PORT, facts.port());
        if (exchange.dialect() == Dialect.OPENAI) {
            to.put(
                    Attribute.OPENAI_RESPONSE_SERVICE_TIER,
                    meaning.reading().turn().response().serviceTier());
        }
        return to;
    }

    private static void stream(
            List<Point> points,
            Exchange exchange,
            List<Chunk> chunks,
            Map<String, AttributeValue> base) {
        long first = exchange.timeline().firstToken();
        if (first == Timeline.NEVER) {
            return;
        }
        points.add(new Point(Metric.TIME_TO_FIRST_CHUNK, first / NANOS, base));
        List<Double> between = new ArrayList<>(chunks.size());
        long before = first;
        for (Chunk chunk : chunks) {
            if (chunk.nanos() > before) {
                between.add((chunk.nanos() - before) / NANOS);
                before = chunk.nanos();
            }
        }
        if (!between.isEmpty()) {
            points.add(new Point(Metric.TIME_PER_OUTPUT_CHUNK, between, base));
        }
    }

    private void split(
            List<Point> points, Split split, Exchange exchange, Meaning meaning, CallFacts facts) {
        DerivedExchange row = meaning.row();
        Long all = row.count(split.all());
        boolean always =
                split.metric() == Metric.INPUT_TOKENS || split.metric() == Metric.OUTPUT_TOKENS;
        if (all == null && !always) {
            return;
        }
        long left = all == null ? 0 : all;
        for (Modality modality : Modality.values()) {
            Unit unit =
                    switch (modality) {
                        case TEXT -> split.text();
                        case IMAGE -> split.image();
                        case AUDIO -> split.audio();
                        case UNKNOWN -> split.all();
                    };
            Long told = modality == Modality.UNKNOWN ? null : row.count(unit);
            long count = modality == Modality.UNKNOWN ? left : told == null ? 0 : told;
            boolean none = modality == Modality.UNKNOWN && (all == null || all == 0);
            if (count > 0 || none) {
                points.add(
                        new Point(
                                split.metric(),
                                count,
                                base(exchange, meaning, facts)
                                        .put(Attribute.TOKEN_MODALITY, modality.word())
                                        .build()));
            }
            left = Math.max(0, left - count);
        }
    }

    private void each(
            List<Point> points,
            Metric metric,
            @Nullable Long count,
            Map<String, AttributeValue> dimensions) {
        if (count != null && metric.in(semconv) != null) {
            points.add(new Point(metric, count, dimensions));
        }
    }

    /** The one histogram of tokens that the older conventions have. */
    private void older(
            List<Point> points,
            Exchange exchange,
            Meaning meaning,
            CallFacts facts,
            Unit unit,
            String type) {
        Long count = meaning.row().count(unit);
        if (count != null && Metric.TOKEN_USAGE.in(semconv) != null) {
            points.add(
                    new Point(
                            Metric.TOKEN_USAGE,
                            count,
                            base(exchange, meaning, facts)
                                    .put(Attribute.TOKEN_TYPE, type)
                                    .build()));
        }
    }
}
