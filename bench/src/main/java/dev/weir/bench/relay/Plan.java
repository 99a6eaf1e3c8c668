package dev.weir.bench.relay;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param rounds how often every phase is played with every peer
 * @param length of a phase
 * @param warmUp load before anything counts, each peer
 * @param streams how many streams are held open, one set after the other
 * @param hold how long they are held
 * @param starts how often start-up is timed
 * @param soak length of the soak, zero for none
 * @param phases names of the phases to play; empty for all
 */
public record Plan(
        int rounds,
        Duration length,
        Duration warmUp,
        List<Integer> streams,
        Duration hold,
        int starts,
        Duration soak,
        Set<String> phases) {

    /** About a minute: enough to see where one stands. */
    public static Plan quick(Duration soak, Set<String> phases) {
        return new Plan(
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                List.of(500),
                Duration.ofSeconds(2),
                1,
                soak,
                phases);
    }

    /**
     * About ten minutes.
     *
     * @param streams the larger set of streams
     */
    public static Plan full(int rounds, int streams, Duration soak, Set<String> phases) {
        return new Plan(
                rounds,
                Duration.ofSeconds(4),
                Duration.ofSeconds(15),
                List.of(1000, streams),
                Duration.ofSeconds(8),
                5,
                soak,
                phases);
    }

    /** In words, for the report. */
    String words() {
        return "%d rounds, %.1f s a phase, %d s to warm up"
                .formatted(rounds, length.toMillis() / 1000.0, warmUp.toSeconds());
    }
}
