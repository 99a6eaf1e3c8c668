/**
 * The load driver: many clients on one event loop, and the histograms they fill. Touches sockets of
 * loopback addresses. Start at {@link dev.weir.bench.load.LoadDriver}.
 *
 * <p>May touch: the JDK, Netty and {@code http}.
 */
@NullMarked
package dev.weir.bench.load;

import org.jspecify.annotations.NullMarked;
