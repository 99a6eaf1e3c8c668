package dev.weir.gateway.relay.http1;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.Headers;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * Takes one connection's bytes apart into messages: a head, body pieces as they arrive, an end.
 * Keeps no body bytes; an unfinished head or chunk line stays in the caller's buffer until there is
 * more. After the end of a message it waits for {@link #nextMessage()}, so that pipelined messages
 * come one at a time.
 *
 * <p>Not thread-safe. After a fault it must not be used again.
 */
public final class MessageReader {

    /** Who is told. A call may close the connection; the reader then stops at once. */
    public interface Listener {

        /**
         * A whole head, to be parsed and judged.
         *
         * @param bytes the head with its empty line; valid during the call
         * @param length how many of the bytes
         * @return how the body is framed
         */
        Framing onHead(byte[] bytes, int length) throws HttpFault;

        /** A piece of the body, to be released by the listener. */
        void onBody(ByteBuf piece);

        /** The message is whole. */
        void onEnd(Headers trailers);
    }

    private enum State {
        WAITING,
        HEAD,
        FIXED,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        STOPPED
    }

    private static final int LONGEST_EXTENSION = 256;

    /** Size digits, extension and line end of the longest acceptable chunk line. */
    private static final int LONGEST_CHUNK_LINE = 15 + LONGEST_EXTENSION + 2;

    private static final int MOST_SIZE_DIGITS = 15;

    private final HeadLimits limits;
    private final Listener listener;
    private State state = State.HEAD;
    private long remaining;

    /** How far, from the reader index on, the head or trailers have been looked through. */
    private int scanned;

    private int lineStart;
    private boolean emptyLineSkipped;
    private byte[] scratch = new byte[2048];

    public MessageReader(HeadLimits limits, Listener listener) {
        this.limits = limits;
        this.listener = listener;
    }

    /** True between messages, with nothing of the next one read. */
    public boolean isBetweenMessages() {
        return state == State.WAITING || state == State.HEAD && scanned == 0;
    }

    /** True inside a body, or before its end. */
    public boolean isInBody() {
        return switch (state) {
            case FIXED, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILERS, UNTIL_CLOSE -> true;
            case WAITING, HEAD, STOPPED -> false;
        };
    }

    /** Lets the next message be read. */
    public void nextMessage() {
        if (state == State.WAITING) {
            state = State.HEAD;
            scanned = 0;
            lineStart = 0;
            emptyLineSkipped = false;
        }
    }

    /** Reads nothing more. */
    public void stop() {
        state = State.STOPPED;
    }

    /**
     * Takes what can be taken from the buffer; what is left there is unfinished or belongs to the
     * next message.
     */
    public void read(ByteBuf in) throws HttpFault {
        boolean progress = true;
        while (progress) {
            progress =
                    switch (state) {
                        case WAITING, STOPPED -> false;
                        case HEAD -> readHead(in);
                        case FIXED -> readFixed(in);
                        case CHUNK_SIZE -> readChunkSize(in);
                        case CHUNK_DATA -> readChunkData(in);
                        case CHUNK_END -> readChunkEnd(in);
                        case TRAILERS -> readTrailers(in);
                        case UNTIL_CLOSE -> readRest(in);
                    };
        }
    }

    /**
     * The connection's input is over.
     *
     * @return true where that is a proper end: between messages, or of a body that ends with the
     *     connection
     */
    public boolean endOfInput() {
        if (state == State.UNTIL_CLOSE) {
            finish(Headers.EMPTY);
            return true;
        }
        return isBetweenMessages();
    }

    private void finish(Headers trailers) {
        state = State.WAITING;
        listener.onEnd(trailers);
    }

    private boolean readHead(ByteBuf in) throws HttpFault {
        if (scanned == 0 && !skipEmptyLine(in)) {
            return false;
        }
        int length = findEmptyLine(in, limits.head(), true);
        if (length < 0) {
            return false;
        }
        byte[] head = take(in, length);
        Framing framing = listener.onHead(head, length);
        if (state == State.STOPPED) {
            return false;
        }
        switch (framing) {
            case Framing.None() -> finish(Headers.EMPTY);
            case Framing.Fixed(long size) -> {
                remaining = size;
                state = State.FIXED;
            }
            case Framing.Chunked() -> state = State.CHUNK_SIZE;
            case Framing.UntilClose() -> state = State.UNTIL_CLOSE;
        }
        return true;
    }

    /**
     * One empty line before a message is a known slip of old clients (RFC 9112, 2.2).
     *
     * @return false where the next byte has to be seen to tell
     */
    private boolean skipEmptyLine(ByteBuf in) {
        if (emptyLineSkipped || !in.isReadable() || in.getByte(in.readerIndex()) != '\r') {
            return true;
        }
        if (in.readableBytes() < 2) {
            return false;
        }
        if (in.getByte(in.readerIndex() + 1) == '\n') {
            in.skipBytes(2);
            emptyLineSkipped = true;
        }
        return true;
    }

    /**
     * Looks for the empty line that ends a head.
     *
     * @return the length up to and with it, -1 where it has not come yet
     */
    private int findEmptyLine(ByteBuf in, int most, boolean head) throws HttpFault {
        int base = in.readerIndex();
        int readable = in.readableBytes();
        while (scanned < readable) {
            int lf = in.indexOf(base + scanned, base + readable, (byte) '\n');
            if (lf < 0) {
                scanned = readable;
                break;
            }
            int at = lf - base;
            if (at == 0 || in.getByte(lf - 1) != '\r') {
                throw new HttpFault("a line ends in a bare LF");
            }
            scanned = at + 1;
            if (at - 1 == lineStart) {
                return at + 1;
            }
            if (head && lineStart == 0 && at > limits.startLine()) {
                throw tooLong();
            }
            lineStart = at + 1;
        }
        if (head && lineStart == 0 && readable > limits.startLine()) {
            throw tooLong();
        }
        if (readable > most) {
            throw new HttpFault(
                    ErrorCode.HEADER_TOO_LARGE,
                    "the header fields take more than " + limits.fields() + " bytes");
        }
        return -1;
    }

    private HttpFault tooLong() {
        return new HttpFault(
                ErrorCode.URI_TOO_LONG,
                "the first line takes more than " + limits.startLine() + " bytes");
    }

    /** Moves bytes out of the buffer; the array is used again by the next head. */
    private byte[] take(ByteBuf in, int length) {
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, 2 * scratch.length)];
        }
        in.readBytes(scratch, 0, length);
        scanned = 0;
        lineStart = 0;
        return scratch;
    }

    private boolean readFixed(ByteBuf in) {
        @Nullable ByteBuf piece = piece(in);
        if (piece == null) {
            return false;
        }
        listener.onBody(piece);
        if (remaining == 0 && state == State.FIXED) {
            finish(Headers.EMPTY);
        }
        return true;
    }

    private @Nullable ByteBuf piece(ByteBuf in) {
        int length = (int) Math.min(remaining, in.readableBytes());
        if (length == 0) {
            return null;
        }
        remaining -= length;
        return in.readRetainedSlice(length);
    }

    private boolean readRest(ByteBuf in) {
        if (!in.isReadable()) {
            return false;
        }
        listener.onBody(in.readRetainedSlice(in.readableBytes()));
        return true;
    }

    private boolean readChunkSize(ByteBuf in) throws HttpFault {
        int base = in.readerIndex();
        int lf = in.indexOf(base, in.writerIndex(), (byte) '\n');
        int length = lf < 0 ? in.readableBytes() : lf - base + 1;
        if (length > LONGEST_CHUNK_LINE) {
            throw new HttpFault(
                    "a chunk's size line is longer than " + LONGEST_CHUNK_LINE + " bytes");
        }
        if (lf < 0) {
            return false;
        }
        if (length < 3 || in.getByte(lf - 1) != '\r') {
            throw new HttpFault("a chunk's size line must be: hex digits, CRLF");
        }
        long size = 0;
        int digits = 0;
        int at = base;
        while (at < lf - 1) {
            int digit = Character.digit(in.getByte(at), 16);
            if (digit < 0) {
                break;
            }
            size = size << 4 | digit;
            digits++;
            at++;
        }
        if (digits == 0 || digits > MOST_SIZE_DIGITS) {
            throw new HttpFault("a chunk's size must be 1 to 15 hex digits");
        }
        checkExtension(in, at, lf - 1);
        in.readerIndex(lf + 1);
        remaining = size;
        scanned = 0;
        lineStart = 0;
        state = size == 0 ? State.TRAILERS : State.CHUNK_DATA;
        return true;
    }

    private static void checkExtension(ByteBuf in, int from, int to) throws HttpFault {
        if (from == to) {
            return;
        }
        if (to - from > LONGEST_EXTENSION) {
            throw new HttpFault("a chunk extension is longer than " + LONGEST_EXTENSION + " bytes");
        }
        byte first = in.getByte(from);
        if (first != ';' && first != ' ' && first != '\t') {
            throw new HttpFault("a chunk's size must be 1 to 15 hex digits");
        }
        boolean named = false;
        for (int i = from; i < to; i++) {
            byte b = in.getByte(i);
            if (b >= 0 && b < ' ' && b != '\t' || b == 0x7F) {
                throw new HttpFault("a chunk extension holds a control character");
            }
            named |= b == ';';
            if (!named && b != ' ' && b != '\t') {
                throw new HttpFault("a chunk's size must be 1 to 15 hex digits");
            }
        }
        if (!named) {
            throw new HttpFault("a chunk's size is followed by white space");
        }
    }

    private boolean readChunkData(ByteBuf in) {
        @Nullable ByteBuf piece = piece(in);
        if (piece == null) {
            return false;
        }
        if (remaining == 0) {
            state = State.CHUNK_END;
        }
        listener.onBody(piece);
        return true;
    }

    private boolean readChunkEnd(ByteBuf in) throws HttpFault {
        if (in.readableBytes() < 2) {
            if (in.isReadable() && in.getByte(in.readerIndex()) != '\r') {
                throw new HttpFault("a chunk's data does not end in CRLF");
            }
            return false;
        }
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new HttpFault("a chunk's data does not end in CRLF");
        }
        state = State.CHUNK_SIZE;
        return true;
    }

    private boolean readTrailers(ByteBuf in) throws HttpFault {
        int length = findEmptyLine(in, limits.trailers() + 2, false);
        if (length < 0) {
            return false;
        }
        finish(length == 2 ? skip(in) : HeadParser.trailers(take(in, length), length, limits));
        return true;
    }

    private Headers skip(ByteBuf in) {
        in.skipBytes(2);
        scanned = 0;
        lineStart = 0;
        return Headers.EMPTY;
    }
}
