package dev.weir.gateway.telemetry;

import dev.weir.core.otel.OtlpJson;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.Metric;
import dev.weir.core.otel.names.Semconv;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterBuilder;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measurements that the SDK gathers and sends. */
final class OtlpMetrics implements MetricSink, AutoCloseable {

    private final SdkMeterProvider provider;
    private final Meter meter;
    private final Map<Metric, Recorder> recorders = new EnumMap<>(Metric.class);

    private interface Recorder {
        void record(double value, Attributes dimensions);
    }

    OtlpMetrics(
            MetricExporter exporter,
            Resource resource,
            String version,
            Semconv semconv,
            Duration every) {
        provider =
                SdkMeterProvider.builder()
                        .setResource(resource)
                        .registerMetricReader(
                                PeriodicMetricReader.builder(exporter).setInterval(every).build())
                        .build();
        MeterBuilder builder =
                provider.meterBuilder(OtlpJson.SCOPE).setInstrumentationVersion(version);
        String schema = semconv.schemaUrl();
        meter = (schema == null ? builder : builder.setSchemaUrl(schema)).build();
    }

    @Override
    public void record(
            Metric metric, String name, List<Double> values, Map<String, String> dimensions) {
        AttributesBuilder attributes = Attributes.builder();
        dimensions.forEach(
                (key, value) -> {
                    if (key.equals(Attribute.SERVER_PORT.in(Semconv.NEW)) && isNumber(value)) {
                        attributes.put(key, Long.parseLong(value));
                    } else if (!value.isEmpty()) {
                        attributes.put(key, value);
                    }
                });
        Attributes made = attributes.build();
        Recorder recorder = recorders.computeIfAbsent(metric, m -> recorder(m, name));
        values.forEach(value -> recorder.record(value, made));
    }

    private static boolean isNumber(String value) {
        return !value.isEmpty() && value.chars().allMatch(Character::isDigit);
    }

    private Recorder recorder(Metric metric, String name) {
        String unit = metric.instrument().unit();
        return switch (metric.instrument()) {
            case SECONDS, LONG_SECONDS -> {
                DoubleHistogram histogram =
                        meter.histogramBuilder(name)
                                .setUnit(unit)
                                .setDescription(metric.meaning())
                                .setExplicitBucketBoundariesAdvice(metric.instrument().buckets())
                                .build();
                yield histogram::record;
            }
            case TOKENS -> {
                LongHistogram histogram =
                        meter.histogramBuilder(name)
                                .ofLongs()
                                .setUnit(unit)
                                .setDescription(metric.meaning())
                                .setExplicitBucketBoundariesAdvice(
                                        metric.instrument().buckets().stream()
                                                .map(Double::longValue)
                                                .toList())
                                .build();
                yield (value, dimensions) -> histogram.record(Math.round(value), dimensions);
            }
            case COUNTER -> {
                LongCounter counter =
                        meter.counterBuilder(name)
                                .setUnit(unit)
                                .setDescription(metric.meaning())
                                .build();
                yield (value, dimensions) -> counter.add(Math.round(value), dimensions);
            }
            case MONEY -> {
                DoubleCounter counter =
                        meter.counterBuilder(name)
                                .ofDoubles()
                                .setUnit(unit)
                                .setDescription(metric.meaning())
                                .build();
                yield counter::add;
            }
        };
    }

    /** Sends once more, for three seconds at most. */
    @Override
    public void close() {
        provider.shutdown().join(3, TimeUnit.SECONDS);
    }
}
