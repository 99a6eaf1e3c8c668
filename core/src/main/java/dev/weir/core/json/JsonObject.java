package dev.weir.core.json;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Set;
import java.util.function.BiConsumer;

/** An object: members in the order in which they came, those of one name several times included. */
public final class JsonObject implements Json {

    public static final JsonObject EMPTY = new JsonObject(new String[0], new Json[0]);

    private final String[] names;
    private final Json[] values;

    private JsonObject(String[] names, Json[] values) {
        this.names = names;
        this.values = values;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** An object of one member. */
    public static JsonObject of(String name, Json value) {
        return new JsonObject(new String[] {name}, new Json[] {value});
    }

    /** Number of members. */
    public int size() {
        return names.length;
    }

    public boolean isEmpty() {
        return names.length == 0;
    }

    public String name(int index) {
        return names[index];
    }

    public Json value(int index) {
        return values[index];
    }

    @Override
    public @Nullable Json get(String name) {
        for (int i = names.length - 1; i >= 0; i--) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    public void forEach(BiConsumer<String, Json> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values[i]);
        }
    }

    /** The members of other names than these: what a reader that knows these leaves over. */
    public JsonObject without(Set<String> known) {
        int count = 0;
        for (String name : names) {
            if (!known.contains(name)) {
                count++;
            }
        }
        if (count == names.length) {
            return this;
        }
        if (count == 0) {
            return EMPTY;
        }
        String[] restNames = new String[count];
        Json[] restValues = new Json[count];
        int to = 0;
        for (int i = 0; i < names.length; i++) {
            if (!known.contains(names[i])) {
                restNames[to] = names[i];
                restValues[to++] = values[i];
            }
        }
        return new JsonObject(restNames, restValues);
    }

    /** This object with a member set: in its place where the name is there, else at the end. */
    public JsonObject with(String name, Json value) {
        return toBuilder().set(name, value).build();
    }

    /** A builder that holds these members. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        for (int i = 0; i < names.length; i++) {
            builder.add(names[i], values[i]);
        }
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject that
                && Arrays.equals(names, that.names)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return write();
    }

    /** Collects members in order. Not thread-safe; may be used again after {@link #build()}. */
    public static final class Builder {

        private String[] names = new String[8];
        private Json[] values = new Json[8];
        private int size;

        private Builder() {}

        /** Adds a member at the end, whether the name is there or not. */
        public Builder add(String name, Json value) {
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            names[size] = name;
            values[size++] = value;
            return this;
        }

        /** Sets a member: in its place where the name is there, else at the end. */
        public Builder set(String name, Json value) {
            int index = indexOf(name);
            if (index < 0) {
                return add(name, value);
            }
            values[index] = value;
            return this;
        }

        public Builder set(String name, String value) {
            return set(name, JsonString.of(value));
        }

        /** Sets every member of another object that is not null. */
        public Builder setAll(JsonObject others) {
            others.forEach(
                    (name, value) -> {
                        if (value != JsonNull.NULL) {
                            set(name, value);
                        } else if (indexOf(name) < 0) {
                            add(name, value);
                        }
                    });
            return this;
        }

        /** The member of that name, null where there is none. */
        public @Nullable Json get(String name) {
            int index = indexOf(name);
            return index < 0 ? null : values[index];
        }

        @Nullable Json last() {
            return size == 0 ? null : values[size - 1];
        }

        void removeLast() {
            size--;
        }

        private int indexOf(String name) {
            for (int i = size - 1; i >= 0; i--) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        public JsonObject build() {
            return size == 0
                    ? EMPTY
                    : new JsonObject(Arrays.copyOf(names, size), Arrays.copyOf(values, size));
        }
    }
}
