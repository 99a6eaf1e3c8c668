package dev.weir.testkit.pricing;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What tiers multiply prices by, from LiteLLM's fields of a model. A factor counts only where it is
 * the ratio to a price that the table has for that model at some time, and is of a likely size: the
 * rest are slips of the source.
 */
final class Factors {

    private static final Map<String, String> FIELDS =
            Map.of(
                    "input_cost_per_token", "input_tokens",
                    "output_cost_per_token", "output_tokens",
                    "cache_read_input_token_cost", "cache_read_tokens",
                    "cache_creation_input_token_cost", "cache_write_tokens");

    private record Tier(String word, String suffix, String least, String most) {
        boolean likely(BigDecimal factor) {
            return factor.compareTo(new BigDecimal(least)) >= 0
                    && factor.compareTo(new BigDecimal(most)) <= 0;
        }
    }

    private static final Tier[] TIERS = {
        new Tier("batch", "_batches", "0.25", "0.9"),
        new Tier("flex", "_flex", "0.25", "0.9"),
        new Tier("priority", "_priority", "1.2", "4")
    };

    private Factors() {}

    /** Adds the factors that the draft does not have yet. */
    static void add(Draft draft, JsonNode model) {
        for (Tier tier : TIERS) {
            Map<String, BigDecimal> units = new LinkedHashMap<>();
            for (Map.Entry<String, String> field : new java.util.TreeMap<>(FIELDS).entrySet()) {
                JsonNode base = model.path(field.getKey());
                JsonNode varied = model.path(field.getKey() + tier.suffix());
                if (base.isNumber()
                        && varied.isNumber()
                        && base.decimalValue().signum() > 0
                        && isPrice(draft, field.getValue(), base.decimalValue())) {
                    BigDecimal factor =
                            varied.decimalValue()
                                    .divide(base.decimalValue(), 12, RoundingMode.HALF_EVEN)
                                    .stripTrailingZeros();
                    if (tier.likely(factor)) {
                        units.put(field.getValue(), factor);
                    }
                }
            }
            boolean output = model.path("output_cost_per_token").asDouble(0) > 0;
            if (units.containsKey("input_tokens")
                    && (!output || units.containsKey("output_tokens"))) {
                draft.factors.putIfAbsent(tier.word(), units);
            }
        }
        JsonNode fast = model.path("provider_specific_entry").path("fast");
        if (fast.isNumber()
                && isPrice(
                        draft, "input_tokens", model.path("input_cost_per_token").decimalValue())) {
            draft.factors.putIfAbsent("fast", all(fast.decimalValue()));
        }
    }

    /** One factor for all tokens. */
    static Map<String, BigDecimal> all(BigDecimal factor) {
        Map<String, BigDecimal> units = new LinkedHashMap<>();
        units.put("input_tokens", factor.stripTrailingZeros());
        units.put("output_tokens", factor.stripTrailingZeros());
        return units;
    }

    private static boolean isPrice(Draft draft, String unit, BigDecimal perToken) {
        BigDecimal price = perToken.movePointRight(6);
        for (Map<String, Object> rates : draft.prices) {
            Object rate = rates.get(unit);
            Object base = rate instanceof java.util.List<?> cliffs ? cliffs.getFirst() : rate;
            if (base instanceof BigDecimal known && known.compareTo(price) == 0) {
                return true;
            }
        }
        return false;
    }
}
