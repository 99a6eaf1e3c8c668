package dev.weir.core.pricing;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** An organisation's own prices. They win over the table; of several the last that holds counts. */
public record PriceOverrides(List<PriceOverride> all) {

    /** Most overrides there can be. */
    public static final int MOST = 1_000;

    /** No overrides. */
    public static final PriceOverrides NONE = new PriceOverrides(List.of());

    public PriceOverrides {
        all = List.copyOf(all);
        if (all.size() > MOST) {
            throw new IllegalArgumentException("expected at most " + MOST + " price overrides");
        }
    }

    @Nullable PriceOverride find(
            List<String> providers, List<String> models, List<String> tiers, Instant at) {
        for (PriceOverride each : all.reversed()) {
            if (each.holds(providers, models, tiers, at)) {
                return each;
            }
        }
        return null;
    }
}
