/**
 * What the archive means, one row an exchange: who called which model, what it used and cost, and
 * what was said. Rows are derived from the bytes on record and can be thrown away and derived again
 * at any time.
 *
 * <p>Start at {@link dev.weir.core.derived.DerivedExchange}, the row, and {@link
 * dev.weir.core.derived.Derived}, the port that stores implement.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.derived;

import org.jspecify.annotations.NullMarked;
