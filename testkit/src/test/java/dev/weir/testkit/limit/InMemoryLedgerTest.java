package dev.weir.testkit.limit;

import dev.weir.core.limit.InMemoryLedger;
import dev.weir.core.limit.Ledger;

class InMemoryLedgerTest extends LedgerContract {

    private final InMemoryLedger ledger = new InMemoryLedger();

    @Override
    protected Ledger ledger() {
        return ledger;
    }

    @Override
    protected Ledger reopened() {
        return ledger;
    }
}
