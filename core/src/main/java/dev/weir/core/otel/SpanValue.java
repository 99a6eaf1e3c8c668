package dev.weir.core.otel;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.Semconv;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call of a model as a span, of kind {@code CLIENT}, in nobody's classes.
 *
 * @param exchange the exchange
 * @param context its ids
 * @param name the operation and the model
 * @param startNanos when it began, in nanoseconds since 1970
 * @param endNanos when it ended for its caller, likewise; never before the start
 * @param failed whether its status is {@code ERROR}; otherwise it is unset
 * @param message what the status says, empty for nothing
 * @param semconv the version that its names are of
 * @param attributes its attributes, in order
 */
public record SpanValue(
        ExchangeId exchange,
        TraceContext context,
        String name,
        long startNanos,
        long endNanos,
        boolean failed,
        String message,
        Semconv semconv,
        Map<String, AttributeValue> attributes) {

    public SpanValue {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** The value of an attribute as text, null where the span has none. */
    public @Nullable String text(Attribute attribute) {
        String name = attribute.in(semconv);
        AttributeValue value = name == null ? null : attributes.get(name);
        return value == null ? null : value.text();
    }

    /** How many characters its attributes have, about what it takes on the wire. */
    public long size() {
        long size = 256;
        for (Map.Entry<String, AttributeValue> entry : attributes.entrySet()) {
            size += entry.getKey().length() + 8L;
            size +=
                    switch (entry.getValue()) {
                        case AttributeValue.Structured(var json) -> JsonSize.of(json);
                        case AttributeValue.Text(String text) -> text.length();
                        case AttributeValue.Texts texts -> texts.text().length();
                        default -> 8;
                    };
        }
        return size;
    }
}
