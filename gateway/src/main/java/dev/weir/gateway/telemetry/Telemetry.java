package dev.weir.gateway.telemetry;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.DerivedListener;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;
import dev.weir.core.otel.CallMetrics;
import dev.weir.core.otel.CallSpans;
import dev.weir.core.otel.SpanValue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells OpenTelemetry of each call that went through Weir, once, as soon as it is known what it
 * means. What was imported, and what is derived again, is not told of.
 *
 * <p>Spans and measurements are made on the deriver's thread, from what it has just read; sending
 * is on others.
 */
public final class Telemetry implements DerivedListener, AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.telemetry");

    /** Exchanges whose meaning may be waited for. */
    private static final int MOST_WAITING = 200_000;

    private final Archive archive;
    private final Recorded recorded = new Recorded(MOST_WAITING);
    private final CallSpans spans;
    private final CallMetrics metrics;
    private final Dimensions dimensions;
    private final TelemetryOptions options;
    private final List<MetricSink> sinks = new ArrayList<>();
    private final Counter faults;
    private final @Nullable Sending sending;

    /**
     * @param archive where the times of chunks are
     * @param version Weir's own, on the resource
     * @param console the console's address, for links; empty for none
     */
    public Telemetry(
            TelemetryOptions options,
            Archive archive,
            String version,
            String console,
            MeterRegistry meters) {
        this.options = options;
        this.archive = archive;
        spans = new CallSpans(options.semconv(), options.export().content(), console);
        metrics = new CallMetrics(options.semconv());
        dimensions = new Dimensions(options.semconv());
        faults = meters.counter("weir.otel.faults");
        sinks.add(new PrometheusMetrics(meters));
        sending = options.export().on() ? new Sending(options, version, meters) : null;
        if (sending != null) {
            sinks.addAll(sending.sinks());
        }
    }

    /** Starts sending, where there is something to send to. Once. */
    public void start() {
        if (sending != null) {
            sending.spans().start();
            LOG.log(System.Logger.Level.INFO, "spans go to " + options.export().place());
        }
    }

    /** Names an exchange that was recorded on the wire, before its meaning is told. */
    public void recorded(ExchangeId id) {
        if (!recorded.add(id) && sending != null) {
            sending.spans().drop(Drop.BEHIND, 1);
        }
    }

    @Override
    public void derived(Exchange exchange, Meaning meaning) {
        if (!recorded.take(exchange.id())) {
            return;
        }
        try {
            SpanValue span = sending == null ? null : spans.of(exchange, meaning);
            if (span != null && sending != null) {
                sending.spans().offer(span);
            }
            measure(exchange, meaning);
        } catch (RuntimeException e) {
            faults.increment();
            if (sending != null) {
                sending.spans().drop(Drop.FAULT, 1);
            }
            LOG.log(System.Logger.Level.DEBUG, "no telemetry of " + exchange.id(), e);
        }
    }

    private void measure(Exchange exchange, Meaning meaning) {
        for (CallMetrics.Point point : metrics.of(exchange, meaning, chunks(exchange))) {
            String name = point.metric().in(options.semconv());
            if (name != null) {
                Map<String, String> bounded = dimensions.of(point.metric(), point.dimensions());
                for (MetricSink sink : sinks) {
                    sink.record(point.metric(), name, point.values(), bounded);
                }
            }
        }
    }

    private List<Chunk> chunks(Exchange exchange) {
        if (!exchange.stream()) {
            return List.of();
        }
        try {
            return archive.chunks(exchange.id(), Side.RESPONSE);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Sends what is waiting, for nine seconds at most. */
    @Override
    public void close() {
        if (sending != null) {
            sending.spans().drop(Drop.STOPPED, recorded.size());
            sending.close();
        }
    }
}
