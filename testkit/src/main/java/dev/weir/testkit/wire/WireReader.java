package dev.weir.testkit.wire;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads heads and raw bytes of one connection. Not thread-safe. */
final class WireReader {

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;

    WireReader(InputStream in) {
        this.in = in;
    }

    /** Fills the buffer where it is empty; false at the end of the stream. */
    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    /** The next byte, -1 at the end of the stream. */
    int read() throws IOException {
        return fill() ? buffer[position++] & 0xFF : -1;
    }

    /** What is there, at least one byte and at most so many; null at the end of the stream. */
    @Nullable Bytes some(long atMost) throws IOException {
        if (!fill()) {
            return null;
        }
        int length = (int) Math.min(atMost, limit - position);
        Bytes some = Bytes.of(java.util.Arrays.copyOfRange(buffer, position, position + length));
        position += length;
        return some;
    }

    /** A line up to and with its LF; throws at the end of the stream. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        do {
            c = read();
            if (c < 0) {
                throw new EOFException("the stream ended in a line: '" + line + "'");
            }
            line.append((char) c);
        } while (c != '\n');
        return line.toString();
    }

    /** A head; null where the stream ends before its first byte. */
    @Nullable Head head() throws IOException {
        if (!fill()) {
            return null;
        }
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        String start = keep(line(), raw);
        return new Head(start, fields(raw), Bytes.of(raw.toByteArray()));
    }

    /** Fields up to and with the empty line. */
    Headers fields(ByteArrayOutputStream raw) throws IOException {
        Headers.Builder fields = Headers.builder();
        for (String line = keep(line(), raw); !line.isEmpty(); line = keep(line(), raw)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new Broken("not a field: '" + line + "'");
            }
            fields.add(line.substring(0, colon), trimmed(line.substring(colon + 1)));
        }
        return fields.build();
    }

    private static String keep(String line, ByteArrayOutputStream raw) {
        raw.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
        return line.substring(0, line.length() - (line.endsWith("\r\n") ? 2 : 1));
    }

    private static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && (value.charAt(from) == ' ' || value.charAt(from) == '\t')) {
            from++;
        }
        while (from < to && (value.charAt(to - 1) == ' ' || value.charAt(to - 1) == '\t')) {
            to--;
        }
        return value.substring(from, to);
    }

    /** What came is not HTTP. */
    static final class Broken extends IOException {
        Broken(String message) {
            super(message);
        }
    }
}
