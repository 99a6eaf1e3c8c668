package dev.weir.core.audit;

import dev.weir.core.json.JsonObject;

import java.time.Instant;

/**
 * An entry before it has its place in the chain.
 *
 * @param organisation whose log it goes to
 * @param at when
 * @param actor who
 * @param action what
 * @param subject to what
 * @param before how it was, as {@link AuditText} lets it stand; empty for nothing
 * @param after how it is then
 */
public record AuditDraft(
        String organisation,
        Instant at,
        AuditActor actor,
        AuditAction action,
        AuditSubject subject,
        JsonObject before,
        JsonObject after) {

    /** An entry without states before and after. */
    public static AuditDraft of(
            String organisation,
            Instant at,
            AuditActor actor,
            AuditAction action,
            AuditSubject subject) {
        return new AuditDraft(
                organisation, at, actor, action, subject, JsonObject.EMPTY, JsonObject.EMPTY);
    }
}
