package dev.weir.core.pricing;

import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits inclusive counts into what each billed unit counts by itself, so that nothing is billed
 * twice. Which units are billed depends on which have a price: what has none of its own is within
 * the closest unit above it that has one.
 *
 * @param own the count by itself of each billed unit, most special unit first
 * @param unbilled units that were used and neither have a price nor are within a unit that has one
 * @param fault what makes the counts inconsistent; null where they are not
 */
record OwnCounts(Map<Unit, Long> own, Set<Unit> unbilled, @Nullable String fault) {

    private static final List<Unit> SPECIAL_FIRST =
            List.of(Unit.values()).stream()
                    .sorted(Comparator.comparingInt(Unit::depth).reversed())
                    .toList();

    /**
     * @param counts inclusive counts, as stated
     * @param priced the units that have a price
     */
    static OwnCounts of(Map<Unit, Long> counts, Set<Unit> priced) {
        String fault = faultOf(counts);
        Map<Unit, Long> own = new EnumMap<>(Unit.class);
        Set<Unit> unbilled = EnumSet.noneOf(Unit.class);
        for (Unit unit : SPECIAL_FIRST) {
            Long count = counts.get(unit);
            if (count == null) {
                continue;
            }
            if (!priced.contains(unit)) {
                List<Unit> above = closestAbove(unit, priced);
                if (above.isEmpty() && count > 0) {
                    unbilled.add(unit);
                }
                if (above.isEmpty() || above.size() == 1 && counts.keySet().containsAll(above)) {
                    continue;
                }
            }
            long left = count;
            for (Map.Entry<Unit, Long> below : own.entrySet()) {
                if (below.getKey().isBelow(unit)) {
                    left -= below.getValue();
                }
            }
            if (left < 0 && fault == null) {
                fault = "the parts of " + unit.word() + " exceed it by " + -left;
            }
            own.put(unit, left);
        }
        unbilled.removeIf(unit -> own.keySet().stream().anyMatch(each -> each.isBelow(unit)));
        return new OwnCounts(own, unbilled, fault);
    }

    /** The units of a set that are above a unit with none of the set between. */
    static List<Unit> closestAbove(Unit unit, Set<Unit> among) {
        List<Unit> above = new ArrayList<>();
        for (Unit each : among) {
            if (unit.isBelow(each)) {
                above.add(each);
            }
        }
        above.removeIf(each -> above.stream().anyMatch(other -> other.isBelow(each)));
        return above;
    }

    private static @Nullable String faultOf(Map<Unit, Long> counts) {
        for (Map.Entry<Unit, Long> small : counts.entrySet()) {
            for (Map.Entry<Unit, Long> large : counts.entrySet()) {
                if (small.getKey().isBelow(large.getKey()) && small.getValue() > large.getValue()) {
                    return small.getKey().word()
                            + " "
                            + small.getValue()
                            + " is more than "
                            + large.getKey().word()
                            + " "
                            + large.getValue();
                }
            }
        }
        return null;
    }
}
