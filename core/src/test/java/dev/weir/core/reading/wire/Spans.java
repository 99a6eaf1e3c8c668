package dev.weir.core.reading.wire;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Headers;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Spans for tests, in the attributes of the instrumentations that write them; in the files the
 * attributes are plain JSON.
 */
final class Spans {

    private Spans() {}

    /** The document of a file. */
    static JsonObject file(String name) {
        try (InputStream in = Spans.class.getResourceAsStream("spans/" + name + ".json")) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return document(Objects.requireNonNull(JsonReader.read(bytes).object()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Reading read(String file) {
        return read(file(file));
    }

    /** A span with nothing but attributes, written as plain JSON. */
    static JsonObject of(String attributes) {
        return document(
                JsonObject.of(
                        "attributes",
                        Objects.requireNonNull(JsonReader.read(attributes).object(), attributes)));
    }

    static Reading read(JsonObject document) {
        return TurnReader.read(
                new Source(
                        Dialect.OTHER,
                        null,
                        "POST",
                        "/v1/traces",
                        "",
                        Headers.of("content-type", "application/json"),
                        Source.Body.of(
                                document.write().getBytes(StandardCharsets.UTF_8),
                                Source.State.WHOLE),
                        200,
                        Headers.EMPTY,
                        Source.Body.NONE));
    }

    private static JsonObject document(JsonObject plain) {
        List<Json> events = new ArrayList<>();
        plain.array("events")
                .objects()
                .forEach(
                        event ->
                                events.add(
                                        event.with(
                                                "attributes",
                                                attributes(event.object("attributes")))));
        JsonObject span =
                plain.with("traceId", JsonString.of("0af7651916cd43dd8448eb211c80319c"))
                        .with("spanId", JsonString.of("b7ad6b7169203331"))
                        .with("startTimeUnixNano", JsonString.of("1790000000000000000"))
                        .with("endTimeUnixNano", JsonString.of("1790000001500000000"))
                        .with("attributes", attributes(plain.object("attributes")))
                        .with("events", JsonArray.of(events));
        JsonObject scope = JsonObject.of("spans", JsonArray.of(List.of(span)));
        JsonObject resource = JsonObject.of("scopeSpans", JsonArray.of(List.of(scope)));
        return JsonObject.of("resourceSpans", JsonArray.of(List.of(resource)));
    }

    private static JsonArray attributes(JsonObject plain) {
        List<Json> list = new ArrayList<>();
        plain.forEach(
                (name, value) ->
                        list.add(
                                JsonObject.of("key", JsonString.of(name))
                                        .with("value", any(value))));
        return JsonArray.of(list);
    }

    private static JsonObject any(Json value) {
        return switch (value) {
            case JsonString text -> JsonObject.of("stringValue", text);
            case JsonBoolean flag -> JsonObject.of("boolValue", flag);
            case JsonNumber number ->
                    number.integer() == null
                            ? JsonObject.of("doubleValue", number)
                            : JsonObject.of("intValue", JsonString.of(number.text()));
            case JsonArray array ->
                    JsonObject.of(
                            "arrayValue",
                            JsonObject.of(
                                    "values",
                                    JsonArray.of(
                                            array.values().stream().map(Spans::any).toList())));
            case JsonObject object ->
                    JsonObject.of("kvlistValue", JsonObject.of("values", attributes(object)));
            default -> JsonObject.EMPTY;
        };
    }
}
