package dev.weir.gateway.relay;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes of request bodies that are held in memory, of all loops together: one bound. */
final class HeldBytes {

    private final long most;
    private final AtomicLong held = new AtomicLong();

    HeldBytes(long most) {
        this.most = most;
    }

    /** Takes room; false where there is none, and then nothing was taken. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) > most) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
