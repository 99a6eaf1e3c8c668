package dev.weir.core.pricing;

import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An organisation's own price. With prices it stands in place of the table's; without, the table's
 * prices are multiplied by the factor.
 *
 * @param name what stands on the cost, e.g. {@code contract-2026}
 * @param provider a provider by Weir's name or the table's; null for any
 * @param model a model, or a pattern with {@code *} for any run of characters
 * @param tier the service tier or speed it is for, whose own factor is then not applied; null for
 *     any
 * @param from the first day (UTC) it holds; null for ever since
 * @param prices US dollars for {@link Unit#per()} of the unit; empty to keep the table's
 * @param factor what all prices are multiplied by
 */
public record PriceOverride(
        String name,
        @Nullable String provider,
        String model,
        @Nullable String tier,
        @Nullable LocalDate from,
        Map<Unit, BigDecimal> prices,
        BigDecimal factor) {

    /** Longest pattern of a model. */
    private static final int LONGEST_MODEL = 128;

    public PriceOverride {
        if (name.isBlank() || name.length() > 64) {
            throw new IllegalArgumentException("expected a name of 1 to 64 characters");
        }
        if (model.isBlank() || model.length() > LONGEST_MODEL) {
            throw new IllegalArgumentException(
                    "expected a model, or a pattern like gpt-5*, of 1 to "
                            + LONGEST_MODEL
                            + " characters");
        }
        if (factor.signum() < 0 || prices.values().stream().anyMatch(p -> p.signum() < 0)) {
            throw new IllegalArgumentException("expected no negative price or factor");
        }
        if (prices.isEmpty() && factor.compareTo(BigDecimal.ONE) == 0) {
            throw new IllegalArgumentException("expected a price for a unit, or a factor");
        }
        EnumMap<Unit, BigDecimal> copy = new EnumMap<>(Unit.class);
        copy.putAll(prices);
        prices = Collections.unmodifiableMap(copy);
    }

    /** Whether it is for a call. */
    boolean holds(List<String> providers, List<String> models, List<String> tiers, Instant at) {
        Glob pattern = new Glob(model);
        return (provider == null || providers.stream().anyMatch(provider::equalsIgnoreCase))
                && (tier == null || tiers.contains(tier.toLowerCase(Locale.ROOT)))
                && (from == null || !at.atOffset(ZoneOffset.UTC).toLocalDate().isBefore(from))
                && models.stream().map(ModelName::normal).anyMatch(pattern::matches);
    }

    /** Its prices as the table has them. */
    Map<Unit, Rate> rates() {
        Map<Unit, Rate> rates = new EnumMap<>(Unit.class);
        prices.forEach((unit, price) -> rates.put(unit, Rate.flat(price)));
        return rates;
    }
}
