package dev.weir.gateway.spool;

import dev.weir.core.capture.CaptureMode;

import java.nio.ByteBuffer;

/**
 * How much of a body the capture mode keeps: a prefix, decided piece by piece before anything is
 * written. For each piece the caller asks {@link #keep}, writes the {@link #released} bytes of
 * {@link #held} and then that many bytes of the piece, and ends with {@link #hold}.
 */
sealed interface BodyFilter {

    static BodyFilter of(CaptureMode mode) {
        return switch (mode) {
            case CaptureMode.Full() -> All.ALL;
            case CaptureMode.Preview(int characters) -> new FirstCharacters(characters);
            case CaptureMode.Metadata(), CaptureMode.Off() -> Nothing.NOTHING;
        };
    }

    /** How many bytes of the piece, from its position on, are kept at once. */
    int keep(ByteBuffer piece);

    /** How many bytes of {@link #held} turned out to be kept. */
    int released();

    /** Bytes of earlier pieces that could not be judged when they came. */
    ByteBuffer held();

    /** Remembers what of the piece could not be judged yet. */
    void hold(ByteBuffer piece, int kept);

    /** No more bytes come: judges those that are held. */
    void end();

    /** True where no later byte is kept. */
    boolean full();

    /** True where the mode may keep less than everything. */
    boolean limited();

    /** Everything, or nothing: no byte waits for another one. */
    sealed interface Simple extends BodyFilter {

        @Override
        default int released() {
            return 0;
        }

        @Override
        default ByteBuffer held() {
            return ByteBuffer.allocate(0);
        }

        @Override
        default void hold(ByteBuffer piece, int kept) {}

        @Override
        default void end() {}
    }

    /** Keeps every byte. */
    enum All implements Simple {
        ALL;

        @Override
        public int keep(ByteBuffer piece) {
            return piece.remaining();
        }

        @Override
        public boolean full() {
            return false;
        }

        @Override
        public boolean limited() {
            return false;
        }
    }

    /** Keeps no byte. */
    enum Nothing implements Simple {
        NOTHING;

        @Override
        public int keep(ByteBuffer piece) {
            return 0;
        }

        @Override
        public boolean full() {
            return true;
        }

        @Override
        public boolean limited() {
            return true;
        }
    }

    /**
     * Keeps the first UTF-8 code points; a byte that is part of none counts as one. A code point is
     * never cut, and never is a byte kept too many: the start of a code point waits for its rest.
     */
    final class FirstCharacters implements BodyFilter {

        private static final int INCOMPLETE = 0;

        private final byte[] held = new byte[4];
        private int heldCount;
        private int released;
        private int remaining;

        FirstCharacters(int characters) {
            this.remaining = characters;
        }

        @Override
        public int keep(ByteBuffer piece) {
            int total = heldCount + piece.remaining();
            int at = 0;
            while (at < total && remaining > 0) {
                int size = size(piece, at, total);
                if (size == INCOMPLETE) {
                    break;
                }
                at += size;
                remaining--;
            }
            released = Math.min(at, heldCount);
            return at - released;
        }

        /** Bytes of the code point that starts there, 1 where none does. */
        private int size(ByteBuffer piece, int at, int total) {
            int lead = octet(piece, at);
            if (lead < 0xC2 || lead > 0xF4) {
                return 1;
            }
            int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            for (int i = 1; i < size; i++) {
                if (at + i == total) {
                    return INCOMPLETE;
                }
                int octet = octet(piece, at + i);
                int low = i > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
                int high = i > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
                if (octet < low || octet > high) {
                    return 1;
                }
            }
            return size;
        }

        private int octet(ByteBuffer piece, int at) {
            return 0xFF
                    & (at < heldCount ? held[at] : piece.get(piece.position() + at - heldCount));
        }

        @Override
        public int released() {
            return released;
        }

        @Override
        public ByteBuffer held() {
            return ByteBuffer.wrap(held);
        }

        @Override
        public void hold(ByteBuffer piece, int kept) {
            int left = heldCount - released;
            System.arraycopy(held, released, held, 0, left);
            heldCount = left;
            released = 0;
            if (remaining > 0) {
                for (int at = piece.position() + kept; at < piece.limit(); at++) {
                    held[heldCount++] = piece.get(at);
                }
            }
        }

        @Override
        public void end() {
            released = Math.min(heldCount, remaining);
            remaining -= released;
        }

        @Override
        public boolean full() {
            return remaining == 0;
        }

        @Override
        public boolean limited() {
            return true;
        }
    }
}
