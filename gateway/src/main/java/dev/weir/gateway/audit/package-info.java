/**
 * The audit log in a database, and the ends of logs in a file beside it.
 *
 * <p>Start at {@code SqlAuditTrail}.
 *
 * <p>May touch: {@code core}, {@code gateway.store}, and in {@code FileAnchors} one file.
 */
@NullMarked
package dev.weir.gateway.audit;

import org.jspecify.annotations.NullMarked;
