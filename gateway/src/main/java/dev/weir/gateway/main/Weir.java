package dev.weir.gateway.main;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A running Weir: all parts, wired. */
@SuppressWarnings("DoNotCallSuggester")
public final class Weir implements AutoCloseable {

    private Weir() {}

    /**
     * Starts everything. When it returns, both ports answer.
     *
     * @throws IOException where a port cannot be bound or the data directory cannot be used
     */
    public static Weir start(Configuration configuration) throws IOException {
        throw new UnsupportedOperationException("not wired: " + configuration.listen());
    }

    /** Where tools connect, with the port that the system chose where 0 was asked for. */
    public InetSocketAddress proxy() {
        throw new UnsupportedOperationException("not wired");
    }

    /** Where the read API is. */
    public InetSocketAddress console() {
        throw new UnsupportedOperationException("not wired");
    }

    /** Waits until it is closed. */
    public void awaitClosed() throws InterruptedException {
        throw new UnsupportedOperationException("not wired");
    }

    /** Drains: takes nothing new, lets open exchanges end in time, flushes, stops. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("not wired");
    }
}
