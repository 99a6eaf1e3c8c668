package dev.weir.gateway.intake;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/**
 * What is imported: unpacked where it is gzip, whole or line by line. For one thread, and for one
 * of the two ways.
 */
final class Source {

    /** The longest line; as base64 a body of 190 MB, or two of half of that. */
    static final long LONGEST_LINE = 256L << 20;

    private static final int BEGINNING = 64 * 1024;

    private final BufferedInputStream in;
    private long line;

    private Source(BufferedInputStream in) {
        this.in = in;
    }

    static Source open(InputStream in) throws IOException {
        PushbackInputStream probe = new PushbackInputStream(in, 2);
        byte[] magic = probe.readNBytes(2);
        probe.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xFF) == 0x1F && (magic[1] & 0xFF) == 0x8B;
        return new Source(
                new BufferedInputStream(
                        gzip ? new GZIPInputStream(probe, BEGINNING) : probe, BEGINNING));
    }

    /**
     * What it is by its first bytes, which are still to be read afterwards; null where they are
     * nothing that is known. Waits for no more of them than it takes.
     */
    @Nullable Format guess() throws IOException {
        in.mark(BEGINNING);
        byte[] bytes = new byte[BEGINNING];
        int count = 0;
        int enough = 1;
        Format format = null;
        while (format == null && count < BEGINNING) {
            int n = in.read(bytes, count, BEGINNING - count);
            if (n < 0) {
                break;
            }
            count += n;
            if (count >= enough) {
                enough = count * 2;
                format = Guess.of(bytes, count);
            }
        }
        in.reset();
        return format == null ? Guess.of(bytes, count) : format;
    }

    /** All of it. */
    InputStream whole() {
        return in;
    }

    /** The next line, null at the end. What is left of the one before is skipped. */
    @Nullable Line next(@Nullable Line before) throws IOException {
        if (before != null) {
            before.skipRest();
        }
        in.mark(1);
        if (in.read() < 0) {
            return null;
        }
        in.reset();
        return new Line(++line);
    }

    /** One line without its end, as a stream; remembers a fault of what it reads from. */
    final class Line extends InputStream {

        private final long number;
        private long length;
        private boolean over;
        private @Nullable IOException fault;

        private Line(long number) {
            this.number = number;
        }

        long number() {
            return number;
        }

        /** Throws what reading failed with, other than the line's own length. */
        void check() throws IOException {
            if (fault != null) {
                throw fault;
            }
        }

        boolean isTooLong() {
            return length > LONGEST_LINE;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int most) throws IOException {
            if (most == 0) {
                return 0;
            }
            if (over) {
                return -1;
            }
            int n = fill(to, offset, most);
            length += Math.max(0, n);
            if (isTooLong()) {
                throw new IOException("the line is over " + LONGEST_LINE + " bytes");
            }
            return n;
        }

        private int fill(byte[] to, int offset, int most) throws IOException {
            try {
                in.mark(most);
                int n = in.read(to, offset, most);
                for (int i = 0; i < n; i++) {
                    if (to[offset + i] == '\n') {
                        in.reset();
                        in.skipNBytes(i + 1L);
                        over = true;
                        return i == 0 ? -1 : i;
                    }
                }
                over = n < 0;
                return n;
            } catch (IOException e) {
                over = true;
                fault = e;
                throw e;
            }
        }

        private void skipRest() throws IOException {
            check();
            byte[] scrap = new byte[BEGINNING];
            while (!over) {
                fill(scrap, 0, scrap.length);
            }
        }
    }
}
