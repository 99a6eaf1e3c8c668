/**
 * What differs between two calls of a model: instructions, tools, messages, parameters, answers,
 * down to characters, and the first byte at which the bodies part.
 *
 * <p>Start at {@link dev.weir.core.diff.Differ}, which compares, and {@link
 * dev.weir.core.diff.Difference}, what it finds. Requests of all dialects are compared in the one
 * model of {@code reading}, as trees ({@code View}); {@code TreeDiff} walks two of them, {@code
 * Alignment} finds out which elements belong together, {@link dev.weir.core.diff.TextDiff} compares
 * texts. Time and memory are bounded by counted steps ({@code Work}), so that the same two calls
 * give the same answer on every machine.
 *
 * <p>May touch: {@code reading}, {@code json}, {@code usage}, {@code dialect}.
 */
@NullMarked
package dev.weir.core.diff;

import org.jspecify.annotations.NullMarked;
