/**
 * What one call is: its two heads, its bodies' facts, its times and how it ended.
 *
 * <p>Start at {@link dev.weir.core.exchange.Exchange}, the record of one call, and {@link
 * dev.weir.core.exchange.EndReason}, the closed list of ways a call can end. Everything here is an
 * immutable value; nothing knows a socket, a file or a clock.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.exchange;

import org.jspecify.annotations.NullMarked;
