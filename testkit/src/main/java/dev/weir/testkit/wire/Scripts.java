package dev.weir.testkit.wire;

import dev.weir.testkit.Bytes;

import java.time.Duration;
import java.util.List;

/** The usual answers and the usual accidents. */
public final class Scripts {

    private static final Duration LONG = Duration.ofMinutes(2);

    private Scripts() {}

    /** A JSON answer with a Content-Length. */
    public static Script json(int status, String body) {
        return answer(status, "Content-Type: application/json\r\n", Bytes.of(body));
    }

    /**
     * An answer with a Content-Length.
     *
     * @param fields field lines, each ended by CRLF
     */
    public static Script answer(int status, String fields, Bytes body) {
        return call -> {
            call.body().rest();
            call.send(
                    "HTTP/1.1 "
                            + status
                            + " Answer\r\n"
                            + fields
                            + "Content-Length: "
                            + body.length()
                            + "\r\n\r\n");
            call.send(body);
        };
    }

    /** Exactly these bytes once the request is whole; the connection is kept. */
    public static Script raw(String bytes) {
        return raw(Bytes.of(bytes));
    }

    public static Script raw(Bytes bytes) {
        return call -> {
            call.body().rest();
            call.send(bytes);
        };
    }

    /** Exactly these bytes, then an orderly close. */
    public static Script rawThenClose(String bytes) {
        return call -> {
            call.body().rest();
            call.send(bytes);
            call.close();
        };
    }

    /** Exactly these bytes, then a reset a moment later, so that the bytes arrive first. */
    public static Script rawThenReset(String bytes) {
        return call -> {
            call.body().rest();
            call.send(bytes);
            call.pause(Duration.ofMillis(150));
            call.reset();
        };
    }

    /** An event stream, chunked: each piece is one chunk, with a pause between two. */
    public static Script events(List<String> pieces, Duration pause) {
        return chunked(200, "Content-Type: text/event-stream\r\n", pieces, pause, "");
    }

    /** A chunked answer with trailer lines. */
    public static Script chunked(
            int status, String fields, List<String> pieces, Duration pause, String trailers) {
        return call -> {
            call.body().rest();
            call.send(
                    "HTTP/1.1 "
                            + status
                            + " Answer\r\n"
                            + fields
                            + "Transfer-Encoding: chunked\r\n\r\n");
            for (String piece : pieces) {
                call.chunk(piece);
                if (!pause.isZero()) {
                    call.pause(pause);
                }
            }
            call.lastChunk(trailers);
        };
    }

    /** Takes the request and never answers. */
    public static Script silence() {
        return call -> {
            call.body().rest();
            call.awaitEnd(LONG);
        };
    }

    /** Sends these bytes and then nothing, until the peer goes. */
    public static Script stall(String bytes) {
        return call -> {
            call.body().rest();
            call.send(bytes);
            call.awaitEnd(LONG);
        };
    }

    /** Reads the head only and resets. */
    public static Script resetAtOnce() {
        return Call::reset;
    }

    /** Reads the head only and closes. */
    public static Script closeAtOnce() {
        return Call::close;
    }
}
