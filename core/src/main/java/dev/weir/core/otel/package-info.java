/**
 * What an exchange is in OpenTelemetry's conventions for generative AI: its span and what is
 * measured of it. The names are in {@code otel.names}.
 *
 * <p>Start at {@link dev.weir.core.otel.CallSpans}.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.otel;

import org.jspecify.annotations.NullMarked;
