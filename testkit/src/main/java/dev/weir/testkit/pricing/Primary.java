package dev.weir.testkit.pricing;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads genai-prices: prices by date, with tiers, and clauses that say which names they fit. */
final class Primary {

    static final String SOURCE = "genai-prices";

    private final Map<String, String> unitOfPrice = new LinkedHashMap<>();

    /**
     * @param units the source's billable units
     */
    Primary(JsonNode units) {
        for (Map.Entry<String, JsonNode> unit : units.properties()) {
            unitOfPrice.put(unit.getValue().path("price_key").asString(""), unit.getKey());
        }
    }

    /** The models of a provider that have a price, or are known to be free. */
    List<Draft> models(JsonNode provider) {
        List<Draft> drafts = new ArrayList<>();
        for (JsonNode model : provider.path("models")) {
            Draft draft =
                    new Draft(
                            provider.path("id").asString(""),
                            model.path("id").asString(""),
                            Clauses.globs(model.path("match")),
                            SOURCE);
            JsonNode prices = model.path("prices");
            if (prices.isEmpty()) {
                if (!isFree(draft, model)) {
                    continue;
                }
                draft.prices.add(new LinkedHashMap<>(Map.of("input_tokens", BigDecimal.ZERO)));
                draft.prices.getFirst().put("output_tokens", BigDecimal.ZERO);
            } else if (prices.isObject()) {
                draft.prices.add(rates(prices));
            } else {
                dated(prices, draft);
            }
            if (model.path("context_window").asLong(0) > 0) {
                draft.context = model.path("context_window").asLong(0);
            }
            draft.deprecated = model.path("deprecated").asBoolean(false);
            drafts.add(draft);
        }
        return drafts;
    }

    /** No price at all means free for some, and not known for others. */
    private static boolean isFree(Draft draft, JsonNode model) {
        String comment = model.path("price_comments").asString("");
        return draft.id.endsWith(":free")
                || comment.startsWith("Included in the subscription")
                || comment.contains("Free of charge")
                || draft.provider.equals("openai") && draft.id.equals("moderation")
                || draft.provider.equals("google") && draft.id.startsWith("gemma-3");
    }

    /** Hours that follow a date belong to it: they do not change what was before. */
    private void dated(JsonNode entries, Draft draft) {
        JsonNode from = null;
        for (JsonNode entry : entries) {
            JsonNode constraint = entry.path("constraint");
            Map<String, Object> rates = new LinkedHashMap<>();
            switch (constraint.path("type").asString("")) {
                case "" -> {}
                case "start_date" -> from = constraint.path("start_date");
                case "time_of_date" ->
                        rates.put(
                                "window",
                                List.of(
                                        time(constraint.path("start_time")),
                                        time(constraint.path("end_time"))));
                default -> throw new IllegalStateException("unknown constraint " + constraint);
            }
            Map<String, Object> ordered = new LinkedHashMap<>();
            if (from != null) {
                ordered.put("from", from.asString(""));
            }
            ordered.putAll(rates);
            ordered.putAll(rates(entry.path("prices")));
            draft.prices.add(ordered);
        }
    }

    private static String time(JsonNode time) {
        String text = time.asString("");
        if (!text.matches("\\d\\d:\\d\\d:00Z")) {
            throw new IllegalStateException("a time that is not whole minutes of UTC: " + text);
        }
        return text.substring(0, 5);
    }

    private Map<String, Object> rates(JsonNode prices) {
        Map<String, Object> rates = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> price : prices.properties()) {
            @Nullable String unit = unitOfPrice.get(price.getKey());
            if (unit == null) {
                throw new IllegalStateException("there is no unit for " + price.getKey());
            }
            JsonNode value = price.getValue();
            if (value.isNumber()) {
                rates.put(unit, value.decimalValue());
                continue;
            }
            List<Object> cliffs = new ArrayList<>();
            cliffs.add(value.path("base").decimalValue());
            for (JsonNode tier : value.path("tiers")) {
                cliffs.add(tier.path("start").asLong());
                cliffs.add(tier.path("price").decimalValue());
            }
            rates.put(unit, cliffs);
        }
        return rates;
    }
}
