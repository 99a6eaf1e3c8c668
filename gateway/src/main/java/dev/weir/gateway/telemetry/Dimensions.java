package dev.weir.gateway.telemetry;

import dev.weir.core.otel.AttributeValue;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.Metric;
import dev.weir.core.otel.names.Semconv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the number of time series bounded, whatever callers name: of each dimension so many values
 * are told apart, and of each metric so many combinations. All others are {@link #OTHER}. Not
 * thread-safe.
 */
final class Dimensions {

    static final String OTHER = "other";

    private static final int MOST_VALUES = 100;
    private static final int MOST_COMBINATIONS = 1_000;
    private static final int LONGEST_VALUE = 128;

    private static final List<Attribute> BASE =
            List.of(
                    Attribute.OPERATION_NAME,
                    Attribute.PROVIDER_NAME,
                    Attribute.REQUEST_MODEL,
                    Attribute.RESPONSE_MODEL,
                    Attribute.SERVER_ADDRESS,
                    Attribute.SERVER_PORT,
                    Attribute.OPENAI_RESPONSE_SERVICE_TIER);

    private final Semconv semconv;
    private final Map<String, Set<String>> values = new HashMap<>();
    private final Map<Metric, Set<Map<String, String>>> combinations = new HashMap<>();

    Dimensions(Semconv semconv) {
        this.semconv = semconv;
    }

    /** The names of a metric's dimensions, always the same ones. */
    private List<String> names(Metric metric) {
        List<Attribute> attributes = new ArrayList<>(BASE);
        switch (metric) {
            case DURATION,
                    OPERATION_DURATION,
                    WEIR_DURATION,
                    INPUT_TOKENS_EACH,
                    OUTPUT_TOKENS_EACH ->
                    attributes.add(Attribute.ERROR_TYPE);
            case INPUT_TOKENS,
                    OUTPUT_TOKENS,
                    CACHE_READ_TOKENS,
                    CACHE_WRITE_TOKENS,
                    REASONING_TOKENS ->
                    attributes.add(Attribute.TOKEN_MODALITY);
            case TOKEN_USAGE -> attributes.add(Attribute.TOKEN_TYPE);
            default -> {
                // The base alone.
            }
        }
        List<String> names = new ArrayList<>(attributes.size());
        for (Attribute attribute : attributes) {
            String name = attribute.in(semconv);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    /** The value of each dimension of a metric, empty where there is none. */
    Map<String, String> of(Metric metric, Map<String, AttributeValue> attributes) {
        Map<String, String> bounded = new LinkedHashMap<>();
        for (String name : names(metric)) {
            AttributeValue value = attributes.get(name);
            bounded.put(name, value == null ? "" : bounded(name, value.text()));
        }
        Set<Map<String, String>> seen = combinations.computeIfAbsent(metric, m -> new HashSet<>());
        if (!seen.contains(bounded)) {
            if (seen.size() >= MOST_COMBINATIONS) {
                bounded.replaceAll((name, value) -> value.isEmpty() ? "" : OTHER);
            } else {
                seen.add(Collections.unmodifiableMap(new LinkedHashMap<>(bounded)));
            }
        }
        return bounded;
    }

    private String bounded(String name, String value) {
        Set<String> known = values.computeIfAbsent(name, n -> new HashSet<>());
        if (known.contains(value)) {
            return value;
        }
        if (known.size() >= MOST_VALUES || value.length() > LONGEST_VALUE) {
            return OTHER;
        }
        known.add(value);
        return value;
    }
}
