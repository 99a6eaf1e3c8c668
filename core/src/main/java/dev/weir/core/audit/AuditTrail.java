package dev.weir.core.audit;

import java.io.IOException;
import java.util.List;

/**
 * The audit logs, one for each organisation. There is a way to add and ways to read, none to change
 * or remove. Thread-safe; an {@link IOException} means that the store cannot be used, and what was
 * to be done must not be done.
 */
public interface AuditTrail {

    /** Adds an entry behind the last one; it is on disk when this returns. */
    AuditEntry append(AuditDraft draft) throws IOException;

    /** A page of a log. */
    AuditPage list(AuditQuery query) throws IOException;

    /**
     * Entries in the order of their numbers, for checking.
     *
     * @param after only those of larger numbers
     * @param limit no more than this many; fewer mean that there are no more
     */
    List<AuditEntry> scan(String organisation, long after, int limit) throws IOException;

    /** The end of a log as the store itself has noted it. */
    AuditAnchor end(String organisation) throws IOException;
}
