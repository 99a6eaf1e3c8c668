package dev.weir.testkit.audit;

import dev.weir.core.audit.AuditAnchors;
import dev.weir.core.audit.AuditTrail;
import dev.weir.core.audit.InMemoryAuditTrail;

class InMemoryAuditTrailTest extends AuditTrailContract {

    private final InMemoryAuditTrail trail = new InMemoryAuditTrail();

    @Override
    protected AuditTrail trail() {
        return trail;
    }

    @Override
    protected AuditAnchors anchors() {
        return trail;
    }

    @Override
    protected AuditTrail again() {
        return trail;
    }
}
