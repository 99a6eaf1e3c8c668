package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with the number forms of the archive's format: variable-length integers
 * of seven bits a byte, lowest first, and the same after a zigzag for signed ones. Reusable; not
 * thread-safe.
 */
final class ByteSink {

    private byte[] bytes;
    private int length;

    ByteSink(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    int length() {
        return length;
    }

    /** The bytes themselves, valid up to {@link #length()} until the next write. */
    byte[] array() {
        return bytes;
    }

    void clear() {
        length = 0;
    }

    /** Forgets the bytes and, where it has grown beyond the given size, the array too. */
    void clear(int largestKept) {
        length = 0;
        if (bytes.length > largestKept) {
            bytes = new byte[16];
        }
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length * 2));
        }
    }

    void octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void bytes(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /**
     * An unsigned number: seven bits a byte, lowest first, the high bit set on all but the last.
     */
    void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** A signed number, small ones short whatever their sign. */
    void signed(long value) {
        varint(value << 1 ^ value >> 63);
    }

    void fixed32(int value) {
        room(4);
        for (int shift = 0; shift < 32; shift += 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    void fixed64(long value) {
        fixed32((int) value);
        fixed32((int) (value >>> 32));
    }

    /** Text as its UTF-8 length plus one and its UTF-8 bytes; null is a length of zero. */
    void text(@Nullable String value) {
        if (value == null) {
            varint(0);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length + 1L);
        bytes(utf8, 0, utf8.length);
    }
}
