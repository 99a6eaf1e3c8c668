package dev.weir.gateway.relay;

import java.util.concurrent.Semaphore;

/**
 * Where whole request bodies are read that a rule must see decoded, or that are redacted before
 * they are sent: off the event loops, a few at once.
 */
final class BodyReaders {

    private static final int AT_ONCE = 2;

    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Thread.Builder.OfVirtual threads = Thread.ofVirtual().name("weir-body-", 0);

    void run(Runnable reading) {
        threads.start(
                () -> {
                    room.acquireUninterruptibly();
                    try {
                        reading.run();
                    } finally {
                        room.release();
                    }
                });
    }
}
