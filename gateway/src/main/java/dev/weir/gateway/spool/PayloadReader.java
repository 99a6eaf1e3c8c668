package dev.weir.gateway.spool;

import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link PayloadWriter} wrote; every step is checked against the record's end. */
final class PayloadReader {

    private final ByteBuffer bytes;
    private final int end;
    private int at;

    PayloadReader(ByteBuffer bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    int u8() throws MalformedRecordException {
        need(1);
        return bytes.get(at++) & 0xFF;
    }

    int u32() throws MalformedRecordException {
        need(Integer.BYTES);
        int value = bytes.getInt(at);
        at += Integer.BYTES;
        return value;
    }

    long u64() throws MalformedRecordException {
        need(Long.BYTES);
        long value = bytes.getLong(at);
        at += Long.BYTES;
        return value;
    }

    long varint() throws MalformedRecordException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int octet = u8();
            value |= (long) (octet & 0x7F) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new MalformedRecordException("a number of more than 64 bits");
    }

    /** A varint that is a number of things or bytes in memory. */
    int count() throws MalformedRecordException {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedRecordException("a count of " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    long time() throws MalformedRecordException {
        return varint() - 1;
    }

    @Nullable String text() throws MalformedRecordException {
        long form = varint();
        if (form == 0) {
            return null;
        }
        long length = (form - 1) >>> 1;
        if (length > remaining()) {
            throw new MalformedRecordException("a text of " + length + " bytes goes past the end");
        }
        byte[] octets = new byte[(int) length];
        bytes.get(at, octets);
        at += octets.length;
        return new String(
                octets,
                ((form - 1) & 1) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
    }

    String word() throws MalformedRecordException {
        String text = text();
        if (text == null) {
            throw new MalformedRecordException("a text is missing");
        }
        return text;
    }

    <T extends Enum<T>> T constant(Class<T> type) throws MalformedRecordException {
        String name = word();
        for (T constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw new MalformedRecordException("no " + type.getSimpleName() + " of that name");
    }

    /** A number of items that take at least the given bytes each. */
    int items(int bytesEach) throws MalformedRecordException {
        int count = count();
        if ((long) count * bytesEach > remaining()) {
            throw new MalformedRecordException("a list of " + count + " goes past the end");
        }
        return count;
    }

    Headers headers() throws MalformedRecordException {
        int count = items(2);
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < count; i++) {
            headers.add(word(), word());
        }
        return headers.build();
    }

    private void need(int more) throws MalformedRecordException {
        if (end - at < more) {
            throw new MalformedRecordException("the payload ends too early");
        }
    }
}
