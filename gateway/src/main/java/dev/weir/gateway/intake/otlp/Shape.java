package dev.weir.gateway.intake.otlp;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * A message of OTLP: its fields by their numbers, with their names in OTLP's JSON. The table is
 * that of the published {@code trace.proto}, {@code resource.proto} and {@code common.proto}.
 */
final class Shape {

    /** How a field is on the wire, and what it is in JSON. */
    enum Kind {
        STRING(2),
        /** Bytes, in JSON as base64. */
        BYTES(2),
        /** Bytes that name a trace or a span, in JSON as hexadecimal digits. */
        ID(2),
        MESSAGE(2),
        BOOL(0),
        /** 32 bits without a sign, in JSON a number. */
        UINT32(0),
        /** A word of a list, in JSON its number. */
        ENUM(0),
        /** 64 bits with a sign, in JSON a text of digits. */
        INT64(0),
        /** 64 bits without a sign, in JSON a text of digits. */
        FIXED64(1),
        DOUBLE(1),
        FIXED32(5);

        private final int wire;

        Kind(int wire) {
            this.wire = wire;
        }

        /** The wire type of protobuf. */
        int wire() {
            return wire;
        }
    }

    /**
     * A field.
     *
     * @param name in JSON
     * @param repeated true for a list of values
     * @param message the shape of a message, null for other kinds
     */
    record Field(String name, Kind kind, boolean repeated, @Nullable Shape message) {}

    static final Shape REQUEST = tables();

    private final Map<Integer, Field> fields = new HashMap<>();
    private final boolean oneOf;

    /**
     * @param oneOf true where all fields exclude each other: the last one counts, also where it
     *     says zero
     */
    private Shape(boolean oneOf) {
        this.oneOf = oneOf;
    }

    @Nullable Field field(int number) {
        return fields.get(number);
    }

    boolean oneOf() {
        return oneOf;
    }

    private Shape one(int number, String name, Kind kind) {
        fields.put(number, new Field(name, kind, false, null));
        return this;
    }

    private Shape many(int number, String name, Kind kind) {
        fields.put(number, new Field(name, kind, true, null));
        return this;
    }

    private Shape one(int number, String name, Shape message) {
        fields.put(number, new Field(name, Kind.MESSAGE, false, message));
        return this;
    }

    private Shape many(int number, String name, Shape message) {
        fields.put(number, new Field(name, Kind.MESSAGE, true, message));
        return this;
    }

    private static Shape tables() {
        Shape value = new Shape(true);
        Shape attribute = new Shape(false).one(1, "key", Kind.STRING).one(2, "value", value);
        value.one(1, "stringValue", Kind.STRING)
                .one(2, "boolValue", Kind.BOOL)
                .one(3, "intValue", Kind.INT64)
                .one(4, "doubleValue", Kind.DOUBLE)
                .one(5, "arrayValue", new Shape(false).many(1, "values", value))
                .one(6, "kvlistValue", new Shape(false).many(1, "values", attribute))
                .one(7, "bytesValue", Kind.BYTES);
        Shape entity =
                new Shape(false)
                        .one(1, "schemaUrl", Kind.STRING)
                        .one(2, "type", Kind.STRING)
                        .many(3, "idKeys", Kind.STRING)
                        .many(4, "descriptionKeys", Kind.STRING);
        Shape resource =
                new Shape(false)
                        .many(1, "attributes", attribute)
                        .one(2, "droppedAttributesCount", Kind.UINT32)
                        .many(3, "entityRefs", entity);
        Shape scope =
                new Shape(false)
                        .one(1, "name", Kind.STRING)
                        .one(2, "version", Kind.STRING)
                        .many(3, "attributes", attribute)
                        .one(4, "droppedAttributesCount", Kind.UINT32);
        Shape event =
                new Shape(false)
                        .one(1, "timeUnixNano", Kind.FIXED64)
                        .one(2, "name", Kind.STRING)
                        .many(3, "attributes", attribute)
                        .one(4, "droppedAttributesCount", Kind.UINT32);
        Shape link =
                new Shape(false)
                        .one(1, "traceId", Kind.ID)
                        .one(2, "spanId", Kind.ID)
                        .one(3, "traceState", Kind.STRING)
                        .many(4, "attributes", attribute)
                        .one(5, "droppedAttributesCount", Kind.UINT32)
                        .one(6, "flags", Kind.FIXED32);
        Shape span =
                new Shape(false)
                        .one(1, "traceId", Kind.ID)
                        .one(2, "spanId", Kind.ID)
                        .one(3, "traceState", Kind.STRING)
                        .one(4, "parentSpanId", Kind.ID)
                        .one(5, "name", Kind.STRING)
                        .one(6, "kind", Kind.ENUM)
                        .one(7, "startTimeUnixNano", Kind.FIXED64)
                        .one(8, "endTimeUnixNano", Kind.FIXED64)
                        .many(9, "attributes", attribute)
                        .one(10, "droppedAttributesCount", Kind.UINT32)
                        .many(11, "events", event)
                        .one(12, "droppedEventsCount", Kind.UINT32)
                        .many(13, "links", link)
                        .one(14, "droppedLinksCount", Kind.UINT32)
                        .one(15, "status", status())
                        .one(16, "flags", Kind.FIXED32);
        Shape scopeSpans =
                new Shape(false)
                        .one(1, "scope", scope)
                        .many(2, "spans", span)
                        .one(3, "schemaUrl", Kind.STRING);
        Shape resourceSpans =
                new Shape(false)
                        .one(1, "resource", resource)
                        .many(2, "scopeSpans", scopeSpans)
                        .one(3, "schemaUrl", Kind.STRING);
        return new Shape(false).many(1, "resourceSpans", resourceSpans);
    }

    private static Shape status() {
        return new Shape(false).one(2, "message", Kind.STRING).one(3, "code", Kind.ENUM);
    }
}
