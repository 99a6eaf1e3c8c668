package dev.weir.core.json;

/** Writes JSON text without white space. Everything above ASCII stays as it is. */
public final class JsonWriter {

    private static final String HEX = "0123456789abcdef";

    private JsonWriter() {}

    /** The value as text. */
    public static String write(Json value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    /** Appends the value as text. */
    public static void write(Json value, StringBuilder out) {
        switch (value) {
            case JsonObject object -> {
                out.append('{');
                for (int i = 0; i < object.size(); i++) {
                    if (i > 0) {
                        out.append(',');
                    }
                    string(object.name(i), out);
                    out.append(':');
                    write(object.value(i), out);
                }
                out.append('}');
            }
            case JsonArray array -> {
                out.append('[');
                for (int i = 0; i < array.size(); i++) {
                    if (i > 0) {
                        out.append(',');
                    }
                    write(array.get(i), out);
                }
                out.append(']');
            }
            case JsonString text -> string(text.value(), out);
            case JsonNumber number -> out.append(number.text());
            case JsonBoolean flag -> out.append(flag.value());
            case JsonNull _ -> out.append("null");
        }
    }

    /** Appends a text in quotes. */
    public static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || isLone(text, i)) {
                        out.append("\\u")
                                .append(HEX.charAt(c >> 12))
                                .append(HEX.charAt(c >> 8 & 15))
                                .append(HEX.charAt(c >> 4 & 15))
                                .append(HEX.charAt(c & 15));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** True for half a surrogate pair, which UTF-8 cannot carry. */
    private static boolean isLone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
