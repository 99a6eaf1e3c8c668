package dev.weir.testkit.pricing;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A model of the table while it is put together. */
final class Draft {

    final String provider;
    final String id;
    final List<String> match;
    private String source;

    /** Prices as JSON values: numbers, arrays of numbers; {@code from} and {@code window} first. */
    final List<Map<String, Object>> prices = new ArrayList<>();

    final Map<String, Map<String, BigDecimal>> factors = new TreeMap<>();
    @Nullable Long context;
    @Nullable Long output;
    boolean deprecated;

    Draft(String provider, String id, List<String> match, String source) {
        this.provider = provider;
        this.id = id;
        this.match = match;
        this.source = source;
    }

    /**
     * Takes prices of units that it lacks from another source, into all its rates where both
     * sources have the same price for a unit, and the units it lacks cost at least that.
     */
    void fill(String other, Map<String, Object> from, String same, List<String> units) {
        for (Map<String, Object> rates : prices) {
            Object known = rates.get(same);
            if (known == null || !same(known, from.get(same))) {
                continue;
            }
            for (String unit : units) {
                Object price = from.get(unit);
                if (price != null
                        && price instanceof List == known instanceof List
                        && !isLess(price, known)
                        && rates.putIfAbsent(unit, price) == null) {
                    source = source.endsWith(other) ? source : source + "+" + other;
                }
            }
        }
    }

    private static boolean same(Object one, @Nullable Object other) {
        return other != null && normal(one).equals(normal(other));
    }

    private static boolean isLess(Object one, Object other) {
        return normal(one).getFirst().compareTo(normal(other).getFirst()) < 0;
    }

    private static List<BigDecimal> normal(Object price) {
        return (price instanceof List<?> cliffs ? cliffs : List.of(price))
                .stream()
                        .map(number -> new BigDecimal(number.toString()).stripTrailingZeros())
                        .toList();
    }

    /** The line of the table, without what is not known. */
    Map<String, Object> line() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("of", provider);
        line.put("model", id);
        if (!match.equals(List.of(id))) {
            line.put("match", match);
        }
        line.put("prices", prices);
        Map<String, Object> tiers = new LinkedHashMap<>();
        factors.forEach((tier, units) -> tiers.put(tier, factor(units)));
        if (!tiers.isEmpty()) {
            line.put("factors", tiers);
        }
        if (context != null) {
            line.put("context", context);
        }
        if (output != null) {
            line.put("output", output);
        }
        if (deprecated) {
            line.put("deprecated", true);
        }
        line.put("source", source);
        return line;
    }

    /** One number where all tokens have it. */
    private static Object factor(Map<String, BigDecimal> units) {
        boolean all = units.containsKey("input_tokens") && units.containsKey("output_tokens");
        return all && units.values().stream().distinct().count() == 1
                ? units.values().iterator().next()
                : units;
    }
}
