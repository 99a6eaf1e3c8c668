package dev.weir.core.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What holds for all usage and all models, on random ones. */
class CostPropertiesTest {

    private static final Instant AT = Instant.parse("2026-09-01T12:00:00Z");

    private static final List<Unit> INPUT_CHAIN =
            List.of(Unit.INPUT_TOKENS, Unit.CACHE_WRITE_TOKENS, Unit.CACHE_WRITE_1H_TOKENS);

    private static final List<Unit> UNITS = List.of(Unit.values());

    private final Random random = new Random(20260923);

    @Test
    void theOwnCountsOfAChainAreTheInclusiveCountTogether() {
        for (int round = 0; round < 2_000; round++) {
            Map<Unit, Long> counts = chain();
            Set<Unit> priced = EnumSet.of(Unit.INPUT_TOKENS);
            INPUT_CHAIN.stream().filter(u -> random.nextBoolean()).forEach(priced::add);
            OwnCounts own = OwnCounts.of(counts, priced);
            assertThat(own.fault()).isNull();
            assertThat(own.own().values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(counts.get(Unit.INPUT_TOKENS));
        }
    }

    /** Counts of a chain, each within the one above it. */
    private Map<Unit, Long> chain() {
        Map<Unit, Long> counts = new EnumMap<>(Unit.class);
        long above = random.nextLong(1_000_000);
        for (Unit unit : INPUT_CHAIN) {
            counts.put(unit, above);
            above = random.nextLong(above + 1);
        }
        return counts;
    }

    @Test
    void moreOfAnyUnitNeverCostsLess() {
        List<ModelPrices> models = PriceTable.builtIn().models();
        Pricing pricing = new Pricing(PriceTable.builtIn(), PriceOverrides.NONE);
        int compared = 0;
        for (int round = 0; round < 3_000; round++) {
            ModelPrices model = models.get(random.nextInt(models.size()));
            Map<Unit, Long> less = new EnumMap<>(Unit.class);
            less.put(Unit.INPUT_TOKENS, random.nextLong(400_000));
            less.put(Unit.OUTPUT_TOKENS, random.nextLong(400_000));
            Map<Unit, Long> more = new EnumMap<>(less);
            Unit grown = random.nextBoolean() ? Unit.INPUT_TOKENS : Unit.OUTPUT_TOKENS;
            more.merge(grown, random.nextLong(400_000), Long::sum);
            if (cost(pricing, model, less) instanceof Cost small
                    && cost(pricing, model, more) instanceof Cost large) {
                assertThat(large.total()).as(model.id()).isGreaterThanOrEqualTo(small.total());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(2_000);
    }

    private static Costing cost(Pricing pricing, ModelPrices model, Map<Unit, Long> counts) {
        return pricing.cost(
                new Pricing.Call(model.provider(), "", List.of(model.id()), AT),
                new Usage(counts, null, null, null, ""));
    }

    @Test
    void anyUnitsWithAnyCountsHaveACostOrAReasonAndTheLinesAddUp() {
        List<ModelPrices> models = PriceTable.builtIn().models();
        Pricing pricing = new Pricing(PriceTable.builtIn(), PriceOverrides.NONE);
        Map<Unpriced.Reason, Integer> reasons = new HashMap<>();
        int costs = 0;
        for (int round = 0; round < 20_000; round++) {
            Map<Unit, Long> counts = new EnumMap<>(Unit.class);
            for (int i = random.nextInt(6); i >= 0; i--) {
                Unit unit = UNITS.get(random.nextInt(UNITS.size()));
                counts.put(unit, random.nextInt(50) == 0 ? Long.MAX_VALUE : random.nextLong(1000));
            }
            ModelPrices model = models.get(random.nextInt(models.size()));
            switch (cost(pricing, model, counts)) {
                case Cost cost -> {
                    costs++;
                    BigDecimal sum =
                            cost.lines().stream()
                                    .map(Cost.Line::amount)
                                    .reduce(BigDecimal.ZERO, BigDecimal::add);
                    assertThat(cost.total()).isEqualByComparingTo(sum).isNotNegative();
                    assertThat(cost.lines()).allMatch(line -> line.count() > 0);
                    assertThat(cost.nanos()).isNotNegative();
                }
                case Unpriced unpriced -> reasons.merge(unpriced.reason(), 1, Integer::sum);
            }
        }
        assertThat(costs).isGreaterThan(2_000);
        assertThat(reasons)
                .containsKeys(
                        Unpriced.Reason.INCONSISTENT_USAGE, Unpriced.Reason.NO_PRICE_FOR_UNITS);
    }
}
