package dev.weir.core.pricing;

import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the table holds on one model of one provider.
 *
 * @param provider the table's word for the provider, e.g. {@code anthropic}, {@code x-ai}
 * @param id the table's word for the model
 * @param rates prices; the last that hold at a moment count
 * @param factors by service tier or speed ({@code batch}, {@code flex}, {@code priority}, {@code
 *     fast}): what the price of a unit is multiplied by; a unit that is not named takes the factor
 *     of the closest unit above it
 * @param contextWindow most tokens of input and output together; null where unknown
 * @param maxOutput most tokens of output; null where unknown
 * @param deprecated true where the provider has withdrawn it or is about to
 * @param source where the prices are from, one of the header's sources
 */
public record ModelPrices(
        String provider,
        String id,
        List<Rates> rates,
        Map<String, Map<Unit, BigDecimal>> factors,
        @Nullable Long contextWindow,
        @Nullable Long maxOutput,
        boolean deprecated,
        String source) {

    public ModelPrices {
        rates = List.copyOf(rates);
        factors = Map.copyOf(factors);
    }

    /** The prices that hold at a moment; null where none does. */
    public @Nullable Rates at(Instant moment) {
        Rates holding = null;
        for (Rates each : rates) {
            if (each.holds(moment)) {
                holding = each;
            }
        }
        return holding;
    }
}
