package dev.weir.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** The middle of some figures. */
final class Median {
    private Median() {}

    /** The middle value, or the mean of the two in the middle; empty of none. */
    static OptionalDouble of(double[] values) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return OptionalDouble.of(
                sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
    }

    static OptionalDouble of(List<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
