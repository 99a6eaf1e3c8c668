package dev.weir.testkit.wire;

import dev.weir.testkit.Bytes;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/** One connection: what both ends can do with it. Writing and reading may be on two threads. */
final class Wire {

    private final Socket socket;
    private final OutputStream out;
    final WireReader in;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.out = socket.getOutputStream();
        this.in = new WireReader(socket.getInputStream());
    }

    void send(Bytes bytes) throws IOException {
        out.write(bytes.array());
        out.flush();
    }

    void timeout(Duration atMost) throws IOException {
        socket.setSoTimeout((int) Math.max(1, atMost.toMillis()));
    }

    /** Says that nothing more comes, and goes on reading. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes in good order. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing is left to do with a connection that cannot be closed
        }
    }

    /** Closes so that the peer sees a reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is closed already
        }
        close();
    }

    boolean isClosed() {
        return socket.isClosed();
    }

    /** Waits for the peer to close; what it still sends is thrown away. */
    Ended awaitEnd(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Ended.TIMEOUT;
                }
                timeout(Duration.ofNanos(left));
                if (in.some(Long.MAX_VALUE) == null) {
                    return Ended.CLOSED;
                }
            }
        } catch (IOException e) {
            return BodyReader.how(e);
        }
    }
}
