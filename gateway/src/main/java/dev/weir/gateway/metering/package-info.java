/**
 * Counts calls: asks the limits before a call is sent, reads what the answer says that it used, and
 * settles.
 *
 * <p>May touch: {@code content} (decoding). Start at {@link dev.weir.gateway.metering.Meters}.
 */
@NullMarked
package dev.weir.gateway.metering;

import org.jspecify.annotations.NullMarked;
