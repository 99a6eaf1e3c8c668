package dev.weir.core.pricing;

import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The arithmetic: counts times prices. A price that cliffs with the input takes the price of the
 * call's whole input for all of its unit, output too.
 */
final class Bill {

    private final Map<Unit, Rate> prices;
    private final List<Map<Unit, BigDecimal>> factors;
    private final OwnCounts counts;
    private final long totalInput;

    /**
     * @param stated inclusive counts, as stated
     * @param factors what to multiply the prices of tokens by, one after the other
     */
    Bill(Map<Unit, Long> stated, Map<Unit, Rate> prices, List<Map<Unit, BigDecimal>> factors) {
        this.prices = prices;
        this.factors = factors;
        this.counts = OwnCounts.of(stated, prices.keySet());
        Long input = stated.get(Unit.INPUT_TOKENS);
        this.totalInput = input != null ? input : inputOf(counts.own());
    }

    private static long inputOf(Map<Unit, Long> own) {
        long sum = 0;
        for (Map.Entry<Unit, Long> each : own.entrySet()) {
            if (each.getKey().isBelow(Unit.INPUT_TOKENS)) {
                sum += each.getValue();
            }
        }
        return sum;
    }

    OwnCounts counts() {
        return counts;
    }

    /** One line for each billed unit that was used. */
    List<Cost.Line> lines() {
        List<Cost.Line> lines = new ArrayList<>();
        for (Unit unit : Unit.values()) {
            Long count = counts.own().get(unit);
            BigDecimal price = price(unit);
            if (count != null && price != null && count > 0) {
                BigDecimal factor = factor(unit);
                lines.add(
                        new Cost.Line(
                                unit, count, price, factor, amount(unit, count, price, factor)));
            }
        }
        return lines;
    }

    /**
     * What the lines of a kind cost beyond the same input at the price without a cache.
     *
     * @param kind {@link Unit#CACHE_READ_TOKENS} or {@link Unit#CACHE_WRITE_TOKENS}
     */
    BigDecimal beyondPlain(Unit kind, List<Cost.Line> lines) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Cost.Line line : lines) {
            if (line.unit() != kind && !line.unit().isBelow(kind)) {
                continue;
            }
            Set<Unit> plain = EnumSet.noneOf(Unit.class);
            for (Unit unit : prices.keySet()) {
                if (unit != kind && !unit.isBelow(kind)) {
                    plain.add(unit);
                }
            }
            Unit dearest = dearest(OwnCounts.closestAbove(line.unit(), plain));
            if (dearest != null) {
                BigDecimal price = at(dearest);
                sum =
                        sum.add(line.amount())
                                .subtract(
                                        amount(line.unit(), line.count(), price, factor(dearest)));
            }
        }
        return sum;
    }

    /** The price of a unit, or of the dearest of the closest above it; null where none has one. */
    private @Nullable BigDecimal price(Unit unit) {
        Rate rate = prices.get(unit);
        if (rate == null) {
            Unit dearest = dearest(OwnCounts.closestAbove(unit, prices.keySet()));
            rate = dearest == null ? null : prices.get(dearest);
        }
        return rate == null ? null : rate.at(totalInput);
    }

    /** The price of a unit that has one. */
    private BigDecimal at(Unit unit) {
        return Objects.requireNonNull(prices.get(unit)).at(totalInput);
    }

    private @Nullable Unit dearest(List<Unit> units) {
        Unit dearest = null;
        BigDecimal most = BigDecimal.ZERO;
        for (Unit unit : units) {
            BigDecimal price = at(unit);
            if (dearest == null || price.compareTo(most) > 0) {
                dearest = unit;
                most = price;
            }
        }
        return dearest;
    }

    private BigDecimal factor(Unit unit) {
        BigDecimal product = BigDecimal.ONE;
        for (Map<Unit, BigDecimal> each : factors) {
            BigDecimal own = each.get(unit);
            if (own == null) {
                List<Unit> above = OwnCounts.closestAbove(unit, each.keySet());
                own = above.isEmpty() ? BigDecimal.ONE : each.get(above.getFirst());
            }
            product = product.multiply(own);
        }
        return product;
    }

    private static BigDecimal amount(Unit unit, long count, BigDecimal price, BigDecimal factor) {
        return BigDecimal.valueOf(count)
                .multiply(price)
                .multiply(factor)
                .divide(BigDecimal.valueOf(unit.per()), MathContext.DECIMAL128);
    }
}
