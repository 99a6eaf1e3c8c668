/**
 * What an exchange means: one model of requests to language models and their answers, for all
 * dialects. Everything here is read from archived bytes, can be thrown away and read again, and
 * keeps as JSON what it does not know.
 *
 * <p>May touch: {@code json}, {@code usage}, {@code exchange}, {@code dialect}. Start at {@link
 * dev.weir.core.reading.Turn}, then {@link dev.weir.core.reading.Part}; {@code TurnReader} in
 * {@code reading.wire} makes them.
 */
@NullMarked
package dev.weir.core.reading;

import org.jspecify.annotations.NullMarked;
