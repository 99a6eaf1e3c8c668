package dev.weir.core.otel;

import dev.weir.core.json.Json;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.Semconv;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects attributes under the names of one {@link Semconv}. Null, an empty list, and what this
 * version has no name for are left out. Not thread-safe.
 */
public final class Attributes {

    private final Semconv semconv;
    private final Map<String, AttributeValue> values = new LinkedHashMap<>();

    public Attributes(Semconv semconv) {
        this.semconv = semconv;
    }

    public Semconv semconv() {
        return semconv;
    }

    public Attributes put(Attribute attribute, @Nullable String value) {
        return value == null ? this : set(attribute, new AttributeValue.Text(value));
    }

    public Attributes put(Attribute attribute, @Nullable Long value) {
        return value == null ? this : set(attribute, new AttributeValue.Int(value));
    }

    public Attributes put(Attribute attribute, @Nullable Double value) {
        if (value == null || value.isNaN() || value.isInfinite()) {
            return this;
        }
        return set(
                attribute,
                attribute.type(semconv) == Attribute.Type.INT
                        ? new AttributeValue.Int(Math.round(value))
                        : new AttributeValue.Decimal(value));
    }

    public Attributes put(Attribute attribute, List<String> values) {
        return values.isEmpty() ? this : set(attribute, new AttributeValue.Texts(values));
    }

    public Attributes flag(Attribute attribute, boolean value) {
        return set(attribute, new AttributeValue.Flag(value));
    }

    public Attributes put(Attribute attribute, Json value) {
        return set(attribute, new AttributeValue.Structured(value));
    }

    /** Under a name that is in no table, e.g. one with a caller's key in it. */
    public Attributes named(String name, String value) {
        values.put(name, new AttributeValue.Text(value));
        return this;
    }

    private Attributes set(Attribute attribute, AttributeValue value) {
        String name = attribute.in(semconv);
        if (name != null) {
            values.put(name, value);
        }
        return this;
    }

    /** What was collected, in order. */
    public Map<String, AttributeValue> build() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
