package dev.weir.core.json;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/**
 * A number, as written: {@code 1.0} and {@code 1} are different values.
 *
 * @param text the text of the number in JSON
 */
public record JsonNumber(String text) implements Json {

    private static final int LONGEST_PLAIN = 18;
    private static final int LONGEST_WHOLE = 64;

    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** The number where it is whole and a {@code long} holds it; else null. */
    public @Nullable Long integer() {
        if (text.length() > LONGEST_WHOLE) {
            return null;
        }
        try {
            if (text.length() <= LONGEST_PLAIN && isPlain()) {
                return Long.parseLong(text);
            }
            BigDecimal decimal = new BigDecimal(text);
            // An exponent of a few digits can stand for a number of a billion digits.
            boolean tame = decimal.precision() - decimal.scale() <= LONGEST_WHOLE;
            return tame && decimal.scale() <= LONGEST_WHOLE ? decimal.longValueExact() : null;
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private boolean isPlain() {
        for (int i = text.charAt(0) == '-' ? 1 : 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The nearest {@code double}. */
    public double decimal() {
        return Double.parseDouble(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
