package dev.weir.gateway.telemetry;

import dev.weir.core.otel.OtlpJson;
import dev.weir.gateway.telemetry.TelemetryOptions.Export;
import dev.weir.gateway.telemetry.TelemetryOptions.Protocol;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Everything that sends: the SDK's exporters, as configured. */
final class Sending implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String GZIP = "gzip";
    private static final String PLAIN = "none";

    /** Held, since a logger that nobody holds forgets its level. */
    private final Logger sdk = Logger.getLogger("io.opentelemetry");

    private final SpanQueue spans;
    private final @Nullable OtlpMetrics metrics;

    Sending(TelemetryOptions options, String version, MeterRegistry meters) {
        // The SDK writes a line for each failure; the queue writes one when failing begins.
        sdk.setLevel(Level.OFF);
        Export export = options.export();
        Resource resource =
                Resource.create(
                        Attributes.builder()
                                .put("service.name", export.serviceName())
                                .put("service.version", version)
                                .build());
        InstrumentationScopeInfo scope =
                InstrumentationScopeInfo.builder(OtlpJson.SCOPE)
                        .setVersion(version)
                        .setSchemaUrl(options.semconv().schemaUrl())
                        .build();
        spans = new SpanQueue(spanExporter(export), resource, scope, export.place(), meters);
        metrics =
                export.metrics()
                        ? new OtlpMetrics(
                                metricExporter(export),
                                resource,
                                version,
                                options.semconv(),
                                export.every())
                        : null;
    }

    SpanQueue spans() {
        return spans;
    }

    List<MetricSink> sinks() {
        return metrics == null ? List.of() : List.of(metrics);
    }

    private static SpanExporter spanExporter(Export export) {
        Map<String, String> headers = export.headers();
        return export.protocol() == Protocol.GRPC
                ? OtlpGrpcSpanExporter.builder()
                        .setEndpoint(export.endpoint())
                        .setHeaders(() -> headers)
                        .setTimeout(TIMEOUT)
                        .setCompression(export.compress() ? GZIP : PLAIN)
                        .build()
                : OtlpHttpSpanExporter.builder()
                        .setEndpoint(path(export, "/v1/traces"))
                        .setHeaders(() -> headers)
                        .setTimeout(TIMEOUT)
                        .setCompression(export.compress() ? GZIP : PLAIN)
                        .build();
    }

    private static MetricExporter metricExporter(Export export) {
        Map<String, String> headers = export.headers();
        return export.protocol() == Protocol.GRPC
                ? OtlpGrpcMetricExporter.builder()
                        .setEndpoint(export.endpoint())
                        .setHeaders(() -> headers)
                        .setTimeout(TIMEOUT)
                        .setCompression(export.compress() ? GZIP : PLAIN)
                        .build()
                : OtlpHttpMetricExporter.builder()
                        .setEndpoint(path(export, "/v1/metrics"))
                        .setHeaders(() -> headers)
                        .setTimeout(TIMEOUT)
                        .setCompression(export.compress() ? GZIP : PLAIN)
                        .build();
    }

    private static String path(Export export, String path) {
        String base = export.endpoint();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    @Override
    public void close() {
        spans.close();
        if (metrics != null) {
            metrics.close();
        }
    }
}
