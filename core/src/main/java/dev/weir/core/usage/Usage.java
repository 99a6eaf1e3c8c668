package dev.weir.core.usage;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one exchange used, as its provider stated it. Counts are inclusive ({@link Unit}). A unit
 * that was not stated is absent; a stated zero is zero.
 *
 * @param counts the stated counts, none negative
 * @param tier the service tier that answered, in the provider's word (e.g. {@code batch}, {@code
 *     flex}, {@code priority}, {@code standard}); null where not stated
 * @param speed the provider's word for a faster mode, e.g. {@code fast}; null where not stated
 * @param statedCost what the provider itself said the call cost, in US dollars, as written; null
 *     where it did not
 * @param raw the provider's usage object as JSON text; empty where there was none
 */
public record Usage(
        Map<Unit, Long> counts,
        @Nullable String tier,
        @Nullable String speed,
        @Nullable String statedCost,
        String raw) {

    /** Nothing stated. */
    public static final Usage NONE = new Usage(Map.of(), null, null, null, "");

    public Usage {
        EnumMap<Unit, Long> copy = new EnumMap<>(Unit.class);
        for (Map.Entry<Unit, Long> count : counts.entrySet()) {
            if (count.getValue() < 0) {
                throw new IllegalArgumentException(
                        "a count of "
                                + count.getKey().word()
                                + " is negative: "
                                + count.getValue());
            }
            copy.put(count.getKey(), count.getValue());
        }
        counts = Collections.unmodifiableMap(copy);
    }

    /** The stated count, null where it was not stated. */
    public @Nullable Long of(Unit unit) {
        return counts.get(unit);
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }
}
