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

    /** A body may always have so many bytes, however short it came. */
    private static final long ALWAYS = 1L << 20;

    /** Beyond that, so many for each byte that came: what grows more is no text. */
    private static final long MOST_GROWTH = 100;

    /** Takes decoded bytes, which are only valid during the call. */
    @FunctionalInterface
    public interface Output {
        void accept(byte[] bytes, int offset, int length);
    }

    /** One coding, step by step. */
    private interface Steps {

        /** Takes more, once {@link #next} wants it; the bytes are not changed afterwards. */
        void more(byte[] bytes) throws IOException;

        /** Gives out at most {@value #STEP} bytes; false where more must come first. */
        boolean next(Output out) throws IOException;

        /** No more comes: what was held may be decoded. */
        void end() throws IOException;

        void close();
    }

    private final Steps steps;
    private final long most;
    private long came;
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

    /** Takes a piece, which is left untouched, and gives out all that there is. */
    public void feed(ByteBuffer piece, Output out) throws IOException {
        byte[] bytes = new byte[piece.remaining()];
        piece.duplicate().get(bytes);
        more(bytes);
        while (next(out)) {
            // Until more must come.
        }
    }

    /** The body is over, whole or broken off: gives out all that there is. */
    public void end(Output out) throws IOException {
        end();
        while (next(out)) {
            // Until there is none.
        }
    }

    /** Takes a piece, once {@link #next} wants it; it is not to be changed afterwards. */
    public void more(byte[] piece) throws IOException {
        came += piece.length;
        steps.more(piece);
    }

    /** The body is over, whole or broken off; {@link #next} may have more to give out. */
    public void end() throws IOException {
        steps.end();
    }

    /**
     * Gives out a little, at most {@value #STEP} bytes.
     *
     * @return false where more must come first
     */
    public boolean next(Output out) throws IOException {
        long limit = Math.min(most, Math.max(ALWAYS, MOST_GROWTH * came));
        boolean went =
                steps.next(
                        (bytes, at, count) -> {
                            given += count;
                            if (given <= limit) {
                                out.accept(bytes, at, count);
                            }
                        });
        if (given > limit) {
            throw new ContentDecoding.TooLong(limit);
        }
        return went;
    }

    @Override
    public void close() {
        steps.close();
    }

    /** What an inflater does. */
    private abstract static class Inflating implements Steps {

        private final byte[] buffer = new byte[STEP];
        @Nullable Inflater inflater;
        byte[] input = new byte[0];
        int at;

        @Override
        public void more(byte[] bytes) {
            input = bytes;
            at = 0;
        }

        /** What has not been handed to the inflater. */
        int left() {
            return input.length - at;
        }

        /** Inflates a step, with what is left where the inflater wants it; how much that gave. */
        int inflate(Inflater with, Output out) throws IOException {
            try {
                int count = with.inflate(buffer);
                if (count == 0 && with.needsInput() && left() > 0) {
                    with.setInput(input, at, left());
                    at = input.length;
                    count = with.inflate(buffer);
                }
                if (count == 0 && with.needsDictionary()) {
                    throw new Undecodable("the body wants a dictionary");
                }
                if (count > 0) {
                    out.accept(buffer, 0, count);
                }
                return count;
            } catch (DataFormatException e) {
                throw new Undecodable("the body is not deflated", e);
            }
        }

        @Override
        public void end() {}

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
        public boolean next(Output out) throws IOException {
            Inflater with = inflater;
            if (with == null) {
                byte[] all = java.util.Arrays.copyOf(first, first.length + left());
                System.arraycopy(input, at, all, first.length, left());
                if (all.length < 2) {
                    first = all;
                    at = input.length;
                    return false;
                }
                more(all);
                boolean zlib =
                        (all[0] & 0x0F) == 8 && ((all[0] & 0xFF) << 8 | all[1] & 0xFF) % 31 == 0;
                with = new Inflater(!zlib);
                inflater = with;
            }
            return !with.finished() && inflate(with, out) > 0;
        }
    }

    /** Members one after the other; their checksums are the reader's business. */
    private static final class Gzip extends Inflating {

        private static final int MOST_HEADER = 64 << 10;
        private static final int HEADER_STEP = 1 << 10;
        private static final int TRAILER = 8;

        private byte[] header = new byte[0];
        private boolean inBody;
        private int trailer;

        @Override
        public boolean next(Output out) throws IOException {
            while (inBody || left() > 0) {
                if (inBody) {
                    if (inBody(out)) {
                        return true;
                    }
                    if (inBody) {
                        return false;
                    }
                } else if (trailer > 0) {
                    int skip = Math.min(trailer, left());
                    at += skip;
                    trailer -= skip;
                } else {
                    inHeader();
                }
            }
            return false;
        }

        private boolean inBody(Output out) throws IOException {
            Inflater with = inflater;
            if (with == null) {
                with = new Inflater(true);
                inflater = with;
            }
            boolean gave = inflate(with, out) > 0;
            if (with.finished()) {
                at = input.length - with.getRemaining();
                with.reset();
                inBody = false;
                trailer = TRAILER;
            }
            return gave;
        }

        /** Takes some of a header. */
        private void inHeader() throws Undecodable {
            int before = header.length;
            int some = Math.min(left(), HEADER_STEP);
            header = java.util.Arrays.copyOf(header, before + some);
            System.arraycopy(input, at, header, before, some);
            int end = endOfHeader(header);
            if (end < 0) {
                at += some;
                return;
            }
            at += end - before;
            header = new byte[0];
            inBody = true;
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
        public void more(byte[] bytes) {
            input = bytes;
            at = 0;
            end = bytes.length;
        }

        @Override
        public boolean next(Output out) throws IOException {
            try {
                ZstdInputStream from = stream;
                if (from == null) {
                    if (at == end) {
                        return false;
                    }
                    from = new ZstdInputStream(new Fed());
                    from.setContinuous(true);
                    from.setLongMax(ContentDecoding.ZSTD_WINDOW);
                    stream = from;
                }
                while (true) {
                    int count = from.read(buffer, 0, buffer.length);
                    if (count > 0) {
                        out.accept(buffer, 0, count);
                        return true;
                    } else if (at == end) {
                        return false;
                    }
                }
            } catch (Undecodable e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw new Undecodable("the body is not zstd", e);
            }
        }

        @Override
        public void end() {}

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
        private final byte[] buffer = new byte[STEP];
        private @Nullable InputStream in;

        AtTheEnd(List<String> encodings, long most) {
            this.encodings = encodings;
            this.most = Math.min(most, 16L << 20);
        }

        @Override
        public void more(byte[] bytes) throws IOException {
            if (held.size() + bytes.length > MOST_HELD) {
                throw new Undecodable(
                        "the body is "
                                + String.join(", ", encodings)
                                + " of more than "
                                + MOST_HELD
                                + " bytes");
            }
            held.writeBytes(bytes);
        }

        @Override
        public boolean next(Output out) throws IOException {
            InputStream from = in;
            if (from == null) {
                return false;
            }
            int count = from.read(buffer, 0, STEP);
            if (count > 0) {
                out.accept(buffer, 0, count);
            }
            return count >= 0;
        }

        @Override
        public void end() throws IOException {
            in =
                    ContentDecoding.decode(
                            new ByteArrayInputStream(held.toByteArray()), encodings, most);
        }

        @Override
        public void close() {
            InputStream from = in;
            in = null;
            if (from != null) {
                try {
                    from.close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }
}
