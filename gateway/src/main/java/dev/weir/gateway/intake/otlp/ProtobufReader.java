package dev.weir.gateway.intake.otlp;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonLimits;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads protobuf into the tree that the same message has as OTLP's JSON. Strict: what two readers
 * could understand differently is refused, and so is what passes a limit. Fields that are not in
 * the table are kept, as they were, in base64 under {@value #UNKNOWN}.
 */
final class ProtobufReader {

    /** Where the fields of a message are kept that the table does not have. */
    static final String UNKNOWN = "unknownFields";

    private final byte[] bytes;
    private final JsonLimits limits;
    private int at;
    private int values;

    private ProtobufReader(byte[] bytes, JsonLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    /** Reads a message of that shape. */
    static JsonObject read(byte[] bytes, Shape shape, JsonLimits limits) throws MalformedRequest {
        Tree tree = new Tree(shape);
        new ProtobufReader(bytes, limits).message(tree, bytes.length, 1);
        return tree.json();
    }

    /** A message while its fields come: one field may come in several pieces. */
    private static final class Tree {

        private final Shape shape;
        private final Map<Shape.Field, Object> fields = new LinkedHashMap<>();
        private @Nullable ByteArrayOutputStream unknown;

        Tree(Shape shape) {
            this.shape = shape;
        }

        void set(Shape.Field field, Json value, boolean zero) {
            if (shape.oneOf()) {
                fields.clear();
            } else if (zero && !field.repeated()) {
                // Absent and zero are the same here; the later one counts.
                fields.remove(field);
                return;
            }
            add(field, value);
        }

        @SuppressWarnings("unchecked")
        private void add(Shape.Field field, Object value) {
            if (field.repeated()) {
                ((List<Object>) fields.computeIfAbsent(field, _ -> new ArrayList<>())).add(value);
            } else {
                fields.put(field, value);
            }
        }

        /** Where a message's fields go: two pieces of one message are put together. */
        Tree child(Shape.Field field, Shape message) {
            if (!field.repeated() && fields.get(field) instanceof Tree begun) {
                return begun;
            }
            if (shape.oneOf()) {
                fields.clear();
            }
            Tree tree = new Tree(message);
            add(field, tree);
            return tree;
        }

        void unknown(byte[] bytes, int from, int to) {
            if (unknown == null) {
                unknown = new ByteArrayOutputStream();
            }
            unknown.write(bytes, from, to - from);
        }

        JsonObject json() {
            JsonObject.Builder members = JsonObject.builder();
            fields.forEach((field, value) -> members.add(field.name(), json(value)));
            if (unknown != null) {
                members.set(UNKNOWN, Base64.getEncoder().encodeToString(unknown.toByteArray()));
            }
            return members.build();
        }

        private static Json json(Object value) {
            return switch (value) {
                case Tree tree -> tree.json();
                case List<?> list -> JsonArray.of(list.stream().map(Tree::json).toList());
                default -> (Json) value;
            };
        }
    }

    private MalformedRequest malformed(String what) {
        return new MalformedRequest("no protobuf of OTLP at byte " + at + ": " + what);
    }

    private void message(Tree tree, int end, int depth) throws MalformedRequest {
        if (depth > limits.depth()) {
            throw new MalformedRequest("more than " + limits.depth() + " levels", true);
        }
        while (at < end) {
            int from = at;
            long tag = varint(end);
            if (tag >>> 32 != 0 || tag >>> 3 == 0) {
                throw malformed("a field of number " + Long.toUnsignedString(tag >>> 3));
            }
            if (++values > limits.values()) {
                throw new MalformedRequest("more than " + limits.values() + " values", true);
            }
            int wire = (int) (tag & 7);
            Shape.Field field = tree.shape.field((int) (tag >>> 3));
            if (field == null || field.kind().wire() != wire) {
                skip(wire, end);
                tree.unknown(bytes, from, at);
            } else if (field.message() != null) {
                int length = length(end);
                message(tree.child(field, field.message()), at + length, depth + 1);
            } else {
                scalar(tree, field, end);
            }
        }
    }

    private void scalar(Tree tree, Shape.Field field, int end) throws MalformedRequest {
        switch (field.kind()) {
            case STRING -> {
                String text = text(end);
                tree.set(field, JsonString.of(text), text.isEmpty());
            }
            case BYTES -> {
                byte[] value = take(length(end));
                String text = Base64.getEncoder().encodeToString(value);
                tree.set(field, JsonString.of(text), value.length == 0);
            }
            case ID -> {
                byte[] value = take(length(end));
                String text = HexFormat.of().formatHex(value);
                tree.set(field, JsonString.of(text), value.length == 0);
            }
            case BOOL -> {
                boolean value = varint(end) != 0;
                tree.set(field, value ? JsonBoolean.TRUE : JsonBoolean.FALSE, !value);
            }
            case UINT32 -> {
                long value = varint(end) & 0xFFFF_FFFFL;
                tree.set(field, JsonNumber.of(value), value == 0);
            }
            case ENUM -> {
                int value = (int) varint(end);
                tree.set(field, JsonNumber.of(value), value == 0);
            }
            case INT64 -> {
                long value = varint(end);
                tree.set(field, JsonString.of(Long.toString(value)), value == 0);
            }
            case FIXED64 -> {
                long value = fixed(8, end);
                tree.set(field, JsonString.of(Long.toUnsignedString(value)), value == 0);
            }
            case FIXED32 -> {
                long value = fixed(4, end);
                tree.set(field, JsonNumber.of(value), value == 0);
            }
            case DOUBLE -> {
                long bits = fixed(8, end);
                tree.set(field, decimal(Double.longBitsToDouble(bits)), bits == 0);
            }
            case MESSAGE -> throw new IllegalStateException("a message is no scalar");
        }
    }

    /** JSON has no word for what is no number; protobuf's JSON has texts for these. */
    private static Json decimal(double value) {
        return Double.isFinite(value)
                ? new JsonNumber(Double.toString(value))
                : JsonString.of(Double.toString(value));
    }

    private void skip(int wire, int end) throws MalformedRequest {
        switch (wire) {
            case 0 -> varint(end);
            case 1 -> fixed(8, end);
            case 2 -> at += length(end);
            case 5 -> fixed(4, end);
            default -> throw malformed("wire type " + wire);
        }
    }

    private long varint(int end) throws MalformedRequest {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw malformed("a number is cut off");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number of more than ten bytes");
    }

    private long fixed(int size, int end) throws MalformedRequest {
        if (end - at < size) {
            throw malformed("a number is cut off");
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (bytes[at++] & 0xFFL) << 8 * i;
        }
        return value;
    }

    private int length(int end) throws MalformedRequest {
        long length = varint(end);
        if (length < 0 || length > end - at) {
            throw malformed("a length of " + Long.toUnsignedString(length) + " bytes");
        }
        return (int) length;
    }

    private byte[] take(int length) {
        byte[] taken = new byte[length];
        System.arraycopy(bytes, at, taken, 0, length);
        at += length;
        return taken;
    }

    private String text(int end) throws MalformedRequest {
        int length = length(end);
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
            } catch (CharacterCodingException e) {
                throw malformed("a text that is not UTF-8");
            }
        }
        at += length;
        return text;
    }
}
