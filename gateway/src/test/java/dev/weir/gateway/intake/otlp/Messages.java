package dev.weir.gateway.intake.otlp;

import com.google.protobuf.ByteString;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The official classes of OTLP against which ours are held: requests made by chance, and what such
 * a request is as JSON.
 */
final class Messages {

    private final RandomGenerator random;

    Messages(RandomGenerator random) {
        this.random = random;
    }

    private boolean maybe() {
        return random.nextInt(3) > 0;
    }

    private int few() {
        return random.nextInt(4);
    }

    private String text() {
        String[] texts = {
            "", "a", "gen_ai.system", "Grüße \u4e16\u754c \ud83d\ude00", "x".repeat(300), "\u0000\n"
        };
        return texts[random.nextInt(texts.length)];
    }

    private ByteString id(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private AnyValue any(int depth) {
        AnyValue.Builder value = AnyValue.newBuilder();
        switch (random.nextInt(depth > 4 ? 6 : 8)) {
            case 0 -> {}
            case 1 -> value.setStringValue(text());
            case 2 -> value.setBoolValue(random.nextBoolean());
            case 3 ->
                    value.setIntValue(random.nextBoolean() ? random.nextLong() : random.nextInt(3));
            case 4 -> {
                double[] some = {0.0, -0.0, 1.5, Double.NaN, Double.NEGATIVE_INFINITY, 1e300};
                value.setDoubleValue(some[random.nextInt(some.length)]);
            }
            case 5 -> value.setBytesValue(id(few()));
            case 6 -> {
                ArrayValue.Builder list = ArrayValue.newBuilder();
                for (int i = few(); i > 0; i--) {
                    list.addValues(any(depth + 1));
                }
                value.setArrayValue(list);
            }
            default ->
                    value.setKvlistValue(
                            KeyValueList.newBuilder().addAllValues(attributes(depth + 1)));
        }
        return value.build();
    }

    private List<KeyValue> attributes(int depth) {
        List<KeyValue> list = new java.util.ArrayList<>();
        for (int i = few(); i > 0; i--) {
            KeyValue.Builder attribute = KeyValue.newBuilder().setKey(text());
            if (maybe()) {
                attribute.setValue(any(depth));
            }
            list.add(attribute.build());
        }
        return list;
    }

    private Span span() {
        Span.Builder span =
                Span.newBuilder()
                        .setTraceId(id(16))
                        .setSpanId(id(8))
                        .setName(text())
                        .setKindValue(random.nextInt(7))
                        .setStartTimeUnixNano(random.nextLong())
                        .setFlags(random.nextInt())
                        .addAllAttributes(attributes(0))
                        .setDroppedAttributesCount(random.nextBoolean() ? 0 : -1);
        if (maybe()) {
            span.setParentSpanId(id(8)).setTraceState(text()).setEndTimeUnixNano(5);
        }
        for (int i = few(); i > 0; i--) {
            span.addEvents(
                    Span.Event.newBuilder()
                            .setName(text())
                            .setTimeUnixNano(random.nextInt(2))
                            .addAllAttributes(attributes(1)));
            span.addLinks(
                    Span.Link.newBuilder()
                            .setTraceId(id(16))
                            .setFlags(random.nextInt())
                            .addAllAttributes(attributes(1)));
        }
        if (maybe()) {
            span.setStatus(Status.newBuilder().setMessage(text()).setCodeValue(random.nextInt(3)));
        }
        return span.build();
    }

    ExportTraceServiceRequest request() {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (int i = few(); i > 0; i--) {
            ResourceSpans.Builder resource = ResourceSpans.newBuilder().setSchemaUrl(text());
            if (maybe()) {
                resource.setResource(
                        Resource.newBuilder()
                                .addAllAttributes(attributes(0))
                                .addEntityRefs(
                                        EntityRef.newBuilder().setType(text()).addIdKeys(text())));
            }
            for (int j = few(); j > 0; j--) {
                ScopeSpans.Builder scope = ScopeSpans.newBuilder();
                if (maybe()) {
                    scope.setScope(
                            InstrumentationScope.newBuilder()
                                    .setName(text())
                                    .setVersion(text())
                                    .addAllAttributes(attributes(0)));
                }
                for (int k = few(); k > 0; k--) {
                    scope.addSpans(span());
                }
                resource.addScopeSpans(scope);
            }
            request.addResourceSpans(resource);
        }
        return request.build();
    }

    /** Members by name, those that say nothing left out. */
    private static final class Members {

        private final JsonObject.Builder json = JsonObject.builder();

        Members text(String name, String text) {
            if (!text.isEmpty()) {
                json.set(name, text);
            }
            return this;
        }

        Members id(String name, ByteString id) {
            return text(name, HexFormat.of().formatHex(id.toByteArray()));
        }

        Members number(String name, long number) {
            if (number != 0) {
                json.set(name, JsonNumber.of(number));
            }
            return this;
        }

        Members nanos(String name, long nanos) {
            return text(name, nanos == 0 ? "" : Long.toUnsignedString(nanos));
        }

        Members message(String name, boolean there, JsonObject message) {
            if (there) {
                json.set(name, message);
            }
            return this;
        }

        <T> Members list(String name, Collection<T> all, Function<T, Json> each) {
            if (!all.isEmpty()) {
                json.set(name, JsonArray.of(all.stream().map(each).toList()));
            }
            return this;
        }

        JsonObject build() {
            return json.build();
        }
    }

    /** What OTLP's JSON of a request is, by the official classes' own getters. */
    static JsonObject json(ExportTraceServiceRequest request) {
        return new Members()
                .list("resourceSpans", request.getResourceSpansList(), Messages::json)
                .build();
    }

    private static Json json(ResourceSpans spans) {
        Resource resource = spans.getResource();
        return new Members()
                .message(
                        "resource",
                        spans.hasResource(),
                        new Members()
                                .list(
                                        "attributes",
                                        resource.getAttributesList(),
                                        Messages::attribute)
                                .number(
                                        "droppedAttributesCount",
                                        Integer.toUnsignedLong(
                                                resource.getDroppedAttributesCount()))
                                .list(
                                        "entityRefs",
                                        resource.getEntityRefsList(),
                                        ref ->
                                                new Members()
                                                        .text("schemaUrl", ref.getSchemaUrl())
                                                        .text("type", ref.getType())
                                                        .list(
                                                                "idKeys",
                                                                ref.getIdKeysList(),
                                                                JsonString::of)
                                                        .list(
                                                                "descriptionKeys",
                                                                ref.getDescriptionKeysList(),
                                                                JsonString::of)
                                                        .build())
                                .build())
                .list("scopeSpans", spans.getScopeSpansList(), Messages::json)
                .text("schemaUrl", spans.getSchemaUrl())
                .build();
    }

    private static Json json(ScopeSpans spans) {
        InstrumentationScope scope = spans.getScope();
        return new Members()
                .message(
                        "scope",
                        spans.hasScope(),
                        new Members()
                                .text("name", scope.getName())
                                .text("version", scope.getVersion())
                                .list("attributes", scope.getAttributesList(), Messages::attribute)
                                .number(
                                        "droppedAttributesCount",
                                        Integer.toUnsignedLong(scope.getDroppedAttributesCount()))
                                .build())
                .list("spans", spans.getSpansList(), Messages::json)
                .text("schemaUrl", spans.getSchemaUrl())
                .build();
    }

    private static Json json(Span span) {
        return new Members()
                .id("traceId", span.getTraceId())
                .id("spanId", span.getSpanId())
                .text("traceState", span.getTraceState())
                .id("parentSpanId", span.getParentSpanId())
                .text("name", span.getName())
                .number("kind", span.getKindValue())
                .nanos("startTimeUnixNano", span.getStartTimeUnixNano())
                .nanos("endTimeUnixNano", span.getEndTimeUnixNano())
                .list("attributes", span.getAttributesList(), Messages::attribute)
                .number(
                        "droppedAttributesCount",
                        Integer.toUnsignedLong(span.getDroppedAttributesCount()))
                .list(
                        "events",
                        span.getEventsList(),
                        event ->
                                new Members()
                                        .nanos("timeUnixNano", event.getTimeUnixNano())
                                        .text("name", event.getName())
                                        .list(
                                                "attributes",
                                                event.getAttributesList(),
                                                Messages::attribute)
                                        .number(
                                                "droppedAttributesCount",
                                                Integer.toUnsignedLong(
                                                        event.getDroppedAttributesCount()))
                                        .build())
                .number("droppedEventsCount", Integer.toUnsignedLong(span.getDroppedEventsCount()))
                .list(
                        "links",
                        span.getLinksList(),
                        link ->
                                new Members()
                                        .id("traceId", link.getTraceId())
                                        .id("spanId", link.getSpanId())
                                        .text("traceState", link.getTraceState())
                                        .list(
                                                "attributes",
                                                link.getAttributesList(),
                                                Messages::attribute)
                                        .number(
                                                "droppedAttributesCount",
                                                Integer.toUnsignedLong(
                                                        link.getDroppedAttributesCount()))
                                        .number("flags", Integer.toUnsignedLong(link.getFlags()))
                                        .build())
                .number("droppedLinksCount", Integer.toUnsignedLong(span.getDroppedLinksCount()))
                .message(
                        "status",
                        span.hasStatus(),
                        new Members()
                                .text("message", span.getStatus().getMessage())
                                .number("code", span.getStatus().getCodeValue())
                                .build())
                .number("flags", Integer.toUnsignedLong(span.getFlags()))
                .build();
    }

    private static Json attribute(KeyValue attribute) {
        return new Members()
                .text("key", attribute.getKey())
                .message("value", attribute.hasValue(), any(attribute.getValue()))
                .build();
    }

    private static JsonObject any(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE ->
                    JsonObject.of("stringValue", JsonString.of(value.getStringValue()));
            case BOOL_VALUE ->
                    JsonObject.of(
                            "boolValue",
                            value.getBoolValue() ? JsonBoolean.TRUE : JsonBoolean.FALSE);
            case INT_VALUE ->
                    JsonObject.of("intValue", JsonString.of(Long.toString(value.getIntValue())));
            case DOUBLE_VALUE -> {
                String text = Double.toString(value.getDoubleValue());
                yield JsonObject.of(
                        "doubleValue",
                        Double.isFinite(value.getDoubleValue())
                                ? new JsonNumber(text)
                                : JsonString.of(text));
            }
            case BYTES_VALUE ->
                    JsonObject.of(
                            "bytesValue",
                            JsonString.of(
                                    Base64.getEncoder()
                                            .encodeToString(value.getBytesValue().toByteArray())));
            case ARRAY_VALUE ->
                    JsonObject.of(
                            "arrayValue",
                            new Members()
                                    .list(
                                            "values",
                                            value.getArrayValue().getValuesList(),
                                            Messages::any)
                                    .build());
            case KVLIST_VALUE ->
                    JsonObject.of(
                            "kvlistValue",
                            new Members()
                                    .list(
                                            "values",
                                            value.getKvlistValue().getValuesList(),
                                            Messages::attribute)
                                    .build());
            default -> JsonObject.EMPTY;
        };
    }

    /** With members in order of their names and without unknown fields, to compare by. */
    static Json sorted(Json value) {
        return switch (value) {
            case JsonObject object -> {
                Map<String, Json> members = new TreeMap<>();
                object.forEach((name, each) -> members.put(name, sorted(each)));
                members.remove(ProtobufReader.UNKNOWN);
                JsonObject.Builder all = JsonObject.builder();
                members.forEach(all::add);
                yield all.build();
            }
            case JsonArray array ->
                    JsonArray.of(array.values().stream().map(Messages::sorted).toList());
            default -> value;
        };
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
