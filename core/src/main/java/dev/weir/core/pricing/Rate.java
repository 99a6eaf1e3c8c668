package dev.weir.core.pricing;

import java.math.BigDecimal;
import java.util.List;

/**
 * The price of one unit, in US dollars for {@link dev.weir.core.usage.Unit#per()} of it.
 *
 * @param base the price at the least input
 * @param cliffs prices for larger inputs, by rising threshold
 */
public record Rate(BigDecimal base, List<Cliff> cliffs) {

    /**
     * A price that holds for all of a call once its input is large enough.
     *
     * @param above tokens of input beyond which it holds: at exactly so many it does not
     */
    public record Cliff(long above, BigDecimal price) {}

    public Rate {
        cliffs = List.copyOf(cliffs);
        long last = -1;
        for (Cliff cliff : cliffs) {
            if (cliff.above() <= last) {
                throw new IllegalArgumentException("thresholds of a price do not rise: " + cliffs);
            }
            last = cliff.above();
        }
    }

    /** One price whatever the input. */
    public static Rate flat(BigDecimal price) {
        return new Rate(price, List.of());
    }

    /** The price for a call with so many tokens of input in all. */
    public BigDecimal at(long totalInput) {
        BigDecimal price = base;
        for (Cliff cliff : cliffs) {
            if (totalInput > cliff.above()) {
                price = cliff.price();
            }
        }
        return price;
    }
}
