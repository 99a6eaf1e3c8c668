/**
 * Tells an address of the operator's when a soft level of a limit is passed.
 *
 * <p>May touch nothing else of the gateway. Start at {@link dev.weir.gateway.alerts.Webhook}.
 */
@NullMarked
package dev.weir.gateway.alerts;

import org.jspecify.annotations.NullMarked;
