/**
 * A provider that answers at once: the far side of every measurement, in a process of its own so
 * that its CPU time is not counted with any peer's. What it answers is in the request's query.
 * Start at {@link dev.weir.bench.mock.MockProvider}.
 *
 * <p>May touch: the JDK, Netty and {@code http}.
 */
@NullMarked
package dev.weir.bench.mock;

import org.jspecify.annotations.NullMarked;
