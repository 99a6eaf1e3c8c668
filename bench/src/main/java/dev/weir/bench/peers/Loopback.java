package dev.weir.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Ports of 127.0.0.1. */
final class Loopback {
    private Loopback() {}

    static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** A port that is free now, for a child that cannot choose one itself. */
    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return probe.getLocalPort();
        }
    }

    /**
     * Waits until something accepts connections there.
     *
     * @throws IOException if nothing does in time, or the process has ended
     */
    static void awaitListener(int port, ChildProcess child, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try (Socket probe = new Socket()) {
                probe.connect(at(port), 1000);
                return;
            } catch (IOException notYet) {
                child.checkAlive();
                if (System.nanoTime() > end) {
                    throw new IOException(
                            child.name() + " did not listen on port " + port + " in " + limit,
                            notYet);
                }
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for " + child.name(), stop);
            }
        }
    }
}
