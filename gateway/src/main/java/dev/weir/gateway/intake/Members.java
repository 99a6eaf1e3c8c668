package dev.weir.gateway.intake;

import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Reads the members of one object of an export. What is not as expected is {@link Unusable}, and
 * the message names it.
 *
 * @param at where the object is, with a dot at its end; empty for the outermost
 */
record Members(String at, JsonNode object) {

    private static final int LONGEST_SHOWN = 60;

    private static Unusable wrong(String name, String expected, JsonNode got) {
        String text = got.isMissingNode() ? "nothing" : got.isBinary() ? "a body" : got.toString();
        return new Unusable(
                name
                        + ": expected "
                        + expected
                        + ", got "
                        + (text.length() > LONGEST_SHOWN
                                ? text.substring(0, LONGEST_SHOWN) + "…"
                                : text));
    }

    /** The members of a value that has to be an object. */
    static Members of(String name, JsonNode value) throws Unusable {
        if (!value.isObject()) {
            throw wrong(name.isEmpty() ? "the line" : name, "an object", value);
        }
        return new Members(name.isEmpty() ? "" : name + ".", value);
    }

    JsonNode get(String name) {
        return object.path(name);
    }

    /** True where the member is there and is not null. */
    boolean has(String name) {
        return !get(name).isMissingNode() && !get(name).isNull();
    }

    Members in(String name) throws Unusable {
        return of(at + name, get(name));
    }

    @Nullable Members inOrNull(String name) throws Unusable {
        return has(name) ? in(name) : null;
    }

    Unusable wrong(String name, String expected) {
        return wrong(at + name, expected, get(name));
    }

    String text(String name) throws Unusable {
        if (!get(name).isString()) {
            throw wrong(name, "a text");
        }
        return get(name).asString();
    }

    /** The same text or nothing where the member is absent or null. */
    @Nullable String textOrNull(String name) throws Unusable {
        return has(name) ? text(name) : null;
    }

    long number(String name, long from, long to) throws Unusable {
        JsonNode value = get(name);
        if (!value.isIntegralNumber() || value.asLong() < from || value.asLong() > to) {
            throw wrong(name, "a number from " + from + " to " + to);
        }
        return value.asLong();
    }

    boolean flag(String name) throws Unusable {
        if (!get(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return get(name).asBoolean();
    }

    /** A time, to the microsecond. */
    Instant time(String name) throws Unusable {
        try {
            return OffsetDateTime.parse(text(name)).toInstant().truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw wrong(name, "a time like 2026-11-21T08:00:00.123456Z");
        }
    }

    /** A member of a closed list by its word. */
    <E extends Enum<E>> E word(String name, Class<E> list) throws Unusable {
        return word(at + name, get(name), list);
    }

    static <E extends Enum<E>> E word(String name, JsonNode value, Class<E> list) throws Unusable {
        String text = value.asString("");
        for (E member : list.getEnumConstants()) {
            if (member.name().toLowerCase(Locale.ROOT).equals(text)) {
                return member;
            }
        }
        throw wrong(name, "a word of the list of " + list.getSimpleName(), value);
    }

    JsonNode list(String name) throws Unusable {
        if (!get(name).isArray()) {
            throw wrong(name, "a list");
        }
        return get(name);
    }

    /** Fields as pairs of name and value, or as objects with these two members. */
    Headers fields(String name) throws Unusable {
        Headers.Builder fields = Headers.builder();
        for (JsonNode field : list(name)) {
            JsonNode key = field.isArray() ? field.path(0) : field.path("name");
            JsonNode value = field.isArray() ? field.path(1) : field.path("value");
            if (!key.isString() || !value.isString() || field.isArray() && field.size() != 2) {
                throw wrong(at + name, "pairs of name and value", field);
            }
            fields.add(octets(name, key), octets(name, value));
        }
        return fields.build();
    }

    /** On record a character is an octet. */
    private String octets(String name, JsonNode value) throws Unusable {
        String text = value.asString();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xFF || c == '\n' || c == '\r' || c == 0) {
                throw wrong(at + name, "characters that a field can have", value);
            }
        }
        return text;
    }

    ObjectNode node() {
        return (ObjectNode) object;
    }
}
