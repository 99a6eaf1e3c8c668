package dev.weir.gateway.limits;

import dev.weir.core.limit.Denied;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.LimitRules.Limit;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Want;
import dev.weir.core.limit.Window;

import io.github.bucket4j.TimeMeter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One limit that concerns a call, with what it is counted by: a meter for a rate, a counter for a
 * calendar, the account itself for concurrent calls. Guarded by the book's lock.
 */
record Check(Account account, Limit limit, @Nullable Meter meter, @Nullable Counter counter) {

    static Check of(Account account, Limit limit, Instant now, TimeMeter time) {
        return switch (limit.rule().window()) {
            case Window.Rate rate ->
                    new Check(account, limit, account.meter(limit, rate, time), null);
            case Window.Calendar calendar ->
                    new Check(account, limit, null, account.counter(calendar, now));
            case Window.Now _ -> new Check(account, limit, null, null);
        };
    }

    /** How much is used, whether or not a call would pass. */
    Use use(Instant now) {
        LimitRule rule = limit.rule();
        Subject whose = account.subject;
        if (meter != null) {
            return new Use(rule, whose, limit.units(), meter.used(), 0, now.plus(meter.reset()));
        }
        if (counter == null) {
            return new Use(rule, whose, limit.units(), account.running, 0, null);
        }
        return new Use(
                rule,
                whose,
                limit.units(),
                Values.of(rule, counter.used),
                Values.of(rule, counter.reserved),
                counter.period.end());
    }

    /**
     * Why the limit would not let a call pass; null where it does.
     *
     * @param unavailable whether calendars cannot be counted durably
     * @param takes gets what is to be taken from a bucket
     */
    @Nullable Denied judge(
            Want want,
            Tally estimate,
            Instant now,
            boolean unavailable,
            List<OpenPermit.Take> takes) {
        LimitRule rule = limit.rule();
        Subject whose = account.subject;
        if (meter != null) {
            long wanted = meter.wanted(estimate);
            long delay = meter.delay(wanted);
            if (delay > 0) {
                return Denied.rate(rule, whose, meter.used(), Duration.ofNanos(delay));
            }
            takes.add(new OpenPermit.Take(meter, wanted));
            return null;
        }
        if (counter == null) {
            return account.running >= limit.units()
                    ? Denied.concurrent(rule, whose, account.running)
                    : null;
        }
        if (unavailable && rule.strict()) {
            return Denied.unavailable(rule, whose);
        }
        if (Values.refusesUnpriced(rule, estimate)) {
            return Denied.unpriced(rule, whose, want.model());
        }
        long used = Values.of(rule, counter.used);
        long reserved = Values.of(rule, counter.reserved);
        long wanted = Values.of(rule, estimate);
        return Tally.sum(Tally.sum(used, reserved), wanted) > limit.units()
                ? Denied.calendar(rule, whose, used, reserved, wanted, counter.period, now)
                : null;
    }
}
