package dev.weir.core.json;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** An array. */
public final class JsonArray implements Json, Iterable<Json> {

    public static final JsonArray EMPTY = new JsonArray(List.of());

    private final List<Json> values;

    private JsonArray(List<Json> values) {
        this.values = values;
    }

    public static JsonArray of(List<? extends Json> values) {
        return values.isEmpty() ? EMPTY : new JsonArray(List.copyOf(values));
    }

    public int size() {
        return values.size();
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public Json get(int index) {
        return values.get(index);
    }

    public List<Json> values() {
        return values;
    }

    /** The values that are objects, in order. */
    public Stream<JsonObject> objects() {
        return values.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    /** The values that are strings, in order. */
    public List<String> texts() {
        return values.stream()
                .filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).value())
                .toList();
    }

    @Override
    public Iterator<Json> iterator() {
        return values.iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonArray that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return write();
    }
}
