package dev.weir.bench.load;

/**
 * Counts of durations in nanoseconds, in buckets whose width is at most 1/128 of their value: every
 * percentile is exact within 0.8 %. Negative values count as 0. Not thread-safe.
 */
public final class Histogram {
    private static final int PRECISION_BITS = 7;

    private final long[] counts = new long[index(Long.MAX_VALUE) + 1];
    private long total;
    private long max;

    /** Counts one duration. */
    public void record(long nanos) {
        long value = Math.max(0, nanos);
        counts[index(value)]++;
        total++;
        max = Math.max(max, value);
    }

    /** Counts all that the other one has counted. */
    public void add(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        max = Math.max(max, other.max);
    }

    /** How many durations were counted. */
    public long count() {
        return total;
    }

    /** The longest duration, exactly; 0 if there is none. */
    public long max() {
        return max;
    }

    /**
     * The smallest duration that at least {@code percent} of all do not exceed, in nanoseconds; 0
     * if nothing was counted.
     *
     * @param percent over 0, at most 100
     */
    public long percentile(double percent) {
        if (percent <= 0 || percent > 100) {
            throw new IllegalArgumentException(
                    "percent must be over 0 and at most 100: " + percent);
        }
        long rank = (long) Math.ceil(total * percent / 100);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return Math.min(max, highest(i));
            }
        }
        return 0;
    }

    /** {@link #percentile} in milliseconds. */
    public double millis(double percent) {
        return percentile(percent) / 1e6;
    }

    private static int index(long value) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(value | 1) - PRECISION_BITS);
        return (shift << PRECISION_BITS) + (int) (value >>> shift);
    }

    private static long highest(int index) {
        int shift = Math.max(0, (index >> PRECISION_BITS) - 1);
        long low = (long) (index - (shift << PRECISION_BITS)) << shift;
        return low + (1L << shift) - 1;
    }
}
