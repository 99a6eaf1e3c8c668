/**
 * Spans that programs send about their calls of models, over OTLP/HTTP, and their way onto the
 * record.
 *
 * <p>Start at {@link dev.weir.gateway.intake.otlp.SpanIntake}. {@code OtlpFormat} reads a request
 * into a tree, the one of OTLP's JSON, whether it came as JSON or as protobuf ({@code
 * ProtobufReader} with the table of {@code Shapes}); {@code Batch} takes it apart into spans;
 * {@code SpanExchange} makes an exchange of each that is a call of a model, with the span itself as
 * its request body. What a span means is read from there, in {@code core}.
 *
 * <p>May touch: {@code core} and its parent package; bytes come in as an array. No file, no socket,
 * no database.
 */
@NullMarked
package dev.weir.gateway.intake.otlp;

import org.jspecify.annotations.NullMarked;
