package dev.weir.core.json;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a JSON text into a tree. A text that is not whole, not JSON or beyond a limit gives what
 * was read up to there, and the fault. It never throws on any bytes.
 */
public final class JsonReader {

    /** Characters from which on a string knows where it stood. */
    static final int PLACED = 32;

    private static final int LONGEST_NUMBER = 1000;
    private static final int LONGEST_NAME = 1 << 20;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Integer.MAX_VALUE)
                                    .maxNumberLength(LONGEST_NUMBER)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(LONGEST_NAME)
                                    .build())
                    .build();

    private final JsonParser parser;
    private final JsonLimits limits;

    /** Bytes in front of what the parser was given, from where it counts. */
    private final int skipped;

    private @Nullable JsonToken token;
    private int values;
    private @Nullable Fault fault;
    private String message = "";

    private JsonReader(JsonParser parser, JsonLimits limits, int skipped) {
        this.parser = parser;
        this.limits = limits;
        this.skipped = skipped;
    }

    /** What is wrong with a text. */
    public enum Fault {
        /** It is not JSON. */
        MALFORMED,
        /** It ends in the middle. */
        CUT,
        /** It is beyond a limit. */
        TOO_LARGE
    }

    /**
     * What was read.
     *
     * @param value the value, or that part of it which came before the fault; null where there was
     *     none
     * @param fault what is wrong, null for nothing
     * @param message the fault for people, without any of the text; empty for none
     */
    public record Parsed(@Nullable Json value, @Nullable Fault fault, String message) {

        /** True where the text was one whole JSON value. */
        public boolean whole() {
            return fault == null && value != null;
        }

        /** The value where the text was whole and an object; else null. */
        public @Nullable JsonObject object() {
            return fault == null && value instanceof JsonObject object ? object : null;
        }
    }

    /** Reads a text with the usual limits. */
    public static Parsed read(byte[] bytes) {
        return read(bytes, 0, bytes.length, JsonLimits.USUAL);
    }

    /** Reads a text with the usual limits. */
    public static Parsed read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads UTF-8 text; a byte order mark in front is passed over. */
    public static Parsed read(byte[] bytes, int offset, int length, JsonLimits limits) {
        if (length > limits.bytes()) {
            return new Parsed(
                    null,
                    Fault.TOO_LARGE,
                    length + " bytes, more than the limit of " + limits.bytes());
        }
        int start = blankUntil(bytes, offset, offset + length);
        if (start == offset + length) {
            return new Parsed(null, Fault.CUT, "no text at all");
        }
        if (isOtherEncoding(bytes, offset, length)) {
            return new Parsed(null, Fault.MALFORMED, "no JSON at byte 0: not UTF-8");
        }
        int skip = hasMark(bytes, offset, length) ? 3 : 0;
        try (JsonParser parser =
                FACTORY.createParser(
                        ObjectReadContext.empty(), bytes, offset + skip, length - skip)) {
            return new JsonReader(parser, limits, skip).read();
        }
    }

    /** The tokenizer would guess UTF-16 and UTF-32 from these, which nobody sends and few read. */
    private static boolean isOtherEncoding(byte[] bytes, int offset, int length) {
        for (int i = 0; i < Math.min(length, 4); i++) {
            if (bytes[offset + i] == 0) {
                return true;
            }
        }
        return (bytes[offset] & 0xFF) >= 0xFE;
    }

    private static boolean hasMark(byte[] bytes, int offset, int length) {
        return length >= 3
                && bytes[offset] == (byte) 0xEF
                && bytes[offset + 1] == (byte) 0xBB
                && bytes[offset + 2] == (byte) 0xBF;
    }

    private static int blankUntil(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to
                && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')) {
            i++;
        }
        return i;
    }

    private Parsed read() {
        Json value = next() ? value(1) : null;
        if (fault == null && value != null && next() && fault == null) {
            fail(Fault.MALFORMED, "more text after the value");
        } else if (fault == null && value == null) {
            fail(Fault.CUT, "no value");
        }
        return new Parsed(value, fault, message);
    }

    /** Moves on; false at the end and where something is wrong. */
    private boolean next() {
        try {
            token = parser.nextToken();
            return token != null;
        } catch (JacksonException e) {
            fail(e);
            return false;
        }
    }

    private void fail(JacksonException e) {
        boolean cut = e instanceof tools.jackson.core.exc.UnexpectedEndOfInputException;
        boolean large = e instanceof tools.jackson.core.exc.StreamConstraintsException;
        fail(
                cut ? Fault.CUT : large ? Fault.TOO_LARGE : Fault.MALFORMED,
                (cut ? "the text ends" : large ? "a limit is passed" : "no JSON")
                        + " at byte "
                        + (e.getLocation() == null
                                ? -1
                                : Math.max(e.getLocation().getByteOffset(), 0)));
    }

    private void fail(Fault what, String why) {
        if (fault == null) {
            fault = what;
            message = why;
        }
    }

    /** The value at the current token; null where a fault came before anything of it. */
    private @Nullable Json value(int depth) {
        if (++values > limits.values()) {
            fail(Fault.TOO_LARGE, "more than " + limits.values() + " values");
            return null;
        }
        if (depth > limits.depth()) {
            fail(Fault.TOO_LARGE, "more than " + limits.depth() + " levels");
            return null;
        }
        try {
            return switch (token) {
                case START_OBJECT -> object(depth);
                case START_ARRAY -> array(depth);
                case VALUE_STRING -> string();
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getString());
                case VALUE_TRUE -> JsonBoolean.TRUE;
                case VALUE_FALSE -> JsonBoolean.FALSE;
                case VALUE_NULL -> JsonNull.NULL;
                case null, default -> null;
            };
        } catch (JacksonException e) {
            fail(e);
            return null;
        }
    }

    private JsonString string() {
        String text = parser.getString();
        return text.length() < PLACED
                ? JsonString.of(text)
                : JsonString.at(text, parser.currentTokenLocation().getByteOffset() + skipped + 1);
    }

    private JsonObject object(int depth) {
        JsonObject.Builder members = JsonObject.builder();
        while (fault == null && next() && token == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            Json value = next() ? value(depth + 1) : null;
            if (value != null) {
                members.add(name, value);
            }
        }
        if (closed(JsonToken.END_OBJECT, members.last())) {
            members.removeLast();
        }
        return members.build();
    }

    private JsonArray array(int depth) {
        List<Json> elements = new ArrayList<>();
        while (fault == null && next() && token != JsonToken.END_ARRAY) {
            Json value = value(depth + 1);
            if (value != null) {
                elements.add(value);
            }
        }
        if (closed(JsonToken.END_ARRAY, elements.isEmpty() ? null : elements.getLast())) {
            elements.removeLast();
        }
        return JsonArray.of(elements);
    }

    /**
     * Sees to a text that ends here. True where the last value is a number and the next byte is not
     * there: the number may have had more digits.
     */
    private boolean closed(JsonToken end, @Nullable Json last) {
        if (fault == null && token != end) {
            fail(Fault.CUT, "the text ends before its end");
        }
        return fault == Fault.CUT && last instanceof JsonNumber;
    }
}
