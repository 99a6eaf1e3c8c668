/**
 * What every store of provider keys does.
 *
 * <p>Start at {@code SealedKeysContract}.
 *
 * <p>May touch: {@code core}, JUnit, AssertJ.
 */
@NullMarked
package dev.weir.testkit.vault;

import org.jspecify.annotations.NullMarked;
