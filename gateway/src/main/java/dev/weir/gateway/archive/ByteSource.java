package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ByteSink} wrote. Whatever the bytes hold, a read gives a value or throws {@link
 * Malformed}.
 */
final class ByteSource {

    /** The bytes are not of the expected form. */
    static final class Malformed extends RuntimeException {
        Malformed(String message) {
            super(message);
        }
    }

    private final byte[] bytes;
    private int at;
    private final int end;

    ByteSource(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    ByteSource(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    boolean more() {
        return at < end;
    }

    int octet() {
        if (at >= end) {
            throw new Malformed("ends in the middle of a value");
        }
        return bytes[at++] & 0xFF;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = octet();
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new Malformed("a number of more than ten bytes");
    }

    /** A number that has to be between zero and a limit, both included. */
    int count(int most) {
        long value = varint();
        if (value < 0 || value > most) {
            throw new Malformed("expected at most " + most + ", found " + value);
        }
        return (int) value;
    }

    long signed() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    int fixed32() {
        int value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= octet() << shift;
        }
        return value;
    }

    long fixed64() {
        long low = fixed32() & 0xFFFF_FFFFL;
        return low | (long) fixed32() << 32;
    }

    @Nullable String textOrNull() {
        int length = count(end - at + 1) - 1;
        if (length < 0) {
            return null;
        }
        if (length > end - at) {
            throw new Malformed("text of " + length + " bytes where " + (end - at) + " are left");
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    String text() {
        String text = textOrNull();
        if (text == null) {
            throw new Malformed("a text is missing");
        }
        return text;
    }
}
