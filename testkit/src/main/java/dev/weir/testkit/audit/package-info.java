/**
 * What every store of audit logs does.
 *
 * <p>Start at {@code AuditTrailContract}.
 *
 * <p>May touch: {@code core}, JUnit, AssertJ.
 */
@NullMarked
package dev.weir.testkit.audit;

import org.jspecify.annotations.NullMarked;
