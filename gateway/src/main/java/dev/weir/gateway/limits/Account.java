package dev.weir.gateway.limits;

import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.LimitRules.Limit;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Window;

import io.github.bucket4j.TimeMeter;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that is counted for one subject. Guarded by the book's lock. */
final class Account {

    final Subject subject;

    /** Calls under way. */
    int running;

    final List<Counter> counters = new ArrayList<>(2);
    private final List<Meter> meters = new ArrayList<>(2);

    /** The highest level of concurrent calls told of, by rule; goes when the calls are fewer. */
    final Map<String, Integer> told = new HashMap<>(2);

    Account(Subject subject) {
        this.subject = subject;
    }

    Meter meter(Limit limit, Window.Rate window, TimeMeter time) {
        LimitRule rule = limit.rule();
        for (int i = 0; i < meters.size(); i++) {
            Meter meter = meters.get(i);
            if (meter.rule.equals(rule.id())) {
                if (meter.quantity == rule.quantity() && meter.window == window) {
                    meter.amount(limit.units());
                    return meter;
                }
                meters.remove(i);
                break;
            }
        }
        Meter made = new Meter(rule.id(), rule.quantity(), window, limit.units(), time);
        meters.add(made);
        return made;
    }

    Counter counter(Window.Calendar calendar, Instant now) {
        for (int i = 0; i < counters.size(); i++) {
            Counter counter = counters.get(i);
            if (counter.calendar.equals(calendar)) {
                counter.roll(now);
                return counter;
            }
        }
        Counter made = new Counter(calendar, now);
        counters.add(made);
        return made;
    }

    /** Counts a call of that moment at all periods that it belongs to. */
    void add(Instant at, @Nullable Tally reserved, @Nullable Tally used) {
        for (int i = 0; i < counters.size(); i++) {
            Counter counter = counters.get(i);
            if (counter.period.contains(at)) {
                if (reserved != null) {
                    counter.reserved = counter.reserved.plus(reserved);
                }
                if (used != null) {
                    counter.used = counter.used.plus(used);
                }
            }
        }
    }

    /** Gives back what {@link #add} reserved. */
    void free(Instant at, Tally reserved) {
        for (int i = 0; i < counters.size(); i++) {
            Counter counter = counters.get(i);
            if (counter.period.contains(at)) {
                counter.reserved = counter.reserved.minus(reserved);
            }
        }
    }

    /** Leaves what no rule asks for any more. */
    void keep(Set<Window.Calendar> calendars, Set<String> rules) {
        counters.removeIf(counter -> !calendars.contains(counter.calendar));
        meters.removeIf(meter -> !rules.contains(meter.rule));
        told.keySet().retainAll(rules);
        counters.forEach(counter -> counter.told.keySet().retainAll(rules));
    }

    /** Whether forgetting it changes nothing. */
    boolean isIdle(Instant now) {
        if (running > 0) {
            return false;
        }
        for (Counter counter : counters) {
            counter.roll(now);
            if (!counter.isIdle()) {
                return false;
            }
        }
        return meters.stream().allMatch(Meter::isFull);
    }
}
