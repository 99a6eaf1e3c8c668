package dev.weir.gateway.main;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them. */
public final class Units {

    /** The grammar of a duration, also in the JSON Schema. */
    static final String DURATION = "^[0-9]{1,9}(ms|s|m|h)$";

    /** The grammar of a size, also in the JSON Schema. */
    static final String SIZE = "^[0-9]{1,12}(B|KiB|MiB|GiB|TiB)$";

    private static final Pattern PARTS = Pattern.compile("([0-9]+)([A-Za-z]+)");

    private Units() {}

    /** Reads {@code 500ms}, {@code 5s}, {@code 2m} or {@code 1h}. */
    public static Duration duration(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!text.matches(DURATION) || !parts.matches()) {
            throw new IllegalArgumentException(
                    "expected a duration: a whole number with ms, s, m or h, like 500ms, 5s or 2m");
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    /** Reads {@code 4096B}, {@code 16KiB}, {@code 64MiB}, {@code 4GiB} or {@code 1TiB} as bytes. */
    public static long size(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!text.matches(SIZE) || !parts.matches()) {
            throw new IllegalArgumentException(
                    "expected a size: a whole number with B, KiB, MiB, GiB or TiB, like 64MiB");
        }
        int shift =
                switch (parts.group(2)) {
                    case "B" -> 0;
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> 40;
                };
        try {
            return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << shift);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("expected a size below 8 EiB", e);
        }
    }
}
