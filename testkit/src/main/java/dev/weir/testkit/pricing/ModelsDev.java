package dev.weir.testkit.pricing;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads models.dev: the last resort for prices, and facts about models. */
final class ModelsDev {

    static final String SOURCE = "models.dev";

    private static final Map<String, String> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("input", "input_tokens");
        UNITS.put("output", "output_tokens");
        UNITS.put("reasoning", "output_reasoning_tokens");
        UNITS.put("cache_read", "cache_read_tokens");
        UNITS.put("cache_write", "cache_write_tokens");
        UNITS.put("input_audio", "input_audio_tokens");
        UNITS.put("output_audio", "output_audio_tokens");
    }

    private ModelsDev() {}

    /** Prices by unit; empty where there are none, or all are zero. */
    static Map<String, Object> prices(JsonNode model) {
        Map<String, Object> prices = new LinkedHashMap<>();
        JsonNode cost = model.path("cost");
        boolean any = false;
        for (Map.Entry<String, String> unit : UNITS.entrySet()) {
            JsonNode price = cost.path(unit.getKey());
            if (!price.isNumber()) {
                continue;
            }
            any |= price.decimalValue().signum() > 0;
            List<Object> cliffs = new ArrayList<>();
            cliffs.add(price.decimalValue());
            for (JsonNode tier : cost.path("tiers")) {
                if (tier.path(unit.getKey()).isNumber()) {
                    cliffs.add(tier.path("tier").path("size").asLong());
                    cliffs.add(tier.path(unit.getKey()).decimalValue());
                }
            }
            prices.put(unit.getValue(), cliffs.size() == 1 ? cliffs.getFirst() : cliffs);
        }
        return any ? prices : Map.of();
    }
}
