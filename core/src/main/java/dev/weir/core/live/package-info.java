/**
 * Calls that are under way, as far as they are on record: what a console shows before an exchange
 * is over.
 *
 * <p>{@link dev.weir.core.live.LiveCalls} is the port, {@link dev.weir.core.live.LiveCall} one
 * call, {@link dev.weir.core.live.LiveFacts} what a search can be told about it.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only. Start at {@code LiveCalls}.
 */
@NullMarked
package dev.weir.core.live;

import org.jspecify.annotations.NullMarked;
