package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.reading.Reason;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;

/** Collects the counts of one answer. A null is not said and leaves a count absent. */
final class Counts {

    private final Map<Unit, Long> counts = new EnumMap<>(Unit.class);
    private final Context context;
    private @Nullable String tier;
    private @Nullable String speed;
    private @Nullable String cost;

    Counts(Context context) {
        this.context = context;
    }

    Counts set(Unit unit, @Nullable Long count) {
        if (count != null && count >= 0) {
            counts.put(unit, count);
        } else if (count != null) {
            context.find(Reason.IMPOSSIBLE_USAGE, unit.word() + " is negative");
        }
        return this;
    }

    /** Adds to a count; one that was absent begins at zero. */
    Counts add(Unit unit, @Nullable Long count) {
        return count == null ? this : set(unit, counts.getOrDefault(unit, 0L) + count);
    }

    @Nullable Long get(Unit unit) {
        return counts.get(unit);
    }

    Counts tier(@Nullable String word) {
        tier = word == null ? tier : word;
        return this;
    }

    Counts speed(@Nullable String word) {
        speed = word;
        return this;
    }

    /** What the provider says the call cost, in US dollars. */
    Counts cost(@Nullable Json dollars) {
        if (dollars instanceof JsonNumber number) {
            cost = number.text();
        }
        return this;
    }

    Usage usage(JsonObject raw) {
        Long input = counts.get(Unit.INPUT_TOKENS);
        Long cached = sum(counts.get(Unit.CACHE_READ_TOKENS), counts.get(Unit.CACHE_WRITE_TOKENS));
        if (input != null && cached != null && cached > input) {
            context.find(Reason.IMPOSSIBLE_USAGE, "more tokens from and to the cache than in all");
        }
        return new Usage(counts, tier, speed, cost, raw.isEmpty() ? "" : raw.write());
    }

    /** The sum of counts, those not said being nothing; null where none is said. */
    static @Nullable Long sum(@Nullable Long... counts) {
        Long sum = null;
        for (Long count : counts) {
            if (count != null) {
                sum = (sum == null ? 0 : sum) + count;
            }
        }
        return sum;
    }
}
