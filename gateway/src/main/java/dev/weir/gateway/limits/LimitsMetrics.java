package dev.weir.gateway.limits;

import dev.weir.core.limit.Denied;
import dev.weir.core.limit.Tally;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted about counting. */
final class LimitsMetrics {

    private static final long STEP_MILLIS = 1_000;

    final Counter granted;

    /** Would have been refused, but for the rule's mode. */
    final Counter excused;

    /** Calls that passed a rule uncounted, because there was no room for their subject. */
    final Counter uncounted;

    /** Calls whose figures the ledger will not have: it failed for too long. */
    final Counter lost;

    /** Reservations that nobody ended in time. */
    final Counter lapsed;

    /** Reservations that would be forgotten by a kill: no room in the file. */
    final Counter unguarded;

    /** Looks at the clock while it was more than a second behind itself. */
    final Counter held;

    final Counter writeFailures;

    /** How far the counters were from the ledger at the last check; must be 0. */
    final AtomicLong drift = new AtomicLong();

    private final Counter estimated;
    private final Counter unpriced;
    private final Map<Denied.Reason, Counter> denied = new EnumMap<>(Denied.Reason.class);

    LimitsMetrics(MeterRegistry meters) {
        granted = meters.counter("weir.limits.granted");
        excused = meters.counter("weir.limits.excused");
        uncounted = meters.counter("weir.limits.uncounted");
        lost = meters.counter("weir.limits.lost");
        lapsed = meters.counter("weir.limits.lapsed");
        unguarded = meters.counter("weir.limits.unguarded");
        held = meters.counter("weir.limits.clock.held");
        writeFailures = meters.counter("weir.limits.write.failures");
        estimated = meters.counter("weir.limits.estimated");
        unpriced = meters.counter("weir.limits.unpriced");
        meters.gauge("weir.limits.drift", drift);
        for (Denied.Reason reason : Denied.Reason.values()) {
            denied.put(reason, meters.counter("weir.limits.denied", "reason", reason.word()));
        }
    }

    long stepMillis() {
        return STEP_MILLIS;
    }

    void denied(Denied.Reason reason) {
        Counter counter = denied.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    void settled(Tally used, boolean leans) {
        if (leans) {
            estimated.increment();
        }
        if (used.unpriced() > 0) {
            unpriced.increment();
        }
    }
}
