/**
 * The comparison itself: which loads are played, in which order, and what is read off after each.
 * Touches everything in this module. Start at {@link dev.weir.bench.relay.RelayBench}.
 *
 * <p>May touch: {@code load}, {@code peers}, {@code report}, and Weir only as a process and over
 * HTTP.
 */
@NullMarked
package dev.weir.bench.relay;

import org.jspecify.annotations.NullMarked;
