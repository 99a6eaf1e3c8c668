package dev.weir.testkit.corpus;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Puts a recorded message on the wire again. A recorded Content-Length is kept; where there is none
 * the framing is drawn: chunked, or to the end of the connection.
 */
public final class Framer {

    private final RandomGenerator random;

    /**
     * @param random decides the framing where it was not recorded, and where a message is cut
     */
    public Framer(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A message ready to be sent.
     *
     * @param pieces what to write, in order, together the whole message
     * @param closes true where the end of the connection is the end of the body
     */
    public record Framed(List<Bytes> pieces, boolean closes) {
        public Framed {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * Frames a request.
     *
     * @param target the target to ask for
     * @param fields fields to add in front of the recorded ones, Host among them
     */
    public Framed request(RecordedExchange.Request request, String target, Headers fields) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        put(head, request.method() + " " + target + " HTTP/1.1\r\n");
        putAll(head, fields);
        putAll(head, request.headers());
        boolean chunked =
                !request.headers().contains("content-length")
                        && !request.body().isEmpty()
                        && (!request.trailers().isEmpty() || random.nextInt(3) == 0);
        if (!chunked
                && !request.headers().contains("content-length")
                && !(request.body().isEmpty() && request.method().equals("GET"))) {
            put(head, "content-length: " + request.body().length() + "\r\n");
        }
        return framed(head, request.body(), request.trailers(), chunked, false);
    }

    /** Frames an answer. */
    public Framed response(RecordedExchange.Response response) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        put(head, "HTTP/1.1 " + response.status() + " Recorded\r\n");
        putAll(head, response.headers());
        boolean bodiless = response.status() == 204 || response.status() == 304;
        boolean counted = bodiless || response.headers().contains("content-length");
        boolean closes = !counted && response.trailers().isEmpty() && random.nextInt(10) == 0;
        return framed(head, response.body(), response.trailers(), !counted && !closes, closes);
    }

    private Framed framed(
            ByteArrayOutputStream head,
            Bytes body,
            Headers trailers,
            boolean chunked,
            boolean closes) {
        if (closes) {
            put(head, "connection: close\r\n");
        }
        if (chunked) {
            put(head, "transfer-encoding: chunked\r\n");
        }
        put(head, "\r\n");
        List<Bytes> pieces = new ArrayList<>();
        pieces.add(Bytes.of(head.toByteArray()));
        for (Bytes piece : cut(body)) {
            pieces.add(chunked ? chunk(piece) : piece);
        }
        if (chunked) {
            ByteArrayOutputStream end = new ByteArrayOutputStream();
            put(end, "0\r\n");
            putAll(end, trailers);
            put(end, "\r\n");
            pieces.add(Bytes.of(end.toByteArray()));
        }
        return new Framed(pieces, closes);
    }

    /** Cuts a body into at most eight pieces anywhere, also inside a character. */
    private List<Bytes> cut(Bytes body) {
        List<Bytes> pieces = new ArrayList<>();
        int from = 0;
        int most = 1 + random.nextInt(8);
        while (from < body.length()) {
            int left = body.length() - from;
            int length = pieces.size() + 1 >= most ? left : 1 + random.nextInt(left);
            pieces.add(body.slice(from, from + length));
            from += length;
        }
        return pieces;
    }

    private static Bytes chunk(Bytes piece) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(piece.length() + 12);
        put(chunk, Integer.toHexString(piece.length()) + "\r\n");
        chunk.writeBytes(piece.array());
        put(chunk, "\r\n");
        return Bytes.of(chunk.toByteArray());
    }

    private static void putAll(ByteArrayOutputStream out, Headers headers) {
        headers.forEach((name, value) -> put(out, name + ": " + value + "\r\n"));
    }

    private static void put(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
