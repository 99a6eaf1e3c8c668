/**
 * The names of OpenTelemetry's conventions for generative AI, as they are now, as they were in the
 * last tagged release, and the others that are understood when spans come in. All attributes are in
 * one table, {@link dev.weir.core.otel.names.Attribute}; those of measurements are its neighbour.
 *
 * <p>A package of its own, for both directions stand on it: what makes spans of what was read, and
 * what reads spans.
 *
 * <p>Start at {@link dev.weir.core.otel.names.Attribute}. May touch: {@code dialect}.
 */
@NullMarked
package dev.weir.core.otel.names;

import org.jspecify.annotations.NullMarked;
