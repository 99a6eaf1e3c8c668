package dev.weir.core.redaction;

import java.util.List;
import java.util.Map;

/**
 * What was found in one body.
 *
 * @param edits the finds in order, the first {@link #MOST_EDITS} of them
 * @param counts how many of each kind, all of them; kinds without any are left out
 */
public record Findings(List<Edit> edits, Map<String, Long> counts) {

    /** The most finds that are kept one by one. */
    public static final int MOST_EDITS = 1_000;

    public static final Findings NONE = new Findings(List.of(), Map.of());

    public Findings {
        edits = List.copyOf(edits);
        counts = Map.copyOf(counts);
    }

    /** All finds, also those that are not kept one by one. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** True where every find is among the edits. */
    public boolean isWhole() {
        return edits.size() == total();
    }
}
