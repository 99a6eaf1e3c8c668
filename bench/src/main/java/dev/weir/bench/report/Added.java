package dev.weir.bench.report;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What a peer adds to a figure: its own less that of no proxy in the same round. */
final class Added {
    private Added() {}

    /** The median over the rounds; empty if there is no round with both. */
    static OptionalDouble median(Results results, String phase, String peer, String value) {
        Map<Integer, Double> direct = byRound(results, phase, "direct", value);
        Map<Integer, Double> own = byRound(results, phase, peer, value);
        own.keySet().retainAll(direct.keySet());
        return Median.of(
                own.entrySet().stream()
                        .mapToDouble(
                                each -> each.getValue() - direct.getOrDefault(each.getKey(), 0.0))
                        .toArray());
    }

    private static Map<Integer, Double> byRound(
            Results results, String phase, String peer, String value) {
        Map<Integer, Double> found = new HashMap<>();
        for (Results.Sample sample : results.samples()) {
            Double figure = sample.values().get(value);
            if (figure != null && sample.phase().equals(phase) && sample.peer().equals(peer)) {
                found.put(sample.round(), figure);
            }
        }
        return found;
    }
}
