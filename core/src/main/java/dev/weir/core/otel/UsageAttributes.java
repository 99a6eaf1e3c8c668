package dev.weir.core.otel;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.GenAi.Operation;
import dev.weir.core.usage.Unit;

import java.util.EnumMap;
import java.util.Map;

/** What a call used: counts that providers state, inclusive. */
final class UsageAttributes {

    private static final Map<Attribute, Unit> UNITS = new EnumMap<>(Attribute.class);

    static {
        UNITS.put(Attribute.USAGE_CACHE_READ, Unit.CACHE_READ_TOKENS);
        UNITS.put(Attribute.USAGE_CACHE_WRITE, Unit.CACHE_WRITE_TOKENS);
        UNITS.put(Attribute.USAGE_REASONING, Unit.OUTPUT_REASONING_TOKENS);
        UNITS.put(Attribute.USAGE_TEXT_INPUT, Unit.INPUT_TEXT_TOKENS);
        UNITS.put(Attribute.USAGE_IMAGE_INPUT, Unit.INPUT_IMAGE_TOKENS);
        UNITS.put(Attribute.USAGE_AUDIO_INPUT, Unit.INPUT_AUDIO_TOKENS);
        UNITS.put(Attribute.USAGE_TEXT_OUTPUT, Unit.OUTPUT_TEXT_TOKENS);
        UNITS.put(Attribute.USAGE_IMAGE_OUTPUT, Unit.OUTPUT_IMAGE_TOKENS);
        UNITS.put(Attribute.USAGE_AUDIO_OUTPUT, Unit.OUTPUT_AUDIO_TOKENS);
        UNITS.put(Attribute.USAGE_TEXT_CACHE_READ, Unit.CACHE_TEXT_READ_TOKENS);
        UNITS.put(Attribute.USAGE_IMAGE_CACHE_READ, Unit.CACHE_IMAGE_READ_TOKENS);
        UNITS.put(Attribute.USAGE_AUDIO_CACHE_READ, Unit.CACHE_AUDIO_READ_TOKENS);
    }

    private UsageAttributes() {}

    static void add(Attributes to, DerivedExchange row, CallFacts facts) {
        if (facts.is(Operation.COUNT_TOKENS)) {
            return;
        }
        to.put(Attribute.USAGE_INPUT_TOKENS, row.count(Unit.INPUT_TOKENS));
        if (facts.is(Operation.EMBEDDINGS)) {
            return;
        }
        to.put(Attribute.USAGE_OUTPUT_TOKENS, row.count(Unit.OUTPUT_TOKENS));
        UNITS.forEach((attribute, unit) -> to.put(attribute, row.count(unit)));
    }
}
