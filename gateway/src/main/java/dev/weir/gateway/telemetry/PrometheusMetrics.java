package dev.weir.gateway.telemetry;

import dev.weir.core.otel.names.Metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Measurements for the console port's {@code /metrics}, with the conventions' buckets. Not
 * thread-safe.
 */
final class PrometheusMetrics implements MetricSink {

    private static final double NANOS = 1e9;

    private final MeterRegistry meters;

    /** Bounded as the dimensions are. */
    private final Map<Series, DoubleConsumer> known = new HashMap<>();

    private record Series(Metric metric, Map<String, String> dimensions) {}

    PrometheusMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void record(
            Metric metric, String name, List<Double> values, Map<String, String> dimensions) {
        DoubleConsumer meter =
                known.computeIfAbsent(
                        new Series(metric, Map.copyOf(dimensions)),
                        series -> meter(metric, name, dimensions));
        values.forEach(meter::accept);
    }

    private DoubleConsumer meter(Metric metric, String name, Map<String, String> dimensions) {
        List<Tag> tags = new ArrayList<>(dimensions.size());
        dimensions.forEach((key, value) -> tags.add(Tag.of(key, value)));
        List<Double> buckets = metric.instrument().buckets();
        return switch (metric.instrument()) {
            case SECONDS, LONG_SECONDS -> {
                Timer timer =
                        Timer.builder(name)
                                .description(metric.meaning())
                                .tags(tags)
                                .serviceLevelObjectives(
                                        buckets.stream()
                                                .map(PrometheusMetrics::duration)
                                                .toArray(Duration[]::new))
                                .register(meters);
                yield value -> timer.record(duration(value));
            }
            case TOKENS -> {
                DistributionSummary summary =
                        DistributionSummary.builder(name)
                                .description(metric.meaning())
                                .tags(tags)
                                .serviceLevelObjectives(
                                        buckets.stream().mapToDouble(Double::doubleValue).toArray())
                                .register(meters);
                yield summary::record;
            }
            case COUNTER -> counter(Counter.builder(name), metric, tags)::increment;
            case MONEY -> counter(Counter.builder(name).baseUnit("usd"), metric, tags)::increment;
        };
    }

    private Counter counter(Counter.Builder builder, Metric metric, List<Tag> tags) {
        return builder.description(metric.meaning()).tags(tags).register(meters);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * NANOS));
    }
}
