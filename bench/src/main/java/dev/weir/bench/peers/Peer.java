package dev.weir.bench.peers;

import dev.weir.bench.load.Target;

import java.io.IOException;

/** One of the things compared. Closing it ends its process. */
public interface Peer extends AutoCloseable {
    /** Its name in tables and charts. */
    String name();

    /** Where to send the load. */
    Target target();

    /** What its processes have used so far. */
    Usage usage();

    /**
     * Whether nothing is left to do of what it was given; true where that cannot be told.
     *
     * @throws IOException if it does not answer
     */
    default boolean settled() throws IOException {
        return true;
    }

    @Override
    void close();

    /** No proxy: the load goes to the mock provider itself. */
    static Peer direct(int mockPort) {
        return new Peer() {
            @Override
            public String name() {
                return "direct";
            }

            @Override
            public Target target() {
                return new Target(Loopback.at(mockPort), "");
            }

            @Override
            public Usage usage() {
                return Usage.NONE;
            }

            @Override
            public void close() {}
        };
    }
}
