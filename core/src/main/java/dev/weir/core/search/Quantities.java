package dev.weir.core.search;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads counts, sizes, durations and money, and writes them so that they read the same. */
final class Quantities {

    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,18})?)([a-zµ]*)");

    private static final BigDecimal LARGEST = BigDecimal.valueOf(Value.Whole.LARGEST);

    /** One more than the highest status. */
    static final long END_OF_STATUSES = 1_000;

    private static final Map<String, Long> COUNTS =
            Map.of("", 1L, "k", 1_000L, "m", 1_000_000L, "b", 1_000_000_000L);

    private static final Map<String, Long> SIZES =
            Map.ofEntries(
                    Map.entry("", 1L),
                    Map.entry("b", 1L),
                    Map.entry("k", 1_000L),
                    Map.entry("kb", 1_000L),
                    Map.entry("kib", 1L << 10),
                    Map.entry("m", 1_000_000L),
                    Map.entry("mb", 1_000_000L),
                    Map.entry("mib", 1L << 20),
                    Map.entry("g", 1_000_000_000L),
                    Map.entry("gb", 1_000_000_000L),
                    Map.entry("gib", 1L << 30));

    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "min", 60_000_000_000L,
                    "h", 3_600_000_000_000L);

    private Quantities() {}

    /** A value of an ordered type other than a time; null where the text is none. */
    static @Nullable Value read(ValueType type, String text) {
        Long whole =
                switch (type) {
                    case COUNT -> whole(text, COUNTS);
                    case BYTES -> whole(text, SIZES);
                    case DURATION -> whole(text, NANOS);
                    case STATUS -> status(text);
                    default -> null;
                };
        if (whole != null) {
            return new Value.Whole(whole);
        }
        return type == ValueType.MONEY ? dollars(text) : null;
    }

    private static @Nullable Long whole(String text, Map<String, Long> units) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return null;
        }
        Long unit = units.get(form.group(2));
        if (unit == null) {
            return null;
        }
        BigDecimal number = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit));
        boolean isWhole = number.stripTrailingZeros().scale() <= 0;
        return isWhole && number.compareTo(LARGEST) <= 0 ? (Long) number.longValue() : null;
    }

    private static @Nullable Long status(String text) {
        if (!text.matches("[0-9]{1,4}")) {
            return null;
        }
        long status = Long.parseLong(text);
        return status <= END_OF_STATUSES ? (Long) status : null;
    }

    private static @Nullable Value dollars(String text) {
        Matcher form = FORM.matcher(text.startsWith("$") ? text.substring(1) : text);
        boolean amount =
                form.matches()
                        && form.group(2).isEmpty()
                        && form.group(1).split("\\.")[0].length() <= Value.Dollars.DIGITS;
        return amount ? new Value.Dollars(new BigDecimal(form.group(1))) : null;
    }

    /** The text of a number of a type. */
    static String write(ValueType type, long number) {
        if (type != ValueType.DURATION) {
            return Long.toString(number);
        }
        if (number % 1_000_000_000 == 0) {
            return number / 1_000_000_000 + "s";
        }
        if (number % 1_000_000 == 0) {
            return number / 1_000_000 + "ms";
        }
        return number % 1_000 == 0 ? number / 1_000 + "us" : number + "ns";
    }
}
