package dev.weir.bench.report;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Everything one run has measured: the raw figures, as they are kept in JSON.
 *
 * @param startedAt when the run began, RFC 3339
 * @param machine processors, kernel and Java it ran on, in words
 * @param options the run's own settings, in words
 * @param peers names of what was compared, in the order of tables
 * @param skipped what could not be compared or measured, and why
 * @param samples one entry a phase, round and peer
 * @param holds sets of streams held open
 * @param starts start-up times
 * @param records what all Weirs were sent and what is on record
 * @param check of the archive that has most of it
 * @param soak the long run, if there was one
 */
public record Results(
        String startedAt,
        String machine,
        String options,
        List<String> peers,
        List<String> skipped,
        List<Sample> samples,
        List<Hold> holds,
        @Nullable Starts starts,
        @Nullable RecordCount records,
        @Nullable Check check,
        @Nullable Soak soak) {

    /** The percentiles that are kept of every duration, as they stand in the names of figures. */
    public static final List<String> PERCENTILES = List.of("50", "75", "90", "95", "99", "99.9");

    /**
     * One peer in one phase of one round.
     *
     * @param round from 1
     * @param phase its short name
     * @param peer its name
     * @param complete requests answered whole
     * @param errors requests that were not
     * @param units what the CPU time is counted by: requests or events
     * @param cpuMillis CPU time of the peer's processes, work after the last answer included; 0 for
     *     direct
     * @param settleSeconds how long the peer worked on after the last answer
     * @param loadAverage of the machine over a minute, at the end
     * @param values the phase's own figures, by name; times in milliseconds
     */
    public record Sample(
            int round,
            String phase,
            String peer,
            long complete,
            long errors,
            long units,
            double cpuMillis,
            double settleSeconds,
            double loadAverage,
            Map<String, Double> values) {
        double cpuPerThousand() {
            return units == 0 ? 0 : cpuMillis * 1000 / units;
        }
    }

    /**
     * Streams held open at the same time.
     *
     * @param peer its name
     * @param upstream protocol between it and the provider; clients speak HTTP/1.1
     * @param asked how many were asked for
     * @param open how many were open when the last had its first byte
     * @param complete how many were received to their end
     * @param residentBefore bytes of memory before
     * @param residentOpen most bytes of memory while they were open
     */
    public record Hold(
            String peer,
            String upstream,
            int asked,
            int open,
            long complete,
            long residentBefore,
            long residentOpen) {
        /** KiB of memory that a stream added. */
        double kibPerStream() {
            return asked == 0 ? 0 : Math.max(0, residentOpen - residentBefore) / 1024.0 / asked;
        }
    }

    /**
     * Start-up times of Weir in milliseconds, one entry a try.
     *
     * @param serve from the start of the script to its ready line
     * @param help from start to end of {@code weir --help}
     */
    public record Starts(List<Double> serve, List<Double> help) {}

    /**
     * What Weir was sent and what it has on record.
     *
     * @param sent requests written
     * @param complete answers received whole
     * @param recorded exchanges in the archive's list
     * @param recordedComplete those of them that came out complete, with status 200
     * @param losses counters of Weir's own that tell of something lost and are over 0
     */
    public record RecordCount(
            long sent,
            long complete,
            long recorded,
            long recordedComplete,
            Map<String, Double> losses) {
        /** Answers that a client had whole and that are not on record as complete. */
        public long lost() {
            return Math.max(0, complete - recordedComplete);
        }

        /** Both together, of two Weirs. */
        public RecordCount plus(RecordCount other) {
            Map<String, Double> all = new TreeMap<>(losses);
            other.losses.forEach((name, value) -> all.merge(name, value, Double::sum));
            return new RecordCount(
                    sent + other.sent,
                    complete + other.complete,
                    recorded + other.recorded,
                    recordedComplete + other.recordedComplete,
                    all);
        }
    }

    /**
     * What {@code weir verify} found.
     *
     * @param exchanges records read
     * @param bodies bodies read and compared with their hashes
     * @param problems what differed
     */
    public record Check(long exchanges, long bodies, long problems) {}

    /**
     * A long run.
     *
     * @param minutes how long
     * @param memory resident memory over time
     * @param records what was sent and what is on record
     */
    public record Soak(double minutes, List<MemoryPoint> memory, RecordCount records) {
        /**
         * Growth from the middle third to the last, as a share of the middle; 0 with few points.
         */
        public double growth() {
            int third = memory.size() / 3;
            if (third == 0) {
                return 0;
            }
            double middle = average(memory.subList(third, 2 * third));
            return average(memory.subList(2 * third, memory.size())) / middle - 1;
        }

        private static double average(List<MemoryPoint> points) {
            return points.stream().mapToLong(MemoryPoint::residentBytes).average().orElse(0);
        }
    }

    /**
     * Resident memory at a time.
     *
     * @param seconds since the run began
     * @param residentBytes bytes
     */
    public record MemoryPoint(double seconds, long residentBytes) {}

    /** The median over the rounds of a phase's figure; empty if it was not measured. */
    public OptionalDouble median(String phase, String peer, String value) {
        return medianOf(
                sample ->
                        sample.phase().equals(phase)
                                && sample.peer().equals(peer)
                                && sample.values().containsKey(value),
                sample -> sample.values().getOrDefault(value, 0.0));
    }

    /** The median over the rounds of CPU milliseconds for 1,000 units; empty if not measured. */
    public OptionalDouble cpu(String phase, String peer) {
        return medianOf(
                sample ->
                        sample.phase().equals(phase)
                                && sample.peer().equals(peer)
                                && sample.cpuMillis() > 0
                                && sample.units() > 0,
                Sample::cpuPerThousand);
    }

    /** Errors of a phase over all rounds. */
    public long errors(String phase, String peer) {
        return samples.stream()
                .filter(sample -> sample.phase().equals(phase) && sample.peer().equals(peer))
                .mapToLong(Sample::errors)
                .sum();
    }

    private OptionalDouble medianOf(Predicate<Sample> which, ToDoubleFunction<Sample> value) {
        return Median.of(samples.stream().filter(which).mapToDouble(value).toArray());
    }
}
