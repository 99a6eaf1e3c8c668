package dev.weir.core.exchange;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * Header or trailer fields in the order, case and number in which they came. Names compare without
 * case, values are the octets between the optional white space, one {@code char} an octet (ISO
 * 8859-1). Immutable.
 */
public final class Headers {

    public static final Headers EMPTY = new Headers(new String[0], 0);

    /** Name and value alternate; only the first {@code length} places are used. */
    private final String[] pairs;

    private final int length;

    private Headers(String[] pairs, int length) {
        this.pairs = pairs;
        this.length = length;
    }

    /** Fields from alternating names and values. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "names and values must alternate, got " + namesAndValues.length);
        }
        return new Headers(namesAndValues.clone(), namesAndValues.length);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Number of fields, repeated ones counted each time. */
    public int size() {
        return length / 2;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public String name(int index) {
        return pairs[2 * index];
    }

    public String value(int index) {
        return pairs[2 * index + 1];
    }

    /** The value of the first field of that name, or null. */
    public @Nullable String first(String name) {
        for (int i = 0; i < length; i += 2) {
            if (same(pairs[i], name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    public boolean contains(String name) {
        return first(name) != null;
    }

    /** The values of all fields of that name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = 0; i < length; i += 2) {
            if (same(pairs[i], name)) {
                values.add(pairs[i + 1]);
            }
        }
        return values;
    }

    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < length; i += 2) {
            action.accept(pairs[i], pairs[i + 1]);
        }
    }

    /**
     * True where the comma-separated lists of all fields of that name hold the token, compared
     * without case.
     */
    public boolean hasToken(String name, String token) {
        for (int i = 0; i < length; i += 2) {
            if (same(pairs[i], name) && listHas(pairs[i + 1], token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean listHas(String list, String token) {
        int from = 0;
        while (from <= list.length()) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? list.length() : comma;
            if (list.substring(from, to).strip().equalsIgnoreCase(token)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private static boolean same(String a, String b) {
        return a.length() == b.length() && a.equalsIgnoreCase(b);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers that
                && Arrays.equals(pairs, 0, length, that.pairs, 0, that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + pairs[i].hashCode();
        }
        return hash;
    }

    /** The names only: a value may be a secret, and text like this ends in logs. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Headers");
        for (int i = 0; i < length; i += 2) {
            text.append(i == 0 ? "[" : ", ").append(pairs[i].toLowerCase(Locale.ROOT));
        }
        return text.append(length == 0 ? "[]" : "]").toString();
    }

    /** Collects fields in order. Not thread-safe; may be used again after {@link #build()}. */
    public static final class Builder {

        private String[] pairs = new String[32];
        private int length;

        private Builder() {}

        public Builder add(String name, String value) {
            if (length == pairs.length) {
                pairs = Arrays.copyOf(pairs, length * 2);
            }
            pairs[length++] = name;
            pairs[length++] = value;
            return this;
        }

        public int size() {
            return length / 2;
        }

        public Headers build() {
            return length == 0 ? EMPTY : new Headers(Arrays.copyOf(pairs, length), length);
        }
    }
}
