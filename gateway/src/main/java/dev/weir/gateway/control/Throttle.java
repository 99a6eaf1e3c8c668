package dev.weir.gateway.control;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts tries by who makes them: beyond a number of them in a window nothing more is tried.
 * Bounded: of too many the one that was quiet for longest is forgotten. Thread-safe.
 */
public final class Throttle {

    static final int MOST_FAILURES = 10;
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MOST_SOURCES = 10_000;

    private final int most;
    private final Duration window;

    /** For failed tries to sign in. */
    Throttle() {
        this(MOST_FAILURES, WINDOW);
    }

    /**
     * @param most how many tries are free in a window
     */
    public Throttle(int most, Duration window) {
        this.most = most;
        this.window = window;
    }

    private record Tries(Instant since, int failures) {}

    private final Map<String, Tries> tries =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
                    return size() > MOST_SOURCES;
                }
            };

    /** True where nothing more is to be tried for now. */
    public synchronized boolean isClosed(String source, Instant now) {
        Tries known = tries.get(source);
        return known != null
                && known.failures() >= most
                && now.isBefore(known.since().plus(window));
    }

    /** Counts one try. */
    public synchronized void failed(String source, Instant now) {
        Tries known = tries.get(source);
        boolean fresh = known == null || !now.isBefore(known.since().plus(window));
        tries.put(
                source,
                fresh || known == null
                        ? new Tries(now, 1)
                        : new Tries(known.since(), known.failures() + 1));
    }

    /** Forgets the tries of one who has got in. */
    public synchronized void succeeded(String source) {
        tries.remove(source);
    }
}
