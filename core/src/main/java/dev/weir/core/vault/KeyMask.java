package dev.weir.core.vault;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes a key out of a body while it passes, wherever it stands and however the body is cut: the
 * key's bytes become {@code [redacted]} and asterisks, as many as the key has, so that every length
 * stays right. Only bytes at the end of a piece that may be the beginning of the key wait for the
 * next one. One for a body; not thread-safe.
 */
public final class KeyMask {

    /** What is shorter is found by chance and is not looked for. */
    private static final int SHORTEST = 8;

    private final byte[] key;
    private final byte[] mask;

    /** How far a byte lets the search go on where it stands under the key's last one. */
    private final int[] skip = new int[256];

    /** Bytes that wait: they are the first ones of the key. */
    private int waiting;

    private boolean found;

    private KeyMask(byte[] key) {
        this.key = key;
        this.mask = new byte[key.length];
        Arrays.fill(mask, (byte) '*');
        byte[] word = "[redacted]".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(word, 0, mask, 0, Math.min(word.length, mask.length));
        Arrays.fill(skip, key.length);
        for (int i = 0; i < key.length - 1; i++) {
            skip[key[i] & 0xFF] = key.length - 1 - i;
        }
    }

    /** For a key; null where it is too short to be looked for, or was taken back. */
    static @Nullable KeyMask of(Secret secret) {
        if (secret.length() < SHORTEST) {
            return null;
        }
        try {
            return secret.use(bytes -> new KeyMask(bytes.clone()));
        } catch (IllegalStateException e) {
            return null;
        }
    }

    /** True once the key was found. */
    public boolean found() {
        return found;
    }

    /**
     * Looks at the next piece, from position to limit, and leaves it untouched.
     *
     * @return null where it passes as it is, else what passes in its place
     */
    public byte @Nullable [] pass(ByteBuffer piece) {
        int length = piece.remaining();
        if (length == 0) {
            return null;
        }
        if (waiting == 0) {
            int at = find(piece);
            if (at < 0) {
                int tail = tail(piece);
                if (tail == 0) {
                    return null;
                }
                waiting = tail;
                return copy(piece, length - tail);
            }
        }
        byte[] all = new byte[waiting + length];
        System.arraycopy(key, 0, all, 0, waiting);
        piece.duplicate().get(all, waiting, length);
        ByteBuffer rest = ByteBuffer.wrap(all);
        for (int at = find(rest); at >= 0; at = find(rest)) {
            found = true;
            System.arraycopy(mask, 0, all, at, mask.length);
            rest.position(at + mask.length);
        }
        waiting = tail(rest);
        return Arrays.copyOf(all, all.length - waiting);
    }

    /** No more comes: what still waits. */
    public byte[] end() {
        byte[] rest = Arrays.copyOf(key, waiting);
        waiting = 0;
        return rest;
    }

    private static byte[] copy(ByteBuffer piece, int length) {
        byte[] some = new byte[length];
        piece.duplicate().get(some);
        return some;
    }

    /** Where the key stands, as an index of the buffer; -1 where it does not. */
    private int find(ByteBuffer piece) {
        int last = key.length - 1;
        int limit = piece.limit();
        for (int end = piece.position() + last; end < limit; ) {
            int octet = piece.get(end) & 0xFF;
            if (octet == (key[last] & 0xFF) && isAt(piece, end - last, last)) {
                return end - last;
            }
            end += skip[octet];
        }
        return -1;
    }

    /** How many bytes at the end are the beginning of the key. */
    private int tail(ByteBuffer piece) {
        int most = Math.min(key.length - 1, piece.remaining());
        for (int length = most; length > 0; length--) {
            if (isAt(piece, piece.limit() - length, length)) {
                return length;
            }
        }
        return 0;
    }

    private boolean isAt(ByteBuffer piece, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (piece.get(from + i) != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** Names nothing of the key. */
    @Override
    public String toString() {
        return "KeyMask";
    }
}
