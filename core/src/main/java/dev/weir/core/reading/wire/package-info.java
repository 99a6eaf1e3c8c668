/**
 * Readers of the dialects: from the bytes of an exchange to a {@link dev.weir.core.reading.Turn}.
 * Each dialect has a {@code Shape}, which reads a request and an answer from JSON, and an {@code
 * Assembly}, which makes of the events of a stream the JSON that the same call would have given
 * without streaming. So both go one way, and what is not known survives in both. A span that
 * somebody sent about a call has both in its request body: {@code SpanReader} reads it.
 *
 * <p>Pure functions; nothing here throws on any input. May touch: {@code reading}, {@code json},
 * {@code usage}, {@code exchange}, {@code dialect}, {@code otel.span}, {@code otel.names}. Start at
 * {@link dev.weir.core.reading.wire.TurnReader}.
 */
@NullMarked
package dev.weir.core.reading.wire;

import org.jspecify.annotations.NullMarked;
