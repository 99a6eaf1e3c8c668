package dev.weir.core.json;

import org.jspecify.annotations.Nullable;

/**
 * A JSON value. Immutable; equal where the values are, with members in the same order.
 *
 * <p>The methods here are lenient: on a value of another kind than they look for they give nothing
 * (null, or an empty object or array), so that a reader of foreign JSON needs no checks. Where a
 * name is there several times, the last one counts, as for most JSON parsers.
 */
public sealed interface Json
        permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

    /** The member of that name; null where this is no object or has none. */
    default @Nullable Json get(String name) {
        return null;
    }

    /** The first string among the members of these names; null where there is none. */
    default @Nullable String text(String... names) {
        for (String name : names) {
            if (get(name) instanceof JsonString string) {
                return string.value();
            }
        }
        return null;
    }

    /** The first string among the members of these names; empty where there is none. */
    default String textOrEmpty(String... names) {
        String text = text(names);
        return text == null ? "" : text;
    }

    /**
     * The first whole number among the members of these names, also where it is written with a
     * fraction of zero; null where there is none that a {@code long} holds.
     */
    default @Nullable Long integer(String... names) {
        for (String name : names) {
            if (get(name) instanceof JsonNumber number) {
                Long value = number.integer();
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    /** The first number among the members of these names; null where there is none. */
    default @Nullable Double number(String... names) {
        for (String name : names) {
            if (get(name) instanceof JsonNumber number) {
                return number.decimal();
            }
        }
        return null;
    }

    /** The first boolean among the members of these names; null where there is none. */
    default @Nullable Boolean flag(String... names) {
        for (String name : names) {
            if (get(name) instanceof JsonBoolean flag) {
                return flag.value();
            }
        }
        return null;
    }

    /** The first object among the members of these names; the empty one where there is none. */
    default JsonObject object(String... names) {
        for (String name : names) {
            if (get(name) instanceof JsonObject object) {
                return object;
            }
        }
        return JsonObject.EMPTY;
    }

    /** The first array among the members of these names; the empty one where there is none. */
    default JsonArray array(String... names) {
        for (String name : names) {
            if (get(name) instanceof JsonArray array) {
                return array;
            }
        }
        return JsonArray.EMPTY;
    }

    /** The first member of these names that is there and not null; null where there is none. */
    default @Nullable Json value(String... names) {
        for (String name : names) {
            Json value = get(name);
            if (value != null && value != JsonNull.NULL) {
                return value;
            }
        }
        return null;
    }

    /** True where this is an object with a member of that name, null included. */
    default boolean has(String name) {
        return get(name) != null;
    }

    /** The value as JSON text without white space. */
    default String write() {
        return JsonWriter.write(this);
    }
}
