package dev.weir.gateway.spool;

import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects the payload of a record that is not a body. Reused; for one thread. */
final class PayloadWriter {

    private static final int LONGEST_VARINT = 10;

    private byte[] bytes = new byte[4096];
    private ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** What was collected, from 0 to {@link #length()}; position and limit mean nothing. */
    ByteBuffer buffer() {
        return buffer;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    void u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void u32(int value) {
        room(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    void u64(long value) {
        u32((int) value);
        u32((int) (value >>> 32));
    }

    void varint(long value) {
        room(LONGEST_VARINT);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** A time that may be {@code NEVER}: one more than it is, so that never is 0. */
    void time(long nanos) {
        varint(nanos + 1);
    }

    /**
     * A text: 0 for null, else one more than its length in bytes times two, plus one where it is
     * UTF-16; then its octets, or UTF-16 little-endian where a character is above 255.
     */
    void text(@Nullable String text) {
        if (text == null) {
            varint(0);
            return;
        }
        int chars = text.length();
        int all = 0;
        for (int i = 0; i < chars; i++) {
            all |= text.charAt(i);
        }
        if (all > 0xFF) {
            wide(text);
        } else {
            octets(text);
        }
    }

    /** A text that came off the wire, one character an octet. Not looked through, only copied. */
    // The one method of a string that copies octets into an array that is there.
    @SuppressWarnings("deprecation")
    private void octets(String text) {
        int chars = text.length();
        varint(1 + ((long) chars << 1));
        room(chars);
        text.getBytes(0, chars, bytes, length);
        length += chars;
    }

    private void wide(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_16LE);
        varint(2 + ((long) encoded.length << 1));
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }

    /** Names and values have one character an octet, as {@link Headers} says. */
    void headers(Headers headers) {
        int size = headers.size();
        varint(size);
        for (int i = 0; i < size; i++) {
            octets(headers.name(i));
            octets(headers.value(i));
        }
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            buffer = ByteBuffer.wrap(bytes);
        }
    }
}
