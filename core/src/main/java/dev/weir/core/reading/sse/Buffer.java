package dev.weir.core.reading.sse;

import java.util.Arrays;

/** Bytes that grow up to a limit, and say when they would have passed it. */
final class Buffer {

    private final int most;
    private byte[] bytes = new byte[1024];
    private int length;
    private boolean over;

    Buffer(int most) {
        this.most = most;
    }

    void add(byte b) {
        if (length == bytes.length && !grow(length + 1)) {
            return;
        }
        bytes[length++] = b;
    }

    void add(byte[] from, int offset, int count) {
        if (length + count > bytes.length && !grow((long) length + count)) {
            return;
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    private boolean grow(long needed) {
        if (needed > most) {
            over = true;
            return false;
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(needed, bytes.length * 2L)));
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** True where something did not fit and is missing. */
    boolean over() {
        return over;
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Takes bytes off the front. */
    void discard(int count) {
        System.arraycopy(bytes, count, bytes, 0, length - count);
        length -= count;
    }

    void clear() {
        length = 0;
        over = false;
    }
}
