package dev.weir.gateway.relay;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Which providers and keys have just failed or refused, so that others are tried first for a while.
 * Shared by all loops; bounded by the number of keys there are.
 */
final class Cooling {

    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int MOST = 10_000;

    private record Place(String provider, String key) {}

    private final Map<Place, Long> until = new ConcurrentHashMap<>();

    /**
     * Lets a key cool.
     *
     * @param key its id, empty for calls without a stored key
     * @param nanos how long, at most an hour
     */
    void cool(String provider, String key, long nanos, long now) {
        if (until.size() >= MOST) {
            until.values().removeIf(end -> end - now <= 0);
        }
        if (until.size() < MOST) {
            until.merge(
                    new Place(provider, key),
                    now + Math.min(nanos, LONGEST),
                    (a, b) -> a - b > 0 ? a : b);
        }
    }

    boolean isCooling(String provider, String key, long now) {
        if (until.isEmpty()) {
            return false;
        }
        Place place = new Place(provider, key);
        Long end = until.get(place);
        if (end == null) {
            return false;
        }
        if (end - now > 0) {
            return true;
        }
        until.remove(place, end);
        return false;
    }

    int size() {
        return until.size();
    }
}
