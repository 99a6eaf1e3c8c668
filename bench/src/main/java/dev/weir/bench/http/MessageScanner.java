package dev.weir.bench.http;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds where HTTP/1.1 messages of one direction of one connection begin and end: heads whole,
 * bodies in pieces as they arrive. Cheap and trusting, since both ends are this module's or a
 * proxy's; it checks nothing that a relay would have to. Knows {@code content-length} and {@code
 * transfer-encoding: chunked}; a message with neither has no body. Not thread-safe; belongs to the
 * connection's event loop.
 */
public final class MessageScanner {
    /** Longest head that is read; the peers add a few fields, never kilobytes. */
    private static final int MAX_HEAD = 32 * 1024;

    private static final int HEAD_END = 0x0d0a0d0a;

    /**
     * What is told about each message, in this order: one head, any number of body pieces, one end.
     */
    public interface Sink {
        /** The head, start line included; valid during the call. */
        void head(Head head);

        /**
         * Some bytes of the body: {@code length} bytes of {@code from}, starting at {@code offset}.
         */
        void body(ByteBuf from, int offset, int length);

        /** The message is complete. */
        void end();
    }

    private enum State {
        HEAD,
        FIXED,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS
    }

    private final Sink sink;
    private byte[] head = new byte[1024];
    private State state = State.HEAD;
    private int headLength;
    private int lastFour;
    private long remaining;
    private int lineLength;

    public MessageScanner(Sink sink) {
        this.sink = sink;
    }

    /** Whether the reader stands between two messages. */
    public boolean idle() {
        return state == State.HEAD && headLength == 0;
    }

    /**
     * Consumes all readable bytes.
     *
     * @throws IllegalStateException if they are not HTTP/1.1 as this reader knows it
     */
    public void read(ByteBuf in) {
        while (in.isReadable()) {
            switch (state) {
                case HEAD -> readHead(in);
                case FIXED, CHUNK_DATA -> readBody(in);
                case CHUNK_SIZE -> readChunkSize(in);
                case CHUNK_END -> readChunkEnd(in);
                case TRAILERS -> readTrailers(in);
            }
        }
    }

    private void readHead(ByteBuf in) {
        while (in.isReadable()) {
            byte next = in.readByte();
            if (headLength == MAX_HEAD) {
                throw new IllegalStateException("head longer than " + MAX_HEAD + " bytes");
            }
            if (headLength == head.length) {
                head = Arrays.copyOf(head, 2 * headLength);
            }
            head[headLength++] = next;
            lastFour = lastFour << 8 | next & 0xff;
            if (lastFour == HEAD_END) {
                headDone();
                return;
            }
        }
    }

    private void headDone() {
        Head view = new Head(head, headLength);
        headLength = 0;
        lastFour = 0;
        boolean chunked = "chunked".equalsIgnoreCase(view.field("transfer-encoding"));
        String length = chunked ? "" : view.field("content-length");
        sink.head(view);
        if (chunked) {
            remaining = 0;
            state = State.CHUNK_SIZE;
        } else {
            remaining = length.isEmpty() ? 0 : Long.parseLong(length);
            state = State.FIXED;
            if (remaining == 0) {
                finish();
            }
        }
    }

    private void readBody(ByteBuf in) {
        int take = (int) Math.min(in.readableBytes(), remaining);
        sink.body(in, in.readerIndex(), take);
        in.skipBytes(take);
        remaining -= take;
        if (remaining == 0) {
            if (state == State.FIXED) {
                finish();
            } else {
                state = State.CHUNK_END;
            }
        }
    }

    private void readChunkSize(ByteBuf in) {
        while (in.isReadable()) {
            byte next = in.readByte();
            if (next == '\n') {
                state = remaining == 0 ? State.TRAILERS : State.CHUNK_DATA;
                lineLength = 0;
                return;
            }
            int digit = Character.digit(next, 16);
            if (digit >= 0) {
                remaining = remaining << 4 | digit;
            } else if (next != '\r') {
                throw new IllegalStateException("unexpected byte in a chunk size: " + next);
            }
        }
    }

    private void readChunkEnd(ByteBuf in) {
        if (in.readByte() == '\n') {
            state = State.CHUNK_SIZE;
        }
    }

    private void readTrailers(ByteBuf in) {
        while (in.isReadable()) {
            byte next = in.readByte();
            if (next == '\n') {
                if (lineLength == 0) {
                    finish();
                    return;
                }
                lineLength = 0;
            } else if (next != '\r') {
                lineLength++;
            }
        }
    }

    private void finish() {
        state = State.HEAD;
        sink.end();
    }

    /** A head that has been read: the start line and the fields. A view, valid during the call. */
    public static final class Head {
        private final byte[] bytes;
        private final int length;

        Head(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        /** The status code of an answer's head. */
        public int status() {
            return (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
        }

        /** The target of a request's head. */
        public String target() {
            int from = 0;
            while (bytes[from] != ' ') {
                from++;
            }
            int to = ++from;
            while (bytes[to] != ' ') {
                to++;
            }
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }

        /** The value of the first field of that lower-case name, empty if there is none. */
        public String field(String name) {
            int line = nextLine(0);
            while (line < length - 2) {
                int next = nextLine(line);
                int colon = line + name.length();
                if (colon < next && bytes[colon] == ':' && matches(line, name)) {
                    return new String(
                                    bytes, colon + 1, next - colon - 1, StandardCharsets.ISO_8859_1)
                            .strip();
                }
                line = next;
            }
            return "";
        }

        private boolean matches(int at, String name) {
            for (int i = 0; i < name.length(); i++) {
                int c = bytes[at + i];
                if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private int nextLine(int from) {
            int at = from;
            while (at < length && bytes[at] != '\n') {
                at++;
            }
            return at + 1;
        }
    }
}
