package dev.weir.core.otel;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Semconv;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Spans in OTLP's JSON encoding, an {@code ExportTraceServiceRequest} each: ids in hexadecimal,
 * whole numbers of 64 bits as text.
 */
public final class OtlpJson {

    /** The instrumentation scope that spans are under. */
    public static final String SCOPE = "dev.weir";

    private static final int CLIENT = 3;
    private static final int ERROR = 2;

    /** Sampled, and it is known whether the parent is in another process. */
    private static final int ROOT_FLAGS = 0x101;

    /** The same, and it is. */
    private static final int REMOTE_FLAGS = 0x301;

    private OtlpJson() {}

    /** The whole request around one span. */
    public static JsonObject request(SpanValue span, String serviceName, String version) {
        JsonObject resource =
                JsonObject.of(
                        "attributes",
                        JsonArray.of(
                                List.of(
                                        attribute("service.name", text(serviceName)),
                                        attribute("service.version", text(version)))));
        JsonObject scope = JsonObject.builder().set("name", SCOPE).set("version", version).build();
        JsonObject.Builder spans =
                JsonObject.builder()
                        .set("scope", scope)
                        .set("spans", JsonArray.of(List.of(span(span))));
        schema(spans, span.semconv());
        JsonObject resourceSpans =
                JsonObject.builder()
                        .set("resource", resource)
                        .set("scopeSpans", JsonArray.of(List.of(spans.build())))
                        .build();
        return JsonObject.of("resourceSpans", JsonArray.of(List.of(resourceSpans)));
    }

    private static void schema(JsonObject.Builder to, Semconv semconv) {
        String url = semconv.schemaUrl();
        if (url != null) {
            to.set("schemaUrl", url);
        }
    }

    static JsonObject span(SpanValue span) {
        TraceContext context = span.context();
        JsonObject.Builder made =
                JsonObject.builder()
                        .set("traceId", context.traceId())
                        .set("spanId", context.spanId());
        if (!context.state().isEmpty()) {
            made.set("traceState", context.state());
        }
        @Nullable String parent = context.parentId();
        if (parent != null) {
            made.set("parentSpanId", parent);
        }
        List<Json> attributes = new ArrayList<>(span.attributes().size());
        for (Map.Entry<String, AttributeValue> each : span.attributes().entrySet()) {
            attributes.add(attribute(each.getKey(), value(each.getValue())));
        }
        made.set("flags", JsonNumber.of(parent == null ? ROOT_FLAGS : REMOTE_FLAGS))
                .set("name", span.name())
                .set("kind", JsonNumber.of(CLIENT))
                .set("startTimeUnixNano", Long.toString(span.startNanos()))
                .set("endTimeUnixNano", Long.toString(span.endNanos()))
                .set("attributes", JsonArray.of(attributes));
        if (span.failed()) {
            JsonObject.Builder status = JsonObject.builder().set("code", JsonNumber.of(ERROR));
            if (!span.message().isEmpty()) {
                status.set("message", span.message());
            }
            made.set("status", status.build());
        }
        return made.build();
    }

    private static JsonObject attribute(String name, JsonObject value) {
        return JsonObject.builder().set("key", name).set("value", value).build();
    }

    private static JsonObject text(String value) {
        return JsonObject.of("stringValue", JsonString.of(value));
    }

    private static JsonObject value(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(String text) -> text(text);
            case AttributeValue.Int(long number) ->
                    JsonObject.of("intValue", JsonString.of(Long.toString(number)));
            case AttributeValue.Decimal(double number) ->
                    JsonObject.of("doubleValue", new JsonNumber(Double.toString(number)));
            case AttributeValue.Flag(boolean flag) ->
                    JsonObject.of("boolValue", JsonBoolean.of(flag));
            case AttributeValue.Texts(List<String> texts) ->
                    JsonObject.of(
                            "arrayValue",
                            JsonObject.of(
                                    "values",
                                    JsonArray.of(texts.stream().map(OtlpJson::text).toList())));
            case AttributeValue.Structured(Json json) -> text(json.write());
        };
    }
}
