/**
 * The comparison itself: which loads are played, in which order, and what is read off after each.
 * Touches everything in this module. Start at {@link dev.weir.bench.relay.RelayBench}.
 */
@NullMarked
package dev.weir.bench.relay;

import org.jspecify.annotations.NullMarked;
