package dev.weir.testkit.wire;

import dev.weir.testkit.Bytes;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client on a raw socket. It sends exactly what it is told and never adds, mends or retries
 * anything.
 */
public final class RawClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Wire wire;
    private final String host;
    private String method = "GET";

    private RawClient(Socket socket) throws IOException {
        this.host = "localhost:" + socket.getPort();
        this.wire = new Wire(socket);
        wire.timeout(PATIENCE);
    }

    /** Connects to a port of this machine. */
    public static RawClient connect(int port) throws IOException {
        return new RawClient(dial(port, 0));
    }

    /** Connects with a small receive buffer, so that the sender soon feels a client that waits. */
    public static RawClient slow(int port, int receiveBuffer) throws IOException {
        return new RawClient(dial(port, receiveBuffer));
    }

    /** Connects with TLS to {@code localhost} and checks its name. */
    public static RawClient tls(int port, SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(dial(port, 0), "localhost", port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new RawClient(socket);
    }

    private static Socket dial(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    /** How long a read waits for a byte from now on; 20 seconds without. */
    public RawClient patience(Duration atMost) throws IOException {
        wire.timeout(atMost);
        return this;
    }

    /** Sends these bytes, UTF-8, as they are. */
    public RawClient send(String text) throws IOException {
        return send(Bytes.of(text));
    }

    /** Sends these bytes as they are. The first word of a request tells how to read its answer. */
    public RawClient send(Bytes bytes) throws IOException {
        String start = bytes.slice(0, Math.min(8, bytes.length())).latin1();
        int space = start.indexOf(' ');
        if (space > 0 && start.substring(0, space).chars().allMatch(Character::isUpperCase)) {
            method = start.substring(0, space);
        }
        wire.send(bytes);
        return this;
    }

    /**
     * Sends a POST with a Content-Length.
     *
     * @param fields further field lines, each ended by CRLF, or empty
     */
    public RawClient post(String target, String fields, String body) throws IOException {
        Bytes bytes = Bytes.of(body);
        return send("POST "
                        + target
                        + " HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nContent-Type: application/json\r\n"
                        + fields
                        + "Content-Length: "
                        + bytes.length()
                        + "\r\n\r\n")
                .send(bytes);
    }

    /** Reads a head; informational ones too. */
    public Head head() throws IOException {
        Head head = wire.in.head();
        if (head == null) {
            throw new EOFException("the peer closed before an answer");
        }
        return head;
    }

    /** The body that follows a final head. */
    public BodyReader body(Head head) {
        return new BodyReader(wire.in, Framing.ofResponse(head, method));
    }

    /** Reads one answer with its body; a body that ends badly is told in the answer. */
    public Answer answer() throws IOException {
        List<Head> informational = new ArrayList<>();
        Head head = head();
        while (head.isInformational()) {
            informational.add(head);
            head = head();
        }
        BodyReader body = body(head);
        Bytes bytes = body.rest();
        return new Answer(
                informational, head, bytes, body.trailers(), body.chunkSizes(), body.ended());
    }

    /** Waits for the peer to close: {@code CLOSED}, {@code RESET} or {@code TIMEOUT}. */
    public Ended awaitEnd(Duration atMost) {
        return wire.awaitEnd(atMost);
    }

    /** Says that nothing more comes, and goes on reading. */
    public void finish() throws IOException {
        wire.finish();
    }

    /** Leaves with a reset. */
    public void reset() {
        wire.reset();
    }

    @Override
    public void close() {
        wire.close();
    }
}
