package dev.weir.core.rules;

import org.jspecify.annotations.Nullable;

/**
 * One place that a route leads to.
 *
 * @param provider the provider's configured name
 * @param model what the model is called there, null where the name stays as it came
 * @param key the name of the provider key to use, null for whichever the caller may use
 * @param prefix a path in front of the request's own, empty for none
 * @param weight its share among the targets of a route, 1 to 1000
 */
public record Target(
        String provider, @Nullable String model, @Nullable String key, String prefix, int weight) {

    public static final int LARGEST_WEIGHT = 1000;

    public Target {
        if (weight < 1 || weight > LARGEST_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight " + weight + ": expected 1 to " + LARGEST_WEIGHT);
        }
        if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
            throw new IllegalArgumentException(
                    "prefix '" + prefix + "': expected a path such as /openai");
        }
    }

    public static Target of(String provider) {
        return new Target(provider, null, null, "", 1);
    }
}
