package dev.weir.bench.relay;

import dev.weir.bench.peers.Peer;
import dev.weir.bench.peers.Usage;

import java.io.IOException;
import java.time.Duration;

/** Waits until a peer has done what it still had to do. */
final class Settling {
    private static final Duration STEP = Duration.ofMillis(150);

    /** CPU time in one step that a quiet process may use. */
    private static final double QUIET_MILLIS = 10;

    private static final int MAX_STEPS = 200;

    private Settling() {}

    /**
     * Its use when it was quiet with nothing left to do, or after half a minute.
     *
     * @throws IOException if the peer does not answer
     */
    static Usage await(Peer peer) throws IOException {
        Usage last = peer.usage();
        if (last.residentBytes() == 0) {
            return last;
        }
        for (int i = 0; i < MAX_STEPS; i++) {
            pause(STEP);
            Usage now = peer.usage();
            if (now.cpuMillis() - last.cpuMillis() <= QUIET_MILLIS && peer.settled()) {
                return now;
            }
            last = now;
        }
        return last;
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }
}
