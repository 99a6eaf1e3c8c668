/**
 * What a call is counted by, from before it is sent until after its end: the port between the data
 * plane and the limits, and what is read of an answer that is not kept.
 *
 * <p>May touch: the JDK, {@code dialect}, {@code exchange}, {@code json}, {@code token}. Start at
 * {@link dev.weir.core.metering.Metering}.
 */
@NullMarked
package dev.weir.core.metering;

import org.jspecify.annotations.NullMarked;
