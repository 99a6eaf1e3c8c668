package dev.weir.core.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Logs that are gone with the process, for tests; their ends too. Thread-safe, unbounded. */
public final class InMemoryAuditTrail implements AuditTrail, AuditAnchors {

    private final Map<String, List<AuditEntry>> logs = new HashMap<>();
    private final Map<String, AuditAnchor> anchors = new HashMap<>();

    @Override
    public synchronized AuditEntry append(AuditDraft draft) {
        AuditEntry entry = AuditChain.next(end(draft.organisation()), draft);
        logs.computeIfAbsent(draft.organisation(), _ -> new ArrayList<>()).add(entry);
        keep(draft.organisation(), new AuditAnchor(entry.seq(), entry.hash()));
        return entry;
    }

    @Override
    public synchronized AuditPage list(AuditQuery query) {
        List<AuditEntry> found =
                log(query.organisation()).reversed().stream()
                        .filter(query::matches)
                        .limit(query.limit() + 1L)
                        .toList();
        boolean more = found.size() > query.limit();
        List<AuditEntry> items = more ? found.subList(0, query.limit()) : found;
        return new AuditPage(items, more ? items.getLast().seq() : null);
    }

    @Override
    public synchronized List<AuditEntry> scan(String organisation, long after, int limit) {
        return log(organisation).stream()
                .filter(entry -> entry.seq() > after)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized AuditAnchor end(String organisation) {
        List<AuditEntry> log = log(organisation);
        return log.isEmpty()
                ? AuditAnchor.NONE
                : new AuditAnchor(log.getLast().seq(), log.getLast().hash());
    }

    @Override
    public synchronized AuditAnchor kept(String organisation) {
        return anchors.getOrDefault(organisation, AuditAnchor.NONE);
    }

    @Override
    public synchronized void keep(String organisation, AuditAnchor anchor) {
        if (anchor.seq() > kept(organisation).seq()) {
            anchors.put(organisation, anchor);
        }
    }

    private List<AuditEntry> log(String organisation) {
        return logs.getOrDefault(organisation, List.of());
    }
}
