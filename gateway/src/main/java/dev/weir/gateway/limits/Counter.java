package dev.weir.gateway.limits;

import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Window;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What one subject used in the current period of one calendar. Guarded by the book's lock.
 *
 * <p>A call belongs to the period in which it was reserved, also where it ends in the next one.
 */
final class Counter {

    final Window.Calendar calendar;
    Window.Period period;

    /** By calls that have ended. */
    Tally used = Tally.ZERO;

    /** By calls under way, and those of a killed process. */
    Tally reserved = Tally.ZERO;

    /** The highest level told of, by rule. */
    final Map<String, Integer> told = new HashMap<>(2);

    Counter(Window.Calendar calendar, Instant now) {
        this.calendar = calendar;
        this.period = calendar.at(now);
    }

    /** Goes to the period of now, where that is a later one. */
    void roll(Instant now) {
        if (now.isBefore(period.end())) {
            return;
        }
        period = calendar.at(now);
        used = Tally.ZERO;
        reserved = Tally.ZERO;
        told.clear();
    }

    boolean isIdle() {
        return used.isZero() && reserved.isZero();
    }
}
