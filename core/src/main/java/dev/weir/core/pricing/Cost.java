package dev.weir.core.pricing;

import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Set;

/**
 * What a call cost by list price or override, in US dollars: an estimate, since bills also know
 * discounts, credits and free allowances.
 *
 * @param total the sum of all lines
 * @param lines what was billed, one line a unit
 * @param cacheSaved how much less the cache reads cost than the same input read anew
 * @param cachePaid how much more the cache writes cost than the same input not written; negative
 *     where a write is cheaper
 * @param provider the table's word for the provider, empty where only an override knew it
 * @param model the table's word for the model, else the model's own name
 * @param tier the service tier or speed that changed prices, {@code +} between two; empty for none
 * @param override the name of the override that set the prices; null for none
 * @param unbilled units that were used and have no price at all
 */
public record Cost(
        BigDecimal total,
        List<Line> lines,
        BigDecimal cacheSaved,
        BigDecimal cachePaid,
        String provider,
        String model,
        String tier,
        @Nullable String override,
        Set<Unit> unbilled,
        String tableVersion,
        @Nullable String statedCost)
        implements Costing {

    /** How many digits a nano-dollar is behind a dollar. */
    private static final int NANO = 9;

    /**
     * One unit on the bill.
     *
     * @param count what is billed at this line: without what other lines bill
     * @param price for {@link Unit#per()} of the unit, at this call's input, without the factor
     * @param factor what the tier, the speed or an override multiplies the price by
     * @param amount {@code count * price * factor / per}
     */
    public record Line(
            Unit unit, long count, BigDecimal price, BigDecimal factor, BigDecimal amount) {}

    public Cost {
        lines = List.copyOf(lines);
        unbilled = Set.copyOf(unbilled);
    }

    /** The total in nano-dollars, rounded to the nearest, as it is stored. */
    public long nanos() {
        return nanos(total);
    }

    /** An amount in nano-dollars, rounded to the nearest; the largest number where it is beyond. */
    public static long nanos(BigDecimal dollars) {
        BigDecimal nanos = dollars.movePointRight(NANO).setScale(0, RoundingMode.HALF_EVEN);
        return nanos.toBigInteger().bitLength() < Long.SIZE ? nanos.longValueExact() : limit(nanos);
    }

    /** Dollars from stored nano-dollars. */
    public static BigDecimal dollars(long nanos) {
        return BigDecimal.valueOf(nanos, NANO);
    }

    private static long limit(BigDecimal nanos) {
        return nanos.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
