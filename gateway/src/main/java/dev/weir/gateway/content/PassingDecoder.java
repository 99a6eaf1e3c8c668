package dev.weir.gateway.content;

import com.github.luben.zstd.ZstdInputStream;

import dev.weir.gateway.content.ContentDecoding.Undecodable;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes a body's content coding while it passes: gzip, deflate and zstd piece by piece; br, and
 * several codings one after the other, at the end, where the body has at most {@link #MOST_HELD}
 * bytes. What is given out is bounded. Never waits, so that it may be used on an event loop.
 */
public final class PassingDecoder implements AutoCloseable {

    /** Coded bytes that are held where a coding cannot be undone piece by piece. */
    public static final int MOST_HELD = 1 << 20;

    private static final int STEP = 16 << 10;

    /** Takes decoded bytes, which are only valid during the call. */
    @FunctionalInterface
    public interface Output {
        void accept(byte[] bytes, int offset, int length);
    }

    /** One coding, piece by piece. */
    private interface Steps {

        /** Decodes as much as there is. */
        void feed(byte[] bytes, int length, Output out) throws IOException;

        /** No more comes. */
        void end(Output out) throws IOException;

        void close();
    }

    private final Steps steps;
    private final long most;
    private long given;

    private PassingDecoder(Steps steps, long most) {
        this.steps = steps;
        this.most = most;
    }

    /**
     * A decoder for one body; null where a coding is not known.
     *
     * @param encodings the codings in the order in which they were applied, at least one
     * @param most bytes to give out; one more is an {@link Undecodable}
     */
    public static @Nullable PassingDecoder of(List<String> encodings, long most) {
        for (String coding : encodings) {
            switch (coding) {
                case "gzip", "x-gzip", "deflate", "br", "zstd" -> {}
                default -> {
                    return null;
                }
            }
        }
        Steps steps =
                encodings.size() != 1
                        ? new AtTheEnd(encodings, most)
                        : switch (encodings.getFirst()) {
                            case "gzip", "x-gzip" -> new Gzip();
                            case "deflate" -> new Deflate();
                            case "zstd" -> new Zstd();
                            default -> new AtTheEnd(encodings, most);
                        };
        return new PassingDecoder(steps, most);
    }

    /** Takes a piece, which is left untouched. */
    public void feed(ByteBuffer piece, Output out) throws IOException {
        ByteBuffer rest = piece.duplicate();
        byte[] some = new byte[Math.min(STEP, rest.remaining())];
        while (rest.hasRemaining()) {
            int length = Math.min(some.length, rest.remaining());
            rest.get(some, 0, length);
            steps.feed(some, length, (bytes, at, count) -> give(bytes, at, count, out));
            if (given > most) {
                throw new ContentDecoding.TooLong(most);
            }
        }
    }

    /** The body is over, whole or broken off. */
    public void end(Output out) throws IOException {
        steps.end((bytes, at, count) -> give(bytes, at, count, out));
        if (given > most) {
            throw new ContentDecoding.TooLong(most);
        }
    }

    private void give(byte[] bytes, int offset, int length, Output out) {
        given += length;
        if (given <= most) {
            out.accept(bytes, offset, length);
        }
    }

    @Override
    public void close() {
        steps.close();
    }

    /** What an inflater does. */
    private abstract static class Inflating implements Steps {

        private final byte[] buffer = new byte[STEP];
        @Nullable Inflater inflater;

        /** Inflates from there on; returns how many bytes were taken. */
        int inflate(Inflater with, byte[] bytes, int from, int to, Output out) throws IOException {
            try {
                with.setInput(bytes, from, to - from);
                while (!with.finished()) {
                    int count = with.inflate(buffer);
                    if (count > 0) {
                        out.accept(buffer, 0, count);
                    } else if (with.needsInput()) {
                        break;
                    } else if (with.needsDictionary()) {
                        throw new Undecodable("the body wants a dictionary");
                    }
                }
                return to - from - with.getRemaining();
            } catch (DataFormatException e) {
                throw new Undecodable("the body is not deflated", e);
            }
        }

        @Override
        public void end(Output out) {}

        @Override
        public void close() {
            Inflater made = inflater;
            if (made != null) {
                made.end();
            }
        }
    }

    /** With or without the zlib wrapper, told apart by the first two bytes. */
    private static final class Deflate extends Inflating {

        private byte[] first = new byte[0];

        @Override
        public void feed(byte[] bytes, int length, Output out) throws IOException {
            byte[] all = bytes;
            int count = length;
            Inflater with = inflater;
            if (with == null) {
                all = java.util.Arrays.copyOf(first, first.length + length);
                System.arraycopy(bytes, 0, all, first.length, length);
                count = all.length;
                if (count < 2) {
                    first = all;
                    return;
                }
                boolean zlib =
                        (all[0] & 0x0F) == 8 && ((all[0] & 0xFF) << 8 | all[1] & 0xFF) % 31 == 0;
                with = new Inflater(!zlib);
                inflater = with;
            }
            inflate(with, all, 0, count, out);
        }
    }

    /** Members one after the other; their checksums are the reader's business. */
    private static final class Gzip extends Inflating {

        private static final int MOST_HEADER = 64 << 10;
        private static final int TRAILER = 8;

        private byte[] header = new byte[0];
        private boolean inBody;
        private int trailer;

        @Override
        public void feed(byte[] bytes, int length, Output out) throws IOException {
            int at = 0;
            while (at < length) {
                if (trailer > 0) {
                    int skip = Math.min(trailer, length - at);
                    at += skip;
                    trailer -= skip;
                } else if (inBody) {
                    Inflater with = inflater;
                    if (with == null) {
                        with = new Inflater(true);
                        inflater = with;
                    }
                    at += inflate(with, bytes, at, length, out);
                    if (with.finished()) {
                        with.reset();
                        inBody = false;
                        trailer = TRAILER;
                    }
                } else {
                    int before = header.length;
                    header = java.util.Arrays.copyOf(header, before + length - at);
                    System.arraycopy(bytes, at, header, before, length - at);
                    int end = endOfHeader(header);
                    if (end < 0) {
                        return;
                    }
                    at += end - before;
                    header = new byte[0];
                    inBody = true;
                }
            }
        }

        /** Where the header ends; -1 where more of it must come. */
        private static int endOfHeader(byte[] bytes) throws Undecodable {
            if (bytes.length >= 3
                    && ((bytes[0] & 0xFF) != 0x1F || (bytes[1] & 0xFF) != 0x8B || bytes[2] != 8)) {
                throw new Undecodable("the body is not gzip");
            }
            if (bytes.length > MOST_HEADER) {
                throw new Undecodable("a gzip header of more than " + MOST_HEADER + " bytes");
            }
            if (bytes.length < 10) {
                return -1;
            }
            int flags = bytes[3];
            int at = 10;
            if ((flags & 4) != 0) {
                if (bytes.length < at + 2) {
                    return -1;
                }
                at += 2 + (bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8);
            }
            for (int text = 8; text <= 16; text += 8) {
                if ((flags & text) != 0) {
                    while (at < bytes.length && bytes[at] != 0) {
                        at++;
                    }
                    at++;
                }
            }
            at += (flags & 2) != 0 ? 2 : 0;
            return at <= bytes.length ? at : -1;
        }
    }

    /** Frames one after the other. */
    private static final class Zstd implements Steps {

        private final byte[] buffer = new byte[STEP];
        private byte[] input = new byte[0];
        private int at;
        private int end;
        private @Nullable ZstdInputStream stream;

        @Override
        public void feed(byte[] bytes, int length, Output out) throws IOException {
            input = bytes;
            at = 0;
            end = length;
            try {
                ZstdInputStream from = stream;
                if (from == null) {
                    from = new ZstdInputStream(new Fed());
                    from.setContinuous(true);
                    from.setLongMax(ContentDecoding.ZSTD_WINDOW);
                    stream = from;
                }
                while (true) {
                    int count = from.read(buffer, 0, buffer.length);
                    if (count > 0) {
                        out.accept(buffer, 0, count);
                    } else if (at == end) {
                        return;
                    }
                }
            } catch (Undecodable e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw new Undecodable("the body is not zstd", e);
            }
        }

        @Override
        public void end(Output out) {}

        @Override
        public void close() {
            ZstdInputStream made = stream;
            stream = null;
            if (made == null) {
                return;
            }
            try {
                made.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** What has been fed; its end is only the end for now. */
        private final class Fed extends InputStream {

            @Override
            public int read() {
                return at < end ? input[at++] & 0xFF : -1;
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                int count = Math.min(length, end - at);
                if (count == 0) {
                    return -1;
                }
                System.arraycopy(input, at, to, offset, count);
                at += count;
                return count;
            }
        }
    }

    /** Held until it is over. */
    private static final class AtTheEnd implements Steps {

        private final List<String> encodings;
        private final long most;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();

        AtTheEnd(List<String> encodings, long most) {
            this.encodings = encodings;
            this.most = Math.min(most, 16L << 20);
        }

        @Override
        public void feed(byte[] bytes, int length, Output out) throws IOException {
            if (held.size() + length > MOST_HELD) {
                throw new Undecodable(
                        "the body is "
                                + String.join(", ", encodings)
                                + " of more than "
                                + MOST_HELD
                                + " bytes");
            }
            held.write(bytes, 0, length);
        }

        @Override
        public void end(Output out) throws IOException {
            byte[] buffer = new byte[STEP];
            try (InputStream in =
                    ContentDecoding.decode(
                            new ByteArrayInputStream(held.toByteArray()), encodings, most)) {
                for (int count = in.read(buffer, 0, STEP);
                        count >= 0;
                        count = in.read(buffer, 0, STEP)) {
                    out.accept(buffer, 0, count);
                }
            }
        }

        @Override
        public void close() {}
    }
}
