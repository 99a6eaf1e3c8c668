package dev.weir.bench.load;

/**
 * What one load has seen.
 *
 * @param sent requests written
 * @param complete answers with status 200 received whole
 * @param errors everything else: refused, broken, late, not 200
 * @param seconds from the first request to the last answer
 * @param latency nanoseconds to the end of the answer; from the intended start at constant rate
 * @param firstByte nanoseconds from the same start to the first byte of the answer's body
 */
public record LoadResult(
        long sent,
        long complete,
        long errors,
        double seconds,
        Histogram latency,
        Histogram firstByte) {
    /** Complete answers a second. */
    public double perSecond() {
        return seconds > 0 ? complete / seconds : 0;
    }
}
