package dev.weir.gateway.content;

import com.github.luben.zstd.ZstdInputStream;

import dev.weir.core.exchange.Headers;

import org.brotli.dec.BrotliInputStream;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Undoes the codings of a {@code content-encoding} field: gzip, deflate (with or without the zlib
 * wrapper), br and zstd, several one after the other too. Bounded in what it gives out, so that a
 * small body cannot fill the memory.
 */
public final class ContentDecoding {

    /** The largest window of zstd that HTTP allows (RFC 9659), as a power of two: 8 MiB. */
    static final int ZSTD_WINDOW = 23;

    private static final int MOST_CODINGS = 4;

    private ContentDecoding() {}

    /** The bytes cannot be decoded as their header field says. */
    public static class Undecodable extends IOException {
        Undecodable(String message) {
            super(message);
        }

        Undecodable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Decoded, it is longer than is allowed. */
    public static final class TooLong extends Undecodable {
        TooLong(long most) {
            super("the decoded body is longer than " + most + " bytes");
        }
    }

    /** The codings applied, in the order in which they were; {@code identity} is left out. */
    public static List<String> encodings(Headers headers) {
        List<String> encodings = new ArrayList<>(1);
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.name(i).equalsIgnoreCase("content-encoding")) {
                continue;
            }
            for (String coding : headers.value(i).split(",")) {
                String name = coding.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !name.equals("identity")) {
                    encodings.add(name);
                }
            }
        }
        return encodings;
    }

    /**
     * A stream of the decoded bytes.
     *
     * @param body the bytes as they passed
     * @param encodings the codings in the order in which they were applied
     * @param most bytes to give out; one more is an {@link Undecodable}
     * @throws Undecodable where a coding is not known or the first bytes do not have it; later
     *     bytes that do not have it throw the same from a read
     */
    public static InputStream decode(InputStream body, List<String> encodings, long most)
            throws IOException {
        if (encodings.size() > MOST_CODINGS) {
            throw new Undecodable(
                    encodings.size() + " content codings, expected at most " + MOST_CODINGS);
        }
        InputStream decoded = body;
        for (int i = encodings.size() - 1; i >= 0; i--) {
            decoded = undo(decoded, encodings.get(i));
        }
        return new Limited(decoded, most);
    }

    private static InputStream undo(InputStream body, String coding) throws IOException {
        PushbackInputStream probe = new PushbackInputStream(body, 2);
        int first = probe.read();
        if (first < 0) {
            return InputStream.nullInputStream();
        }
        probe.unread(first);
        try {
            InputStream plain =
                    switch (coding) {
                        case "gzip", "x-gzip" -> new GZIPInputStream(probe);
                        case "deflate" -> inflate(probe);
                        case "br" -> new BrotliInputStream(probe);
                        case "zstd" -> zstd(probe);
                        default ->
                                throw new Undecodable(
                                        "content coding '"
                                                + coding
                                                + "' is not known; expected gzip, deflate, br or zstd");
                    };
            return new Named(plain, coding);
        } catch (Undecodable e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new Undecodable("the body is not " + coding, e);
        }
    }

    private static InputStream zstd(InputStream body) throws IOException {
        ZstdInputStream stream = new ZstdInputStream(body);
        stream.setContinuous(false);
        stream.setLongMax(ZSTD_WINDOW);
        return stream;
    }

    /** Many servers send raw deflate where zlib is meant; the zlib header tells them apart. */
    private static InputStream inflate(PushbackInputStream body) throws IOException {
        int first = body.read();
        int second = body.read();
        boolean zlib = (first & 0x0F) == 8 && second >= 0 && (first << 8 | second) % 31 == 0;
        if (second >= 0) {
            body.unread(second);
        }
        body.unread(first);
        return new Inflating(body, new Inflater(!zlib));
    }

    /** Ends its inflater when it is closed. */
    private static final class Inflating extends InflaterInputStream {
        private final Inflater inflater;

        Inflating(InputStream body, Inflater inflater) {
            super(new BufferedInputStream(body, 1), inflater, 4096);
            this.inflater = inflater;
        }

        @Override
        public void close() throws IOException {
            inflater.end();
            super.close();
        }
    }

    /** Says which coding a broken body was to have. */
    private static final class Named extends FilterInputStream {
        private final String coding;

        Named(InputStream plain, String coding) {
            super(plain);
            this.coding = coding;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) == 1 ? one[0] & 0xFF : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            try {
                return in.read(to, offset, length);
            } catch (Undecodable e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw new Undecodable("the body is not whole or not " + coding, e);
            }
        }
    }

    private static final class Limited extends FilterInputStream {
        private final long most;
        private long given;

        Limited(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) == 1 ? one[0] & 0xFF : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = in.read(to, offset, length);
            if (count > 0) {
                given += count;
                if (given > most) {
                    throw new TooLong(most);
                }
            }
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
