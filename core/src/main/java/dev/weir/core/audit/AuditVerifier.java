package dev.weir.core.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Checks a log: every hash, every link, every number, and its end against the ends that were kept.
 *
 * <p>Whoever can write to the store can write a whole chain anew with right hashes. That is found
 * by the end that is kept apart, as far as it was kept: what came after it may be cut without a
 * trace.
 */
public final class AuditVerifier {

    /** Faults that are reported; a log with more is beyond repair anyhow. */
    public static final int MOST_FAULTS = 100;

    private static final int PAGE = 500;

    private final AuditTrail trail;
    private final AuditAnchors anchors;

    public AuditVerifier(AuditTrail trail, AuditAnchors anchors) {
        this.trail = trail;
        this.anchors = anchors;
    }

    /** Reads a log from its beginning to its end. */
    public AuditReport verify(String organisation) throws IOException {
        // Asked before the entries are read: what is added meanwhile lies behind both.
        AuditAnchor kept = anchors.kept(organisation);
        AuditAnchor noted = trail.end(organisation);
        List<AuditFault> faults = new ArrayList<>();
        AuditAnchor last = AuditAnchor.NONE;
        long entries = 0;
        boolean blamed = false;
        while (true) {
            List<AuditEntry> page = trail.scan(organisation, last.seq(), PAGE);
            for (AuditEntry entry : page) {
                entries++;
                boolean gap = entry.seq() != last.seq() + 1;
                if (gap) {
                    add(faults, AuditFault.Kind.MISSING, last.seq() + 1, entry.seq() - 1);
                }
                boolean edited =
                        !entry.organisation().equals(organisation)
                                || !entry.hash().equals(AuditChain.hash(entry));
                if (edited) {
                    add(faults, AuditFault.Kind.EDITED, entry.seq(), entry.seq());
                } else if (!gap && !blamed && !entry.previous().equals(last.hash())) {
                    add(faults, AuditFault.Kind.UNCHAINED, entry.seq(), entry.seq());
                }
                // What follows an edited entry is not blamed for it.
                blamed = edited;
                last = new AuditAnchor(entry.seq(), entry.hash());
                compare(faults, kept, entry);
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        long end = Math.max(kept.seq(), noted.seq());
        if (last.seq() < end) {
            add(faults, AuditFault.Kind.CUT, last.seq() + 1, end);
        }
        if (noted.seq() == last.seq() && !noted.hash().equals(last.hash()) && faults.isEmpty()) {
            add(faults, AuditFault.Kind.REWRITTEN, last.seq(), last.seq());
        }
        faults.sort(Comparator.comparingLong(AuditFault::seq));
        return new AuditReport(organisation, entries, last, faults);
    }

    private static void compare(List<AuditFault> faults, AuditAnchor kept, AuditEntry entry) {
        boolean isKept = entry.seq() == kept.seq();
        if (isKept && !entry.hash().equals(kept.hash())) {
            add(faults, AuditFault.Kind.REWRITTEN, entry.seq(), entry.seq());
        }
    }

    private static void add(List<AuditFault> faults, AuditFault.Kind kind, long from, long to) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(new AuditFault(kind, from, to));
        }
    }
}
