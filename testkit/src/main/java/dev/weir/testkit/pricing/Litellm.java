package dev.weir.testkit.pricing;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads LiteLLM's file: one flat price a field, US dollars for one token. */
final class Litellm {

    static final String SOURCE = "litellm";

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
    private static final BigDecimal HOUR = BigDecimal.valueOf(3_600);
    private static final MathContext TEN_DIGITS = new MathContext(10);
    private static final Pattern ABOVE = Pattern.compile("_above_(\\d+)k_tokens$");

    private record Field(String unit, BigDecimal per) {}

    private static final Map<String, Field> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("input_cost_per_token", new Field("input_tokens", MILLION));
        FIELDS.put("output_cost_per_token", new Field("output_tokens", MILLION));
        FIELDS.put("cache_read_input_token_cost", new Field("cache_read_tokens", MILLION));
        FIELDS.put("cache_creation_input_token_cost", new Field("cache_write_tokens", MILLION));
        FIELDS.put(
                "cache_creation_input_token_cost_above_1hr",
                new Field("cache_write_1h_tokens", MILLION));
        FIELDS.put(
                "output_cost_per_reasoning_token", new Field("output_reasoning_tokens", MILLION));
        FIELDS.put("input_cost_per_audio_token", new Field("input_audio_tokens", MILLION));
        FIELDS.put("output_cost_per_audio_token", new Field("output_audio_tokens", MILLION));
        FIELDS.put(
                "cache_read_input_audio_token_cost", new Field("cache_audio_read_tokens", MILLION));
        FIELDS.put("input_cost_per_image_token", new Field("input_image_tokens", MILLION));
        FIELDS.put("output_cost_per_image_token", new Field("output_image_tokens", MILLION));
        FIELDS.put("citation_cost_per_token", new Field("output_citation_tokens", MILLION));
        FIELDS.put("input_cost_per_character", new Field("input_characters", MILLION));
        FIELDS.put("input_cost_per_query", new Field("rerank_searches", THOUSAND));
        FIELDS.put("input_cost_per_request", new Field("requests", THOUSAND));
        FIELDS.put("ocr_cost_per_page", new Field("input_document_pages", THOUSAND));
        FIELDS.put("input_cost_per_audio_per_second", new Field("input_audio_seconds", HOUR));
    }

    private Litellm() {}

    /** The name a provider's own API takes, empty where the key is for something else. */
    static String name(String key, String provider) {
        int slashes = key.length() - key.replace("/", "").length();
        if (slashes == 0) {
            return key;
        }
        String prefix = provider.replaceAll("_converse$|-.*_models?$|-.*-models$|_chat$", "");
        if (!key.startsWith(prefix + "/")) {
            return provider.equals("openai") || provider.startsWith("bedrock") ? "" : key;
        }
        String rest = key.substring(prefix.length() + 1);
        boolean regional = provider.startsWith("azure") || provider.startsWith("bedrock");
        return regional && rest.indexOf('/') >= 0 ? "" : rest;
    }

    /** Prices by unit; empty where there are none, or all are zero. */
    static Map<String, Object> prices(JsonNode model) {
        Map<String, Object> prices = new LinkedHashMap<>();
        boolean any = false;
        for (Map.Entry<String, Field> each : FIELDS.entrySet()) {
            if (!model.path(each.getKey()).isNumber()) {
                continue;
            }
            BigDecimal base = scaled(model.path(each.getKey()), each.getValue());
            if (base.signum() < 0) {
                return Map.of();
            }
            any |= base.signum() > 0;
            List<Object> cliffs = cliffs(model, each.getKey(), each.getValue(), base);
            prices.put(each.getValue().unit(), cliffs.size() == 1 ? base : cliffs);
        }
        BigDecimal search = search(model);
        if (any && search.signum() > 0) {
            prices.put("web_searches", search);
        }
        if (model.path("mode").asString("").equals("rerank")) {
            prices.values().removeIf(BigDecimal.ZERO::equals);
        }
        if (isSlip(model, prices)) {
            return Map.of();
        }
        boolean mere =
                prices.get("output_reasoning_tokens") != null
                        && prices.get("output_reasoning_tokens")
                                .equals(prices.get("output_tokens"));
        if (mere) {
            prices.remove("output_reasoning_tokens");
        }
        return any ? prices : Map.of();
    }

    /** A price a thousand times too high: the source has some by mistake of the unit. */
    private static boolean isSlip(JsonNode model, Map<String, Object> prices) {
        boolean embeds = model.path("mode").asString("").equals("embedding");
        return prices.get("input_tokens") instanceof BigDecimal input
                && input.compareTo(BigDecimal.valueOf(embeds ? 5 : 200)) > 0;
    }

    private static List<Object> cliffs(JsonNode model, String field, Field unit, BigDecimal base) {
        Map<Long, BigDecimal> above = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : model.properties()) {
            Matcher matcher = ABOVE.matcher(each.getKey());
            if (matcher.find()
                    && each.getKey().substring(0, matcher.start()).equals(field)
                    && each.getValue().isNumber()) {
                above.put(Long.parseLong(matcher.group(1)) * 1_000, scaled(each.getValue(), unit));
            }
        }
        for (JsonNode tier : model.path("tiered_pricing")) {
            long start = tier.path("range").path(0).asLong(0);
            if (start > 0 && tier.path(field).isNumber()) {
                above.put(start, scaled(tier.path(field), unit));
            }
        }
        List<Object> cliffs = new ArrayList<>();
        cliffs.add(base);
        above.forEach(
                (tokens, price) -> {
                    cliffs.add(tokens);
                    cliffs.add(price);
                });
        return cliffs;
    }

    /** One price whatever the size of the search, for a thousand; zero where sizes differ. */
    private static BigDecimal search(JsonNode model) {
        List<BigDecimal> sizes = new ArrayList<>();
        for (JsonNode size : model.path("search_context_cost_per_query")) {
            sizes.add(size.decimalValue().multiply(THOUSAND).stripTrailingZeros());
        }
        return sizes.stream().distinct().count() == 1 ? sizes.getFirst() : BigDecimal.ZERO;
    }

    private static BigDecimal scaled(JsonNode number, Field unit) {
        BigDecimal value = number.decimalValue().multiply(unit.per()).round(TEN_DIGITS);
        return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }
}
