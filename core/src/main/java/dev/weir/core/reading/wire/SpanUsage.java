package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.span.Attributes;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What a span says was used. The conventions count input with the cache in it, and output with
 * reasoning in it; others count what is left beside these. Where the numbers can only be meant so,
 * they are put together.
 */
final class SpanUsage {

    /** Counts that are one attribute each, and what they are. */
    private static final Map<Attribute, Unit> PLAIN =
            Map.of(
                    Attribute.USAGE_TEXT_INPUT, Unit.INPUT_TEXT_TOKENS,
                    Attribute.USAGE_IMAGE_INPUT, Unit.INPUT_IMAGE_TOKENS,
                    Attribute.USAGE_AUDIO_INPUT, Unit.INPUT_AUDIO_TOKENS,
                    Attribute.USAGE_TEXT_OUTPUT, Unit.OUTPUT_TEXT_TOKENS,
                    Attribute.USAGE_IMAGE_OUTPUT, Unit.OUTPUT_IMAGE_TOKENS,
                    Attribute.USAGE_AUDIO_OUTPUT, Unit.OUTPUT_AUDIO_TOKENS,
                    Attribute.USAGE_TEXT_CACHE_READ, Unit.CACHE_TEXT_READ_TOKENS,
                    Attribute.USAGE_IMAGE_CACHE_READ, Unit.CACHE_IMAGE_READ_TOKENS,
                    Attribute.USAGE_AUDIO_CACHE_READ, Unit.CACHE_AUDIO_READ_TOKENS);

    private static final List<String> TOTALS =
            List.of(
                    "gen_ai.usage.total_tokens",
                    "llm.usage.total_tokens",
                    "llm.token_count.total",
                    "ai.usage.totalTokens");

    /** Langfuse's details: JSON text of an object of counts. */
    private static final String DETAILS = "langfuse.observation.usage_details";

    private static final Map<Attribute, List<String>> MORE =
            Map.of(
                    Attribute.USAGE_INPUT_TOKENS,
                    List.of("ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"),
                    Attribute.USAGE_OUTPUT_TOKENS,
                    List.of("ai.usage.outputTokens", "ai.usage.completionTokens"),
                    Attribute.USAGE_CACHE_READ,
                    List.of(
                            "ai.usage.inputTokenDetails.cacheReadTokens",
                            "ai.usage.cachedInputTokens"),
                    Attribute.USAGE_CACHE_WRITE,
                    List.of("ai.usage.inputTokenDetails.cacheWriteTokens"),
                    Attribute.USAGE_REASONING,
                    List.of(
                            "ai.usage.outputTokenDetails.reasoningTokens",
                            "ai.usage.reasoningTokens"));

    private static final Map<Attribute, String[]> IN_DETAILS =
            Map.of(
                    Attribute.USAGE_INPUT_TOKENS,
                            new String[] {"input", "input_tokens", "prompt_tokens"},
                    Attribute.USAGE_OUTPUT_TOKENS,
                            new String[] {"output", "output_tokens", "completion_tokens"},
                    Attribute.USAGE_CACHE_READ,
                            new String[] {
                                "input_cached_tokens",
                                "cache_read_input_tokens",
                                "input_cache_read",
                                "prompt_tokens_details.cached_tokens"
                            },
                    Attribute.USAGE_CACHE_WRITE,
                            new String[] {
                                "cache_creation_input_tokens",
                                "input_cache_creation",
                                "input_cache_write"
                            },
                    Attribute.USAGE_REASONING,
                            new String[] {"output_reasoning_tokens", "output_reasoning"});

    private final Attributes attributes;
    private final JsonObject details;

    private SpanUsage(Attributes attributes) {
        this.attributes = attributes;
        this.details = object(attributes.get(DETAILS));
    }

    static Usage read(Attributes attributes, Context context) {
        return new SpanUsage(attributes).read(context);
    }

    private static JsonObject object(@Nullable Json value) {
        Json meant = value instanceof JsonString text ? SpanParts.parsed(text.value()) : value;
        return meant instanceof JsonObject object ? object : JsonObject.EMPTY;
    }

    private @Nullable Long count(Attribute attribute) {
        Long count = attributes.integer(attribute);
        for (String name : MORE.getOrDefault(attribute, List.of())) {
            count = count == null ? attributes.integer(name) : count;
        }
        String[] names = IN_DETAILS.get(attribute);
        return count == null && names != null ? details.integer(names) : count;
    }

    private @Nullable Long total() {
        for (String name : TOTALS) {
            Long total = attributes.integer(name);
            if (total != null) {
                return total;
            }
        }
        return details.integer("total", "total_tokens");
    }

    private Usage read(Context context) {
        Long input = count(Attribute.USAGE_INPUT_TOKENS);
        Long output = count(Attribute.USAGE_OUTPUT_TOKENS);
        Long read = count(Attribute.USAGE_CACHE_READ);
        Long written = count(Attribute.USAGE_CACHE_WRITE);
        Long reasoning = count(Attribute.USAGE_REASONING);
        Long cache = Counts.sum(read, written);
        if (input != null && cache != null && input >= 0 && besides(cache, input, output)) {
            input += cache;
        }
        if (output != null && reasoning != null && output >= 0 && reasoning > output) {
            output += reasoning;
        }
        Counts counts =
                new Counts(context)
                        .set(Unit.INPUT_TOKENS, input)
                        .set(Unit.OUTPUT_TOKENS, output)
                        .set(Unit.CACHE_READ_TOKENS, read)
                        .set(Unit.CACHE_WRITE_TOKENS, written)
                        .set(
                                Unit.CACHE_WRITE_5M_TOKENS,
                                attributes.integer(Attribute.WEIR_CACHE_WRITE_5M))
                        .set(
                                Unit.CACHE_WRITE_1H_TOKENS,
                                attributes.integer(Attribute.WEIR_CACHE_WRITE_1H))
                        .set(Unit.OUTPUT_REASONING_TOKENS, reasoning);
        PLAIN.forEach((attribute, unit) -> counts.set(unit, attributes.integer(attribute)));
        return counts.tier(attributes.text(Attribute.OPENAI_RESPONSE_SERVICE_TIER))
                .tier(attributes.text(Attribute.WEIR_SERVICE_TIER))
                .cost(cost())
                .usage(raw());
    }

    /**
     * True where the cache is counted beside the input: there is more of it than of input, or the
     * total has both in it.
     */
    private boolean besides(long cache, long input, @Nullable Long output) {
        Long total = total();
        return cache > input
                || cache > 0 && total != null && output != null && total == input + cache + output;
    }

    /** What the sender says it cost, in US dollars; null where it does not. */
    private @Nullable Json cost() {
        for (String name : Attribute.WEIR_COST.names()) {
            JsonNumber cost = dollars(attributes.get(name));
            if (cost != null) {
                return cost;
            }
        }
        return null;
    }

    private static @Nullable JsonNumber dollars(@Nullable Json value) {
        if (value instanceof JsonNumber number) {
            return number.decimal() >= 0 ? number : null;
        }
        if (value instanceof JsonString text && !text.value().startsWith("{")) {
            return SpanParts.parsed(text.value()) instanceof JsonNumber number
                    ? dollars(number)
                    : null;
        }
        JsonObject parts = object(value);
        if (parts.get("total") instanceof JsonNumber total) {
            return dollars(total);
        }
        BigDecimal sum = null;
        for (int i = 0; i < parts.size(); i++) {
            JsonNumber part = parts.value(i) instanceof JsonNumber n ? dollars(n) : null;
            if (part != null && part.text().length() < 32) {
                BigDecimal plain = BigDecimal.valueOf(part.decimal());
                sum = sum == null ? plain : sum.add(plain);
            }
        }
        return sum == null ? null : new JsonNumber(sum.stripTrailingZeros().toPlainString());
    }

    /** Every attribute that counts, as it was. */
    private JsonObject raw() {
        JsonObject.Builder raw = JsonObject.builder();
        attributes
                .all()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith("gen_ai.usage.")
                                    || name.startsWith("llm.usage.")
                                    || name.startsWith("llm.token_count.")
                                    || name.startsWith("ai.usage.")
                                    || name.startsWith("weir.usage.")
                                    || name.equals(DETAILS)) {
                                raw.add(name, value);
                            }
                        });
        return raw.build();
    }
}
