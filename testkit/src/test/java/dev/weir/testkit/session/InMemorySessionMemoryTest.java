package dev.weir.testkit.session;

import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.SessionMemory;

class InMemorySessionMemoryTest extends SessionMemoryContract {

    @Override
    SessionMemory memory() {
        return new InMemorySessionMemory(100);
    }
}
