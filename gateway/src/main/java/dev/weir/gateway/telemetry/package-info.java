/**
 * OpenTelemetry out: each call of a model as a span over OTLP, and the conventions' metrics over
 * OTLP and for Prometheus. What they say is made in core's {@code otel}; here is how it is sent.
 *
 * <p>It stands behind the deriver, keeps little, and drops, counted by reason, what it cannot send
 * in time. The archive is never the poorer for it.
 *
 * <p>Start at {@link dev.weir.gateway.telemetry.Telemetry}.
 *
 * <p>May touch: {@code core}, the OpenTelemetry SDK, Micrometer.
 */
@NullMarked
package dev.weir.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
