/**
 * A span as a program sent it: its attributes under whichever of their names, its events, its
 * times, and whether it is a call of a model at all. What such a call said and used is read in
 * {@code reading.wire}.
 *
 * <p>Start at {@link dev.weir.core.otel.span.Span}.
 *
 * <p>May touch: {@code json} and {@code otel.names}.
 */
@NullMarked
package dev.weir.core.otel.span;

import org.jspecify.annotations.NullMarked;
