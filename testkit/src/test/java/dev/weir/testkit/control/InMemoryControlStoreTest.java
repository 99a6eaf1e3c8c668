package dev.weir.testkit.control;

import dev.weir.core.control.ControlStore;

class InMemoryControlStoreTest extends ControlStoreContract {

    private final ControlStore store = new InMemoryControlStore();

    @Override
    protected ControlStore store() {
        return store;
    }

    @Override
    protected ControlStore again() {
        return store;
    }
}
