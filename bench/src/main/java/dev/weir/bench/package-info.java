/**
 * The benchmark: what Weir costs beside nginx and beside no proxy at all, in one interleaved run.
 *
 * <p>Start at {@link dev.weir.bench.Main}, which holds the commands of {@code ./weir bench}. {@code
 * relay} measures, {@code report} renders again what was measured. The parts: {@code mock} answers
 * as a provider, {@code load} asks as many clients, {@code peers} starts what is compared as child
 * processes, {@code relay} plays the phases round by round, {@code report} keeps and shows the
 * figures, {@code files} makes directories to measure in. Everything listens and connects on
 * loopback addresses only.
 *
 * <p>May touch: everything; nothing may touch it.
 */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
