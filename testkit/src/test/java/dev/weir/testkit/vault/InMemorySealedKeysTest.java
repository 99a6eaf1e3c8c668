package dev.weir.testkit.vault;

import dev.weir.core.vault.InMemorySealedKeys;
import dev.weir.core.vault.SealedKeys;

class InMemorySealedKeysTest extends SealedKeysContract {

    private final InMemorySealedKeys store = new InMemorySealedKeys();

    @Override
    protected SealedKeys store() {
        return store;
    }

    @Override
    protected SealedKeys again() {
        return store;
    }
}
