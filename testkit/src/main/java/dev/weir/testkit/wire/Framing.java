package dev.weir.testkit.wire;

/** How a body is delimited. */
sealed interface Framing {

    /** Exactly so many bytes. */
    record Length(long bytes) implements Framing {}

    /** The chunked coding. */
    record Chunked() implements Framing {}

    /** Up to the end of the connection. */
    record UntilClose() implements Framing {}

    static Framing ofRequest(Head head) {
        String length = head.headers().first("content-length");
        return head.headers().hasToken("transfer-encoding", "chunked")
                ? new Chunked()
                : new Length(length == null ? 0 : Long.parseLong(length));
    }

    static Framing ofResponse(Head head, String method) {
        int status = head.status();
        if (method.equals("HEAD") || status / 100 == 1 || status == 204 || status == 304) {
            return new Length(0);
        }
        if (head.headers().hasToken("transfer-encoding", "chunked")) {
            return new Chunked();
        }
        String length = head.headers().first("content-length");
        return length == null ? new UntilClose() : new Length(Long.parseLong(length));
    }
}
