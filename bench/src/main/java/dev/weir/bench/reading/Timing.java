package dev.weir.bench.reading;

import java.util.Arrays;
import java.util.Locale;

/**
 * How long a question takes, in milliseconds.
 *
 * @param what the question
 * @param p50 half of the times are shorter
 * @param p99 99 of 100 are shorter, or the longest where it was asked less often
 * @param asked how often it was asked
 * @param rows how many rows the answer has
 */
record Timing(String what, double p50, double p99, int asked, int rows) {

    /** A question; gives the number of rows of its answer. */
    interface Question {
        int ask(int time) throws Exception;
    }

    private static final int FEWEST = 5;

    /**
     * Asks until it was asked often enough or it took too long.
     *
     * @param most how often
     * @param seconds after which it is asked no more, once it was asked five times
     */
    static Timing of(String what, int most, double seconds, Question question) throws Exception {
        question.ask(0);
        double[] millis = new double[most];
        long begun = System.nanoTime();
        int asked = 0;
        int rows = 0;
        while (asked < most && (asked < FEWEST || System.nanoTime() - begun < seconds * 1e9)) {
            long before = System.nanoTime();
            rows = question.ask(asked);
            millis[asked++] = (System.nanoTime() - before) / 1e6;
        }
        Timing timing = of(what, Arrays.copyOf(millis, asked), rows);
        System.err.println(timing);
        return timing;
    }

    /** From times in milliseconds. */
    static Timing of(String what, double[] millis, int rows) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return new Timing(what, at(sorted, 0.5), at(sorted, 0.99), sorted.length, rows);
    }

    private static double at(double[] sorted, double part) {
        return sorted.length == 0
                ? 0
                : sorted[Math.min(sorted.length - 1, (int) (part * sorted.length))];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-44s %8.2f ms, 99 of 100 within %8.2f ms (%d times, %d rows)",
                what,
                p50,
                p99,
                asked,
                rows);
    }
}
