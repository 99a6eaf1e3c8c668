/**
 * What every store of people and rules does, and one in memory that does it.
 *
 * <p>Start at {@code ControlStoreContract}.
 *
 * <p>May touch: {@code core}, JUnit, AssertJ.
 */
@NullMarked
package dev.weir.testkit.control;

import org.jspecify.annotations.NullMarked;
