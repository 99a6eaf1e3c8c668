/**
 * What every ledger of limits has to do, as tests: {@link dev.weir.testkit.limit.LedgerContract}.
 *
 * <p>May touch: {@code core}, JUnit and AssertJ. Start there.
 */
@NullMarked
package dev.weir.testkit.limit;

import org.jspecify.annotations.NullMarked;
