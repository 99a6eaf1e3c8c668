package dev.weir.testkit.wire;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one body piece by piece as it arrives, and never throws for what the peer does: how it
 * ended is in {@link #ended()}. One thread reads; others may look at what is there so far.
 */
public final class BodyReader {

    private final WireReader in;
    private final Framing framing;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Integer> chunkSizes = new ArrayList<>();
    private long left;
    private boolean inChunk;
    private volatile Ended ended = Ended.NOT_YET;
    private volatile Headers trailers = Headers.EMPTY;

    BodyReader(WireReader in, Framing framing) {
        this.in = in;
        this.framing = framing;
        if (framing instanceof Framing.Length(long length)) {
            left = length;
            if (length == 0) {
                ended = Ended.WHOLE;
            }
        }
    }

    /** The next piece; null where there is no more, or where nothing came in time. */
    public @Nullable Bytes next() {
        return next(Long.MAX_VALUE);
    }

    /** The next piece of at most so many bytes. */
    public @Nullable Bytes next(long atMost) {
        if (ended != Ended.NOT_YET && ended != Ended.TIMEOUT) {
            return null;
        }
        try {
            Bytes piece =
                    switch (framing) {
                        case Framing.Length _ -> counted(atMost);
                        case Framing.UntilClose _ -> untilClose(atMost);
                        case Framing.Chunked _ -> chunked(atMost);
                    };
            if (piece != null) {
                synchronized (bytes) {
                    bytes.writeBytes(piece.array());
                }
            }
            return piece;
        } catch (IOException e) {
            ended = how(e);
            return null;
        }
    }

    private @Nullable Bytes counted(long atMost) throws IOException {
        Bytes piece = in.some(Math.min(atMost, left));
        if (piece == null) {
            throw new EOFException("short by " + left + " bytes");
        }
        left -= piece.length();
        ended = left == 0 ? Ended.WHOLE : Ended.NOT_YET;
        return piece;
    }

    private @Nullable Bytes untilClose(long atMost) throws IOException {
        Bytes piece = in.some(atMost);
        ended = piece == null ? Ended.WHOLE : Ended.NOT_YET;
        return piece;
    }

    private @Nullable Bytes chunked(long atMost) throws IOException {
        if (!inChunk) {
            left = size(in.line());
            synchronized (bytes) {
                chunkSizes.add((int) left);
            }
            inChunk = true;
        }
        if (left == 0) {
            trailers = in.fields(new ByteArrayOutputStream());
            ended = Ended.WHOLE;
            return null;
        }
        Bytes piece = in.some(Math.min(atMost, left));
        if (piece == null) {
            throw new EOFException("the chunk is short by " + left + " bytes");
        }
        left -= piece.length();
        if (left == 0) {
            inChunk = false;
            String end = in.line();
            if (!end.equals("\r\n")) {
                throw new WireReader.Broken("after a chunk: '" + end + "'");
            }
        }
        ended = Ended.NOT_YET;
        return piece;
    }

    private static long size(String line) throws IOException {
        int semicolon = line.indexOf(';');
        String digits = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        try {
            return Long.parseLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new WireReader.Broken("not a chunk size: '" + line + "'");
        }
    }

    static Ended how(IOException e) {
        return switch (e) {
            case SocketTimeoutException _ -> Ended.TIMEOUT;
            case EOFException _ -> Ended.CLOSED;
            case WireReader.Broken _ -> Ended.BROKEN;
            case javax.net.ssl.SSLException _ -> Ended.CLOSED;
            default -> Ended.RESET;
        };
    }

    /** Reads to the end, or until nothing comes in time; gives all of the body. */
    public Bytes rest() {
        while (next() != null) {
            // every piece is kept by next
        }
        return soFar();
    }

    /** Reads until at least so many bytes of the body are there, or it ends. */
    public Bytes upTo(int count) {
        while (soFarLength() < count && next() != null) {
            // every piece is kept by next
        }
        return soFar();
    }

    /** What has been read of the body. */
    public Bytes soFar() {
        synchronized (bytes) {
            return Bytes.of(bytes.toByteArray());
        }
    }

    private int soFarLength() {
        synchronized (bytes) {
            return bytes.size();
        }
    }

    public Ended ended() {
        return ended;
    }

    /** Fields after the last chunk. */
    public Headers trailers() {
        return trailers;
    }

    /** Sizes of the chunks as they were announced, the last one (0) included. */
    public List<Integer> chunkSizes() {
        synchronized (bytes) {
            return List.copyOf(chunkSizes);
        }
    }
}
