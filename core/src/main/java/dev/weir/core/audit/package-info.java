/**
 * The audit log: who changed what, in a chain of hashes for each organisation, so that an edit of
 * the log afterwards is found.
 *
 * <p>Start at {@code AuditTrail}, the port; {@code AuditChain} has the bytes that are hashed,
 * {@code AuditVerifier} says what is wrong with a log and where, {@code AuditText} keeps secrets
 * out.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.audit;

import org.jspecify.annotations.NullMarked;
