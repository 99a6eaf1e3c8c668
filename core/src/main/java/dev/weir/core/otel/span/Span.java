package dev.weir.core.otel.span;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Attribute;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A span, read leniently from OTLP's JSON. What is missing or of another type than OTLP has is as
 * if it were not there.
 *
 * @param traceId 32 hexadecimal digits in small letters, empty where there are none
 * @param spanId 16 of them
 * @param parentSpanId 16 of them; empty for a root
 * @param name its name
 * @param start Unix time in nanoseconds, 0 where it is not said
 * @param end the same of its end
 * @param failed true where its status is an error
 * @param statusMessage what the status says, empty for nothing
 * @param dropped attributes and events that the sender says it left out
 * @param attributes its attributes
 * @param events its events, in order
 * @param resource attributes of what sent it
 * @param scope the name of the library that made it
 */
public record Span(
        String traceId,
        String spanId,
        String parentSpanId,
        String name,
        long start,
        long end,
        boolean failed,
        String statusMessage,
        long dropped,
        Attributes attributes,
        List<Event> events,
        Attributes resource,
        String scope) {

    private static final long ERROR = 2;

    private static final int MOST_EVENTS = 10_000;

    public Span {
        events = List.copyOf(events);
    }

    /**
     * Something that happened during a span.
     *
     * @param at Unix time in nanoseconds, 0 where it is not said
     */
    public record Event(String name, long at, Attributes attributes) {}

    /** Reads the first span of a document; null where it has none. */
    public static @Nullable Span of(JsonObject document) {
        for (Json resourceSpans : document.array("resourceSpans")) {
            for (Json scopeSpans : resourceSpans.array("scopeSpans")) {
                for (Json span : scopeSpans.array("spans")) {
                    return of(
                            span,
                            resourceSpans.object("resource"),
                            scopeSpans.object("scope").textOrEmpty("name"));
                }
            }
        }
        return null;
    }

    private static Span of(Json span, JsonObject resource, String scope) {
        JsonObject status = span.object("status");
        List<Event> events = new ArrayList<>();
        span.array("events").objects().limit(MOST_EVENTS).forEach(each -> events.add(event(each)));
        return new Span(
                id(span, "traceId", 32),
                id(span, "spanId", 16),
                id(span, "parentSpanId", 16),
                span.textOrEmpty("name"),
                nanos(span.get("startTimeUnixNano")),
                nanos(span.get("endTimeUnixNano")),
                isError(status),
                status.textOrEmpty("message"),
                count(span, "droppedAttributesCount") + count(span, "droppedEventsCount"),
                Attributes.of(span.array("attributes")),
                events,
                Attributes.of(resource.array("attributes")),
                scope);
    }

    private static Event event(JsonObject event) {
        JsonArray attributes = event.array("attributes");
        return new Event(
                event.textOrEmpty("name"),
                nanos(event.get("timeUnixNano")),
                Attributes.of(attributes));
    }

    private static boolean isError(JsonObject status) {
        Long code = status.integer("code");
        return code != null ? code == ERROR : "STATUS_CODE_ERROR".equals(status.text("code"));
    }

    private static long count(Json span, String name) {
        Long count = span.integer(name);
        return count == null ? 0 : Math.max(0, count);
    }

    /** Small letters; empty where it is no id, or the one of zeros that stands for none. */
    private static String id(Json span, String name, int digits) {
        String text = span.textOrEmpty(name);
        if (text.length() != digits) {
            return "";
        }
        boolean zero = true;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || text.charAt(i) > 'f') {
                return "";
            }
            zero &= digit == 0;
        }
        return zero ? "" : text.toLowerCase(java.util.Locale.ROOT);
    }

    /** A time, as digits in a text or as a number; 0 where it is none that a {@code long} holds. */
    private static long nanos(@Nullable Json time) {
        Json number =
                time instanceof JsonString text && text.value().matches("[0-9]{1,19}")
                        ? new JsonNumber(text.value())
                        : time;
        Long nanos = number instanceof JsonNumber digits ? digits.integer() : null;
        return nanos == null || nanos < 0 ? 0 : nanos;
    }

    /** What it is about. */
    public SpanKind kind() {
        return SpanKind.of(name, attributes);
    }

    /** How long it took in nanoseconds, 0 where its end is not said or lies before its start. */
    public long nanos() {
        return end > start ? end - start : 0;
    }

    /** The value of an attribute of the span under any of its names; null where there is none. */
    public @Nullable Json get(Attribute attribute) {
        return attributes.get(attribute);
    }

    /** A text of the span or, where it has none, of what sent it. */
    public @Nullable String textOrResource(String name) {
        String own = attributes.text(name);
        return own == null ? resource.text(name) : own;
    }
}
