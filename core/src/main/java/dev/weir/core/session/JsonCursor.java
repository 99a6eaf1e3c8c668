package dev.weir.core.session;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks over JSON in memory, knows where each token stands in the bytes, and hashes values from the
 * bytes without decoding them. It always stands on a token; what takes a value leaves it on the
 * token after. Cut or broken JSON throws a {@link StreamReadException} where it breaks. Not
 * thread-safe.
 */
final class JsonCursor implements AutoCloseable {

    /** Levels of nesting; what is deeper is treated as broken. */
    static final int MOST_LEVELS = 256;

    private static final String PASSED_OVER = "cache_control";

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MOST_LEVELS)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(1 << 20)
                                    .build())
                    .build();

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] TEXT = "\"text\"".getBytes(StandardCharsets.US_ASCII);

    private static final long A = 0xA0761D6478BD642FL;
    private static final long B = 0x8EBC6AF09C88C6E3L;

    private final byte[] bytes;
    private final int base;
    private final Taker plain = _ -> take();
    private final JsonParser parser;
    private @Nullable JsonToken token;
    private int start;
    private int end;

    /** The hash that was taken last, as two halves; it saves an object for each token. */
    private long high;

    private long low;

    JsonCursor(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.base = offset;
        this.parser = JSON.createParser(ObjectReadContext.empty(), bytes, offset, length);
        next();
    }

    /** The token under the cursor; null after the end. */
    @Nullable JsonToken token() {
        return token;
    }

    boolean at(JsonToken expected) {
        return token == expected;
    }

    /** The name under the cursor. */
    String name() {
        return parser.currentName();
    }

    /** The first byte of the token under the cursor. */
    int start() {
        return start;
    }

    /** The byte after the scalar that was under the cursor before the last step. */
    int endOfScalar() {
        int at = end;
        while (at > 0 && between(bytes[at - 1])) {
            at--;
        }
        return at;
    }

    private static boolean between(byte c) {
        return c == ' ' || c == ',' || c == ':' || c == '\n' || c == '\r' || c == '\t';
    }

    void next() {
        token = parser.nextToken();
        if (token != null) {
            long offset = parser.currentTokenLocation().getByteOffset();
            if (offset < 0) {
                throw new StreamReadException(parser, "not UTF-8");
            }
            start = base + (int) offset;
            end = start;
        }
    }

    /** Steps over the value under the cursor, however large. */
    void skip() {
        parser.skipChildren();
        next();
    }

    /** Takes a string of at most so many characters; null, and skipped, where it is none. */
    @Nullable String text(int longest) {
        String text = null;
        if (token == JsonToken.VALUE_STRING) {
            int from = start;
            next();
            int length = endOfScalar() - from - 2;
            return length > 6L * longest ? null : fitting(unescape(from + 1, length), longest);
        }
        skip();
        return text;
    }

    private static @Nullable String fitting(String text, int longest) {
        return text.length() > longest ? null : text;
    }

    /** The first characters of a string between two bytes, escapes undone. */
    String sample(int from, int to, int most) {
        String text = unescape(from, Math.min(to - from, 4 * most));
        return text.length() > most ? text.substring(0, most) : text;
    }

    private String unescape(int from, int length) {
        String raw = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\' || i + 1 == raw.length()) {
                text.append(c);
                continue;
            }
            char escaped = raw.charAt(++i);
            if (escaped == 'u' && i + 4 < raw.length()) {
                text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                i += 4;
            } else {
                text.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            default -> escaped;
                        });
            }
        }
        return text.toString();
    }

    /** The hash of the value under the cursor. */
    Hash128 hash() {
        take();
        return new Hash128(high, low);
    }

    /** The first half of the hash that was taken last. */
    long high() {
        return high;
    }

    /** The second half of the hash that was taken last. */
    long low() {
        return low;
    }

    /** Takes the value under the cursor; its hash is then in {@link #high} and {@link #low}. */
    void take() {
        if (token == JsonToken.START_OBJECT) {
            takeObject();
        } else if (token == JsonToken.START_ARRAY) {
            takeArray();
        } else if (token == null) {
            throw new StreamReadException(parser, "no value");
        } else {
            int from = start;
            next();
            hashBytes(bytes, from, endOfScalar());
        }
    }

    /** Takes a value that its caller wants to look into. */
    interface Taker {
        /** Takes the value under the cursor, as {@link JsonCursor#take()} does. */
        void take(String name);
    }

    private void takeObject() {
        takeObject(plain);
    }

    /** Takes the object under the cursor, each member's value by the taker. */
    void takeObject(Taker taker) {
        long sumHigh = A;
        long sumLow = B;
        next();
        while (token == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            next();
            if (name.equals(PASSED_OVER)) {
                skip();
            } else {
                taker.take(name);
                seal(name);
                sumHigh += high;
                sumLow += low;
            }
        }
        next();
        high = Hash128.mix(sumHigh);
        low = Hash128.mix(sumLow);
    }

    private void takeArray() {
        takeArray(plain);
    }

    /** Takes the array under the cursor, each element by the taker. */
    void takeArray(Taker taker) {
        long chainHigh = B;
        long chainLow = A;
        next();
        while (token != JsonToken.END_ARRAY) {
            taker.take("");
            chainHigh = Hash128.fold(chainHigh ^ high, A);
            chainLow = Hash128.fold(chainLow ^ low, B) + high;
        }
        next();
        high = Hash128.mix(chainHigh);
        low = Hash128.mix(chainLow);
    }

    /** Takes the string under the cursor as if it were a list of one text block. */
    void takeAsBlocks() {
        take();
        seal("text");
        long sumHigh = A + high;
        long sumLow = B + low;
        hashBytes(TEXT, 0, TEXT.length);
        seal("type");
        high = Hash128.mix(sumHigh + high);
        low = Hash128.mix(sumLow + low);
        long first = high;
        high = Hash128.mix(Hash128.fold(B ^ first, A));
        low = Hash128.mix(Hash128.fold(A ^ low, B) + first);
    }

    /** Makes the value's hash that of a member; members are added up, so their order is lost. */
    private void seal(String name) {
        long key = name.length();
        for (int i = 0; i < name.length(); i++) {
            key = (key ^ name.charAt(i)) * 0x9E3779B97F4A7C15L;
            key ^= key >>> 32;
        }
        high = Hash128.mix(Hash128.fold(high ^ key, A));
        low = Hash128.mix(Hash128.fold(low ^ key, B) + high);
    }

    /** Takes the value under the cursor by its bytes alone: spelled otherwise, it is another. */
    void takeRaw() {
        int from = start;
        parser.skipChildren();
        boolean scalar = start == (int) parser.currentTokenLocation().getByteOffset() + base;
        int close = (int) parser.currentTokenLocation().getByteOffset() + base + 1;
        next();
        hashBytes(bytes, from, scalar ? endOfScalar() : close);
    }

    private void hashBytes(byte[] bytes, int from, int to) {
        int length = to - from;
        long x = A ^ length;
        long y = B + length;
        int at = from;
        for (; at + 16 <= to; at += 16) {
            long first = (long) LONG.get(bytes, at);
            long second = (long) LONG.get(bytes, at + 8);
            x = Hash128.fold(x ^ first, second ^ A);
            y = Hash128.fold(y ^ second, first ^ B) + first;
        }
        if (at < to) {
            long first = 0;
            long second = 0;
            for (int i = at; i < to; i++) {
                if (i - at < 8) {
                    first |= (bytes[i] & 0xFFL) << 8 * (i - at);
                } else {
                    second |= (bytes[i] & 0xFFL) << 8 * (i - at - 8);
                }
            }
            x = Hash128.fold(x ^ first, second ^ A);
            y = Hash128.fold(y ^ second, first ^ B) + first;
        }
        high = Hash128.mix(x);
        low = Hash128.mix(y ^ length);
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        parser.close();
    }
}
