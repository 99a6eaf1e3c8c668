/**
 * OpenTelemetry's conventions for generative AI: the names, and what an exchange is in them. All
 * names are in one table, {@link dev.weir.core.otel.Attribute}, and its neighbour {@link
 * dev.weir.core.otel.Metric}; both know what a name was in the last tagged release ({@link
 * dev.weir.core.otel.Semconv}) and which other names are understood when spans come in.
 *
 * <p>Start at {@link dev.weir.core.otel.Attribute}.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.otel;

import org.jspecify.annotations.NullMarked;
