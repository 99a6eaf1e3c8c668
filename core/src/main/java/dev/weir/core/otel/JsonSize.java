package dev.weir.core.otel;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

/** Measures JSON without writing it, and cuts its strings so that it stays JSON. */
final class JsonSize {

    private static final int OTHER = 6;

    private JsonSize() {}

    /** About how many characters the value has as text; escapes are not counted. */
    static long of(Json value) {
        return switch (value) {
            case JsonString string -> string.value().length() + 3L;
            case JsonArray array -> {
                long size = 2;
                for (Json item : array) {
                    size += of(item);
                }
                yield size;
            }
            case JsonObject object -> {
                long size = 2;
                for (int i = 0; i < object.size(); i++) {
                    size += object.name(i).length() + 4L + of(object.value(i));
                }
                yield size;
            }
            default -> OTHER;
        };
    }

    /** The same value with no string longer than that; what is cut says how long it was. */
    static Json cut(Json value, int longest) {
        return switch (value) {
            case JsonString string -> {
                String text = string.value();
                if (text.length() <= longest) {
                    yield string;
                }
                int end =
                        longest > 0 && Character.isHighSurrogate(text.charAt(longest - 1))
                                ? longest - 1
                                : longest;
                yield JsonString.of(
                        text.substring(0, end) + "... (cut, " + text.length() + " characters)");
            }
            case JsonArray array ->
                    JsonArray.of(array.values().stream().map(item -> cut(item, longest)).toList());
            case JsonObject object -> {
                JsonObject.Builder copy = JsonObject.builder();
                for (int i = 0; i < object.size(); i++) {
                    copy.add(object.name(i), cut(object.value(i), longest));
                }
                yield copy.build();
            }
            default -> value;
        };
    }
}
