package dev.weir.gateway.limits;

import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.LimitRules.Limit;
import dev.weir.core.limit.Warning;
import dev.weir.core.limit.Window;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds soft levels that are passed, and which of them were not told of yet. Calendars go by what
 * was used in the end, since estimates are far above it; rates and concurrent calls by what is
 * taken.
 */
final class Levels {

    private final long tick;
    final List<Warning> reached = new ArrayList<>(1);
    final List<Warning> above = new ArrayList<>(1);

    Levels(long tick) {
        this.tick = tick;
    }

    void look(Check check) {
        Limit limit = check.limit();
        LimitRule rule = limit.rule();
        if (rule.soft().isEmpty()) {
            return;
        }
        Account account = check.account();
        Meter meter = check.meter();
        Counter counter = check.counter();
        Instant resets = null;
        long used;
        if (meter != null) {
            used = meter.used();
        } else if (counter != null) {
            used = Values.of(rule, counter.used);
            resets = counter.period.end();
        } else {
            used = account.running;
        }
        int level = level(rule, used, limit.units());
        int told = told(account, rule, meter, counter);
        if (level > 0) {
            Warning warning = new Warning(rule, account.subject, level, used, resets);
            above.add(warning);
            if (level > told) {
                reached.add(warning);
            }
        }
        if (meter != null && level > told) {
            meter.told = level;
            meter.toldUntil = tick + meter.window.length().toNanos();
        } else if (counter != null && level > told) {
            counter.told.put(rule.id(), level);
        } else if (rule.window() instanceof Window.Now && level != told) {
            account.told.put(rule.id(), level);
        }
    }

    private int told(
            Account account, LimitRule rule, @Nullable Meter meter, @Nullable Counter counter) {
        if (meter != null) {
            return meter.told > 0 && tick - meter.toldUntil < 0 ? meter.told : 0;
        }
        Map<String, Integer> told = counter != null ? counter.told : account.told;
        return told.getOrDefault(rule.id(), 0);
    }

    /** The highest level that is passed, 0 for none. */
    private static int level(LimitRule rule, long used, long units) {
        int highest = 0;
        for (int level : rule.soft()) {
            if (used > 0 && (double) used * 100 >= (double) level * units) {
                highest = level;
            }
        }
        return highest;
    }
}
