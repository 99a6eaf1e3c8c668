package dev.weir.bench.relay;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param rounds how often every phase is played with every peer
 * @param length of a phase
 * @param streams how many streams are held open, one set after the other
 * @param hold how long they are held
 * @param starts how often start-up is timed
 * @param soak length of the soak, zero for none
 * @param phases names of the parts to play: loads, streams, start; empty for all
 */
public record Plan(
        int rounds,
        Duration length,
        List<Integer> streams,
        Duration hold,
        int starts,
        Duration soak,
        Set<String> phases) {
    static final String STREAMS = "streams";
    static final String START = "start";
    private static final int WARM_UP = 5;

    /** Under four minutes: enough to see where one stands. */
    public static final Plan QUICK =
            new Plan(
                    2,
                    Duration.ofMillis(1500),
                    List.of(1000),
                    Duration.ofSeconds(3),
                    3,
                    Duration.ZERO,
                    Set.of());

    /** Under fifteen minutes: what is published. */
    public static final Plan FULL =
            new Plan(
                    4,
                    Duration.ofSeconds(4),
                    List.of(1000, 10_000),
                    Duration.ofSeconds(8),
                    10,
                    Duration.ZERO,
                    Set.of());

    /** Load on each peer before anything counts: as long as five phases, divided among all. */
    Duration warmUp() {
        return length.multipliedBy(WARM_UP);
    }

    /** Whether that part is to be played. */
    boolean has(String part) {
        return phases.isEmpty() || phases.contains(part);
    }

    /** In words, for the report. */
    String words() {
        return "%d rounds, %.1f s a phase, %.1f s to warm up each"
                .formatted(rounds, length.toMillis() / 1000.0, warmUp().toMillis() / 1000.0);
    }
}
