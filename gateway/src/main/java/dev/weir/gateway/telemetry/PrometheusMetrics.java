package dev.weir.gateway.telemetry;

import dev.weir.core.otel.names.Metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measurements for the console port's {@code /metrics}, with the conventions' buckets. */
final class PrometheusMetrics implements MetricSink {

    private static final double NANOS = 1e9;

    private final MeterRegistry meters;

    PrometheusMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void record(
            Metric metric, String name, List<Double> values, Map<String, String> dimensions) {
        List<Tag> tags = new ArrayList<>(dimensions.size());
        dimensions.forEach((key, value) -> tags.add(Tag.of(key, value)));
        switch (metric.instrument()) {
            case SECONDS, LONG_SECONDS -> {
                Timer timer =
                        Timer.builder(name)
                                .description(metric.meaning())
                                .tags(tags)
                                .serviceLevelObjectives(
                                        metric.instrument().buckets().stream()
                                                .map(PrometheusMetrics::duration)
                                                .toArray(Duration[]::new))
                                .register(meters);
                values.forEach(value -> timer.record(duration(value)));
            }
            case TOKENS -> {
                DistributionSummary summary =
                        DistributionSummary.builder(name)
                                .description(metric.meaning())
                                .tags(tags)
                                .serviceLevelObjectives(
                                        metric.instrument().buckets().stream()
                                                .mapToDouble(Double::doubleValue)
                                                .toArray())
                                .register(meters);
                values.forEach(summary::record);
            }
            case COUNTER -> add(Counter.builder(name), metric, values, tags);
            case MONEY -> add(Counter.builder(name).baseUnit("usd"), metric, values, tags);
        }
    }

    private void add(Counter.Builder builder, Metric metric, List<Double> values, List<Tag> tags) {
        Counter counter = builder.description(metric.meaning()).tags(tags).register(meters);
        values.forEach(counter::increment);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * NANOS));
    }
}
