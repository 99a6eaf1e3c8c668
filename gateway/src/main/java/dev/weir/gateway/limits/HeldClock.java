package dev.weir.gateway.limits;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still where the one behind it goes back, until that has caught up: no period
 * opens a second time.
 */
final class HeldClock {

    private final InstantSource source;
    private final AtomicLong latest;
    private final LimitsMetrics metrics;

    HeldClock(InstantSource source, LimitsMetrics metrics) {
        this.source = source;
        this.latest = new AtomicLong(source.millis());
        this.metrics = metrics;
    }

    Instant now() {
        long now = source.millis();
        long last = latest.get();
        while (now > last) {
            if (latest.compareAndSet(last, now)) {
                return Instant.ofEpochMilli(now);
            }
            last = latest.get();
        }
        if (last - now > metrics.stepMillis()) {
            metrics.held.increment();
        }
        return Instant.ofEpochMilli(last);
    }
}
