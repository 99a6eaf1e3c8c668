package dev.weir.core.otel;

import dev.weir.core.json.Json;

import java.util.List;

/** The value of an attribute. */
public sealed interface AttributeValue {

    record Text(String value) implements AttributeValue {}

    record Int(long value) implements AttributeValue {}

    record Decimal(double value) implements AttributeValue {}

    record Flag(boolean value) implements AttributeValue {}

    record Texts(List<String> values) implements AttributeValue {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /** Structured; on a span it is written as JSON text. */
    record Structured(Json value) implements AttributeValue {}

    /** The value for people and logs, JSON where it is structured. */
    default String text() {
        return switch (this) {
            case Text(String value) -> value;
            case Int(long value) -> Long.toString(value);
            case Decimal(double value) -> Double.toString(value);
            case Flag(boolean value) -> Boolean.toString(value);
            case Texts(List<String> values) -> values.toString();
            case Structured(Json value) -> value.write();
        };
    }
}
