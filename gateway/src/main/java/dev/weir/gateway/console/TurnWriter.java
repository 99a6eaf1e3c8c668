package dev.weir.gateway.console;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.json.JsonWriter;
import dev.weir.core.story.Snip;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.util.List;
import java.util.function.Consumer;

/** Writes members that are there, and none that are not; long texts are cut and say so. */
final class TurnWriter {

    /** Readers of JSON have limits; what is nested deeper than this is given as JSON text. */
    private static final int DEEPEST = 200;

    private final JsonGenerator json;
    private final int most;
    private int depth;

    /**
     * @param most characters of a text that is shown to people
     */
    TurnWriter(JsonGenerator json, int most) {
        this.json = json;
        this.most = most;
    }

    void begin() {
        json.writeStartObject();
    }

    void end() {
        json.writeEndObject();
    }

    void value(String text) {
        json.writeString(dev.weir.gateway.console.Json.text(text));
    }

    void text(String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, dev.weir.gateway.console.Json.text(value));
        }
    }

    void textUnlessEmpty(String name, String value) {
        text(name, value.isEmpty() ? null : value);
    }

    void cut(String name, String value) {
        snip(name, Snip.of(value, most));
    }

    /** The text; where its end is missing, how long it is. */
    void snip(String name, Snip snip) {
        text(name, snip.text());
        if (snip.cut()) {
            json.writeNumberProperty("chars", snip.chars());
        }
    }

    void number(String name, @Nullable Long value) {
        if (value != null) {
            json.writeNumberProperty(name, value.longValue());
        }
    }

    void number(String name, @Nullable Double value) {
        if (value != null) {
            json.writeNumberProperty(name, value.doubleValue());
        }
    }

    void flag(String name, @Nullable Boolean value) {
        if (value != null) {
            json.writeBooleanProperty(name, value);
        }
    }

    void flagIf(String name, boolean value) {
        if (value) {
            json.writeBooleanProperty(name, true);
        }
    }

    <T> void list(String name, List<? extends T> items, Consumer<T> each) {
        json.writeArrayPropertyStart(name);
        items.forEach(each);
        json.writeEndArray();
    }

    void object(String name, Runnable members) {
        json.writeObjectPropertyStart(name);
        members.run();
        json.writeEndObject();
    }

    void json(String name, @Nullable Json value) {
        if (value != null) {
            json.writeName(dev.weir.gateway.console.Json.text(name));
            value(value);
        }
    }

    /** A value as it was, numbers by their digits. */
    private void value(Json value) {
        if (depth == DEEPEST && (value instanceof JsonObject || value instanceof JsonArray)) {
            value(JsonWriter.write(value));
            return;
        }
        depth++;
        switch (value) {
            case JsonObject object -> {
                json.writeStartObject();
                object.forEach(this::json);
                json.writeEndObject();
            }
            case JsonArray array -> {
                json.writeStartArray();
                for (int i = 0; i < array.size(); i++) {
                    value(array.get(i));
                }
                json.writeEndArray();
            }
            case JsonString text -> value(text.value());
            case JsonNumber number -> json.writeNumber(number.text());
            case JsonBoolean flag -> json.writeBoolean(flag.value());
            case JsonNull _ -> json.writeNull();
        }
        depth--;
    }
}
