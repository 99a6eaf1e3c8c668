package dev.weir.core.otel.span;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Attribute;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Attributes by name, their values as plain JSON: texts, numbers, flags, lists, objects. A name
 * that is there twice has its last value. Immutable.
 */
public final class Attributes {

    public static final Attributes NONE = new Attributes(Map.of());

    /** Numbers within names of a tree, so that nobody can ask for a list of a billion places. */
    private static final int LAST_PLACE = 9_999;

    private static final int DEEPEST = 12;

    private final Map<String, Json> values;

    private Attributes(Map<String, Json> values) {
        this.values = values;
    }

    /** Reads a list of keys and values as OTLP's JSON has it; what is none is left out. */
    public static Attributes of(JsonArray list) {
        Map<String, Json> values = new LinkedHashMap<>();
        list.objects()
                .forEach(
                        each -> {
                            String key = each.text("key");
                            Json value = value(each.get("value"));
                            if (key != null && value != null) {
                                values.put(key, value);
                            }
                        });
        return new Attributes(Collections.unmodifiableMap(values));
    }

    /** The plain value of OTLP's value; null where it says nothing. */
    private static @Nullable Json value(@Nullable Json any) {
        if (!(any instanceof JsonObject object)) {
            return null;
        }
        for (int i = object.size() - 1; i >= 0; i--) {
            Json value = object.value(i);
            switch (object.name(i)) {
                case "stringValue", "bytesValue" -> {
                    return value instanceof JsonString ? value : null;
                }
                case "boolValue" -> {
                    return value instanceof JsonBoolean ? value : null;
                }
                case "intValue", "doubleValue" -> {
                    return number(value);
                }
                case "arrayValue" -> {
                    return JsonArray.of(
                            value.array("values").values().stream()
                                    .map(Attributes::value)
                                    .filter(each -> each != null)
                                    .toList());
                }
                case "kvlistValue" -> {
                    JsonObject.Builder members = JsonObject.builder();
                    of(value.array("values")).values.forEach(members::add);
                    return members.build();
                }
                default -> {}
            }
        }
        return null;
    }

    /** A number, also one that is written as a text, as OTLP does with those of 64 bits. */
    private static @Nullable Json number(@Nullable Json value) {
        if (value instanceof JsonNumber) {
            return value;
        }
        if (value instanceof JsonString text && !text.value().isEmpty()) {
            String digits = text.value();
            for (int i = 0; i < digits.length(); i++) {
                char c = digits.charAt(i);
                if ((c < '0' || c > '9') && !(c == '-' && i == 0 && digits.length() > 1)) {
                    return value;
                }
            }
            return digits.length() <= 20 ? new JsonNumber(digits) : null;
        }
        return null;
    }

    public Map<String, Json> all() {
        return values;
    }

    /** The value of that very name; null where there is none. */
    public @Nullable Json get(String name) {
        return values.get(name);
    }

    /** The value under the newest of its names that is there; null where there is none. */
    public @Nullable Json get(Attribute attribute) {
        for (String name : attribute.names()) {
            Json value = values.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The first text that is there and not empty; null where there is none. */
    public @Nullable String text(Attribute attribute) {
        for (String name : attribute.names()) {
            String text = text(name);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** The text of that very name; null where it is none, or empty. */
    public @Nullable String text(String name) {
        return values.get(name) instanceof JsonString text && !text.value().isEmpty()
                ? text.value()
                : null;
    }

    /** The first whole number; null where there is none. */
    public @Nullable Long integer(Attribute attribute) {
        for (String name : attribute.names()) {
            Long number = integer(name);
            if (number != null) {
                return number;
            }
        }
        return null;
    }

    /** The whole number of that very name, also as digits in a text; null where it is none. */
    public @Nullable Long integer(String name) {
        Json value = values.get(name);
        Json number = value instanceof JsonString ? number(value) : value;
        return number instanceof JsonNumber digits ? digits.integer() : null;
    }

    /** The first number; null where there is none. */
    public @Nullable Double decimal(Attribute attribute) {
        for (String name : attribute.names()) {
            if (values.get(name) instanceof JsonNumber number) {
                return number.decimal();
            }
        }
        return null;
    }

    /** The first flag; null where there is none. */
    public @Nullable Boolean flag(Attribute attribute) {
        for (String name : attribute.names()) {
            if (values.get(name) instanceof JsonBoolean flag) {
                return flag.value();
            }
        }
        return null;
    }

    /** True where some name begins with that. */
    public boolean hasPrefix(String prefix) {
        for (String name : values.keySet()) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What was taken apart into a name for each leaf, put together again: {@code a.0.b.c} is the
     * member {@code c} of the member {@code b} of the first object. Places that are missing are
     * left out.
     *
     * @param prefix with its dot, e.g. {@code gen_ai.prompt.}
     * @return the objects in the order of their numbers
     */
    public JsonArray tree(String prefix) {
        Node root = new Node();
        values.forEach(
                (name, value) -> {
                    if (name.startsWith(prefix) && name.length() > prefix.length()) {
                        String[] steps = name.substring(prefix.length()).split("\\.", DEEPEST);
                        if (place(steps[0]) >= 0) {
                            root.set(steps, 0, value);
                        }
                    }
                });
        return root.json() instanceof JsonArray array ? array : JsonArray.EMPTY;
    }

    private static int place(String step) {
        if (step.isEmpty() || step.length() > 4) {
            return -1;
        }
        for (int i = 0; i < step.length(); i++) {
            if (step.charAt(i) < '0' || step.charAt(i) > '9') {
                return -1;
            }
        }
        return Math.min(Integer.parseInt(step), LAST_PLACE);
    }

    /** A tree while it grows. */
    private static final class Node {

        private @Nullable Json leaf;
        private final Map<String, Node> members = new LinkedHashMap<>();
        private final Map<Integer, Node> elements = new TreeMap<>();

        void set(String[] steps, int at, Json value) {
            if (at == steps.length) {
                leaf = value;
                return;
            }
            int place = place(steps[at]);
            Node next =
                    place >= 0
                            ? elements.computeIfAbsent(place, _ -> new Node())
                            : members.computeIfAbsent(steps[at], _ -> new Node());
            next.set(steps, at + 1, value);
        }

        Json json() {
            if (!elements.isEmpty()) {
                return JsonArray.of(elements.values().stream().map(Node::json).toList());
            }
            if (!members.isEmpty()) {
                JsonObject.Builder all = JsonObject.builder();
                members.forEach((name, node) -> all.add(name, node.json()));
                return all.build();
            }
            return leaf == null ? JsonObject.EMPTY : leaf;
        }
    }
}
