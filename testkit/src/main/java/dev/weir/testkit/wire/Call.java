package dev.weir.testkit.wire;

import dev.weir.testkit.Bytes;

import java.io.IOException;
import java.time.Duration;

/** One request at the provider, and the means to answer it well or badly. */
public final class Call {

    private final Wire wire;
    private final int connection;
    private final Head head;
    private final BodyReader body;

    Call(Wire wire, int connection, Head head) {
        this.wire = wire;
        this.connection = connection;
        this.head = head;
        this.body = new BodyReader(wire.in, Framing.ofRequest(head));
    }

    public Head head() {
        return head;
    }

    /** The request's body, read no faster than the script asks for it. */
    public BodyReader body() {
        return body;
    }

    /** Number of the connection, from 1. */
    public int connection() {
        return connection;
    }

    /** Sends these bytes, UTF-8, as they are. */
    public Call send(String text) throws IOException {
        return send(Bytes.of(text));
    }

    public Call send(Bytes bytes) throws IOException {
        wire.send(bytes);
        return this;
    }

    /** Sends one chunk. */
    public Call chunk(Bytes piece) throws IOException {
        byte[] size =
                (Integer.toHexString(piece.length()) + "\r\n")
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] whole = java.util.Arrays.copyOf(size, size.length + piece.length() + 2);
        System.arraycopy(piece.array(), 0, whole, size.length, piece.length());
        whole[whole.length - 2] = '\r';
        whole[whole.length - 1] = '\n';
        return send(Bytes.of(whole));
    }

    public Call chunk(String piece) throws IOException {
        return chunk(Bytes.of(piece));
    }

    /** Sends the last chunk and the trailer lines, each ended by CRLF. */
    public Call lastChunk(String trailers) throws IOException {
        return send("0\r\n" + trailers + "\r\n");
    }

    public Call pause(Duration wait) throws InterruptedException {
        Thread.sleep(wait);
        return this;
    }

    /** Waits for the peer to close: {@code CLOSED}, {@code RESET} or {@code TIMEOUT}. */
    public Ended awaitEnd(Duration atMost) {
        return wire.awaitEnd(atMost);
    }

    /** Says that nothing more comes, and keeps the other direction open. */
    public void finish() throws IOException {
        wire.finish();
    }

    /** Closes in good order. */
    public void close() {
        wire.close();
    }

    /** Closes so that the peer sees a reset. */
    public void reset() {
        wire.reset();
    }

    boolean isClosed() {
        return wire.isClosed();
    }

    Received received() {
        return new Received(connection, head, body.soFar(), body.trailers(), body.ended());
    }
}
