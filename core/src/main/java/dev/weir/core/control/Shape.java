package dev.weir.core.control;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads an object strictly: every member must be known and of its kind. What is wrong is an {@link
 * IllegalArgumentException} that names the place, what was expected and what was there.
 */
public final class Shape {

    /** Something is not as expected; the message names the place. */
    public static final class Malformed extends IllegalArgumentException {

        Malformed(String message) {
            super(message);
        }
    }

    private final String place;
    private final JsonObject object;
    private final Set<String> asked = new LinkedHashSet<>();

    /**
     * @param place where the object is, for messages, such as {@code routes.fast.targets[0]}
     */
    public Shape(String place, JsonObject object) {
        this.place = place;
        this.object = object;
    }

    private String at(String name) {
        return place.isEmpty() ? name : place + "." + name;
    }

    private @Nullable Json value(String name) {
        asked.add(name);
        Json value = object.get(name);
        return value == JsonNull.NULL ? null : value;
    }

    private Malformed wrong(String name, String expected, @Nullable Json got) {
        String shown = got == null ? "nothing" : got.write();
        return new Malformed(
                at(name)
                        + ": expected "
                        + expected
                        + ", got "
                        + (shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
    }

    /** A text; null where it is not there. */
    public @Nullable String text(String name) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonString string) {
            return string.value();
        }
        throw wrong(name, "a text", value);
    }

    /** A text that must be there. */
    public String needed(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
            throw wrong(name, "a text", object.get(name));
        }
        return text;
    }

    /** A text, read further; the standard where it is not there. */
    public <T> T read(String name, T standard, String expected, Function<String, @Nullable T> how) {
        String text = text(name);
        if (text == null) {
            return standard;
        }
        T read;
        try {
            read = how.apply(text);
        } catch (IllegalArgumentException e) {
            throw new Malformed(at(name) + ": " + e.getMessage());
        }
        if (read == null) {
            throw wrong(name, expected, JsonString.of(text));
        }
        return read;
    }

    public boolean flag(String name, boolean standard) {
        Json value = value(name);
        if (value == null) {
            return standard;
        }
        if (value instanceof JsonBoolean flag) {
            return flag.value();
        }
        throw wrong(name, "true or false", value);
    }

    /** A whole number in a range. */
    public long number(String name, long standard, long least, long most) {
        Json value = value(name);
        if (value == null) {
            return standard;
        }
        Long number = value instanceof JsonNumber some ? some.integer() : null;
        if (number == null || number < least || number > most) {
            throw wrong(name, "a whole number from " + least + " to " + most, value);
        }
        return number;
    }

    /** A decimal number, as a number or a text; it must be there. */
    public BigDecimal decimal(String name) {
        Json value = value(name);
        String text =
                value instanceof JsonString string
                        ? string.value()
                        : value instanceof JsonNumber number ? number.write() : "";
        try {
            if (text.length() <= 40) {
                return new BigDecimal(text);
            }
        } catch (NumberFormatException e) {
            throw wrong(name, "a number", value);
        }
        throw wrong(name, "a number", value);
    }

    /** A list of whole numbers in a range; empty where it is not there. */
    public List<Integer> numbers(String name, int least, int most) {
        Json value = value(name);
        List<Integer> numbers = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (Json one : array) {
                Long number = one instanceof JsonNumber some ? some.integer() : null;
                if (number == null || number < least || number > most) {
                    throw wrong(name, "whole numbers from " + least + " to " + most, value);
                }
                numbers.add(number.intValue());
            }
        } else if (value != null) {
            throw wrong(name, "a list of whole numbers", value);
        }
        return numbers;
    }

    /**
     * A list of texts without blanks; empty where it is not there. A single text is a list of it.
     */
    public Set<String> texts(String name) {
        Json value = value(name);
        Set<String> texts = new LinkedHashSet<>();
        if (value instanceof JsonString one) {
            texts.add(one.value());
        } else if (value instanceof JsonArray array) {
            for (Json one : array) {
                if (!(one instanceof JsonString string) || string.value().isBlank()) {
                    throw wrong(name, "a list of texts", value);
                }
                texts.add(string.value());
            }
        } else if (value != null) {
            throw wrong(name, "a list of texts", value);
        }
        return texts;
    }

    /** An object as it is; an empty one where it is not there. */
    public JsonObject json(String name) {
        Json value = value(name);
        if (value == null) {
            return JsonObject.EMPTY;
        }
        if (value instanceof JsonObject inner) {
            return inner;
        }
        throw wrong(name, "an object", value);
    }

    /** An object; null where it is not there. */
    public @Nullable Shape object(String name) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonObject inner) {
            return new Shape(at(name), inner);
        }
        throw wrong(name, "an object", value);
    }

    /** A list of objects; empty where it is not there. */
    public List<Shape> objects(String name) {
        Json value = value(name);
        List<Shape> shapes = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (Json one : array) {
                if (!(one instanceof JsonObject inner)) {
                    throw wrong(name, "a list of objects", value);
                }
                shapes.add(new Shape(at(name) + "[" + shapes.size() + "]", inner));
            }
        } else if (value != null) {
            throw wrong(name, "a list of objects", value);
        }
        return shapes;
    }

    /** Nothing may be there that was not asked for. */
    public void done() {
        object.forEach(
                (name, _) -> {
                    if (!asked.contains(name)) {
                        throw new Malformed(
                                at(name)
                                        + ": there is no such key; expected one of "
                                        + String.join(", ", asked));
                    }
                });
    }

    /** An error about a member, in the same form as the others. */
    public Malformed fault(String name, String message) {
        return new Malformed(at(name) + ": " + message);
    }
}
