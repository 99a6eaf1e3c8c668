package dev.weir.core.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A line of the audit log. Read back from a store it is what is stored there, whether that makes
 * sense or not: only {@link AuditVerifier} says whether it is true.
 *
 * @param organisation whose log it is in
 * @param seq its number in that log, from 1, without gaps
 * @param at when, to the microsecond
 * @param actorKind the word of {@link AuditActor.Kind}
 * @param actorId who, empty for the system
 * @param actorName what people called the actor
 * @param action the word of {@link AuditAction}
 * @param subjectKind what kind of thing
 * @param subjectId which one
 * @param subjectName what people called it
 * @param before JSON text of how it was; empty for nothing
 * @param after JSON text of how it is then; empty for nothing
 * @param previous the hash of the entry before, 64 hexadecimal digits, zeros for the first
 * @param hash the hash of this entry, 64 hexadecimal digits
 */
public record AuditEntry(
        String organisation,
        long seq,
        Instant at,
        String actorKind,
        String actorId,
        String actorName,
        String action,
        String subjectKind,
        String subjectId,
        String subjectName,
        String before,
        String after,
        String previous,
        String hash) {

    public AuditEntry {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }
}
