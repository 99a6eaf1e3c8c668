/**
 * What it costs that an organisation's gateway stands between: deciding about a call, putting a
 * change in force.
 *
 * <p>Start at {@link dev.weir.bench.gateway.GatewayBench}. May touch {@code core}, {@code files},
 * {@code report} and the parts of the gateway that publish rules; nothing may touch it but the
 * command.
 */
@NullMarked
package dev.weir.bench.gateway;

import org.jspecify.annotations.NullMarked;
