package dev.weir.core.audit;

import java.util.List;

/**
 * What checking a log found.
 *
 * @param organisation whose log
 * @param entries how many were read
 * @param end the last entry; people may note it elsewhere, and compare it later
 * @param faults the first {@link AuditVerifier#MOST_FAULTS} of them, in order of their place
 */
public record AuditReport(
        String organisation, long entries, AuditAnchor end, List<AuditFault> faults) {

    public AuditReport {
        faults = List.copyOf(faults);
    }

    /** True where nothing is wrong. */
    public boolean intact() {
        return faults.isEmpty();
    }
}
