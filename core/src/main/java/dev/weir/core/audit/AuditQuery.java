package dev.weir.core.audit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Which entries of a log to list, newest first. A null condition does not narrow.
 *
 * @param organisation whose log
 * @param limit 1 to {@link #LARGEST_PAGE}
 * @param before only entries of smaller numbers: the cursor
 * @param action an exact action
 * @param actorId an exact actor
 * @param subjectId an exact subject
 * @param since at or after
 * @param until before
 */
public record AuditQuery(
        String organisation,
        int limit,
        @Nullable Long before,
        @Nullable AuditAction action,
        @Nullable String actorId,
        @Nullable String subjectId,
        @Nullable Instant since,
        @Nullable Instant until) {

    public static final int LARGEST_PAGE = 200;

    public AuditQuery {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    "limit " + limit + " is not between 1 and " + LARGEST_PAGE);
        }
    }

    public static AuditQuery newest(String organisation, int limit) {
        return new AuditQuery(organisation, limit, null, null, null, null, null, null);
    }

    /** The same, continued after a page. */
    public AuditQuery before(long seq) {
        return new AuditQuery(organisation, limit, seq, action, actorId, subjectId, since, until);
    }

    /** True where the entry is one of those looked for. */
    public boolean matches(AuditEntry entry) {
        return entry.organisation().equals(organisation)
                && (before == null || entry.seq() < before)
                && (action == null || entry.action().equals(action.word()))
                && (actorId == null || entry.actorId().equals(actorId))
                && (subjectId == null || entry.subjectId().equals(subjectId))
                && (since == null || !entry.at().isBefore(since))
                && (until == null || entry.at().isBefore(until));
    }
}
