package dev.weir.gateway.limits;

import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Denied;
import dev.weir.core.limit.Ledger.Name;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.LimitRules;
import dev.weir.core.limit.LimitRules.Limit;
import dev.weir.core.limit.Reservation;
import dev.weir.core.limit.Standing;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Want;
import dev.weir.core.limit.Warning;
import dev.weir.core.limit.Window;

import io.github.bucket4j.TimeMeter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All counters of one organisation, in memory. Every method takes the book's lock for a few hundred
 * nanoseconds to a microsecond; those that take longer (with the number of subjects) are named so.
 * Nothing here waits for a store.
 */
final class Book {

    /** The most subjects counted at a time. Idle ones make way. */
    static final int MOST_ACCOUNTS = 100_000;

    private final String organisation;
    private final HeldClock clock;
    private final TimeMeter time;
    private final long lifetimeNanos;
    private final LimitsMetrics metrics;

    private final Map<Subject, Account> accounts = new HashMap<>();
    private final Set<OpenPermit> open = new HashSet<>();
    private final Map<String, Reservation> kept = new LinkedHashMap<>();
    private LimitRules rules;

    /** What is counted by calendars, also for rules about to come. */
    private final Map<Subject.Kind, Set<Window.Calendar>> calendars = new HashMap<>();

    private Pending pending;
    private long sweepTick;

    /** Whether some figures never get to the ledger, which then cannot correct this book. */
    private boolean ahead;

    private boolean hushed;

    /** Whether the ledger could not be used for so long that strict rules refuse. */
    private volatile boolean unavailable;

    Book(
            LimitRules rules,
            HeldClock clock,
            TimeMeter time,
            Duration lifetime,
            LimitsMetrics metrics) {
        this.organisation = rules.organisation();
        this.rules = rules;
        this.clock = clock;
        this.time = time;
        this.lifetimeNanos = lifetime.toNanos();
        this.metrics = metrics;
        this.pending = new Pending(organisation);
        this.sweepTick = time.currentTimeNanos();
        track(rules);
    }

    String organisation() {
        return organisation;
    }

    /** The answer to a reservation: exactly one of the two is there. */
    record Answer(@Nullable OpenPermit permit, @Nullable Denied denied) {}

    synchronized Answer reserve(Want want) {
        Instant now = clock.now();
        List<Subject> subjects = want.subjects();
        @Nullable Account[] touched = new @Nullable Account[subjects.size()];
        Tally estimate = want.tally();
        List<Check> checks = new ArrayList<>(8);
        List<OpenPermit.Take> takes = new ArrayList<>(4);
        List<Denied> excused = List.of();
        Denied worst = null;
        for (int i = 0; i < touched.length; i++) {
            Subject subject = subjects.get(i);
            List<Limit> limits = rules.of(subject);
            Set<Window.Calendar> counted = counted(subject.kind());
            if (limits.isEmpty() && counted.isEmpty()) {
                continue;
            }
            Account account = account(subject, now);
            if (account == null) {
                worst = uncounted(limits, subject, worst);
                continue;
            }
            touched[i] = account;
            for (Window.Calendar calendar : counted) {
                account.counter(calendar, now);
            }
            for (int j = 0; j < limits.size(); j++) {
                Check check = Check.of(account, limits.get(j), now, time);
                checks.add(check);
                Denied denied = check.judge(want, estimate, now, unavailable, takes);
                if (denied == null) {
                    continue;
                }
                if (check.limit().rule().mode() != LimitRule.Mode.ENFORCE) {
                    excused = excused.isEmpty() ? new ArrayList<>(2) : excused;
                    excused.add(denied);
                } else if (worst == null || denied.outlasts(worst)) {
                    worst = denied;
                }
            }
        }
        if (worst != null) {
            return new Answer(null, worst.withFigures(Figures.of(checks, now)));
        }
        for (int i = 0; i < takes.size(); i++) {
            takes.get(i).meter().take(takes.get(i).amount());
        }
        for (Account account : touched) {
            if (account != null) {
                account.running++;
                account.add(now, estimate, null);
            }
        }
        Levels levels = new Levels(time.currentTimeNanos());
        checks.forEach(levels::look);
        Standing standing =
                checks.isEmpty()
                        ? Standing.NONE
                        : new Standing(
                                Figures.of(checks, now), levels.reached, levels.above, excused);
        OpenPermit permit =
                new OpenPermit(
                        this,
                        want,
                        subjects,
                        touched,
                        takes,
                        estimate,
                        now,
                        time.currentTimeNanos() + lifetimeNanos,
                        standing);
        open.add(permit);
        return new Answer(permit, null);
    }

    private @Nullable Denied uncounted(
            List<Limit> limits, Subject subject, @Nullable Denied worst) {
        metrics.uncounted.increment();
        for (Limit limit : limits) {
            if (limit.rule().strict() && limit.rule().mode() == LimitRule.Mode.ENFORCE) {
                return Denied.unavailable(limit.rule(), subject);
            }
        }
        return worst;
    }

    private @Nullable Account account(Subject subject, Instant now) {
        Account account = accounts.get(subject);
        if (account != null) {
            return account;
        }
        if (accounts.size() >= MOST_ACCOUNTS) {
            long tick = time.currentTimeNanos();
            if (tick - sweepTick > Duration.ofSeconds(1).toNanos()) {
                sweepTick = tick;
                accounts.values().removeIf(each -> each.isIdle(now));
            }
            if (accounts.size() >= MOST_ACCOUNTS) {
                return null;
            }
        }
        Account made = new Account(subject);
        accounts.put(subject, made);
        return made;
    }

    synchronized List<Warning> settle(OpenPermit permit, Actual actual) {
        if (permit.state == OpenPermit.State.ENDED) {
            return List.of();
        }
        Instant now = clock.now();
        Tally used = actual.tally(permit.estimate);
        end(permit, used, true);
        metrics.settled(used, actual.leans(permit.estimate));
        if (pending.add(permit.subjects, Tally.quarter(permit.at), used)) {
            pending.end(permit);
        } else {
            // Its place in the file stays taken: after a restart the estimate counts.
            ahead = true;
            metrics.lost.increment();
        }
        Levels levels = null;
        for (Subject subject : permit.subjects) {
            Account account = accounts.get(subject);
            List<Limit> limits = account == null ? List.of() : rules.of(subject);
            for (int i = 0; account != null && i < limits.size(); i++) {
                Limit limit = limits.get(i);
                if (limit.rule().window() instanceof Window.Calendar
                        && !limit.rule().soft().isEmpty()) {
                    if (levels == null) {
                        levels = new Levels(time.currentTimeNanos());
                    }
                    levels.look(Check.of(account, limit, now, time));
                }
            }
        }
        return levels == null ? List.of() : List.copyOf(levels.reached);
    }

    synchronized void release(OpenPermit permit) {
        if (permit.state == OpenPermit.State.ENDED) {
            return;
        }
        end(permit, Tally.ZERO, false);
        pending.end(permit);
    }

    private Set<Window.Calendar> counted(Subject.Kind kind) {
        return calendars.computeIfAbsent(kind, _ -> new LinkedHashSet<>());
    }

    /**
     * What counts for the subject of a call now; null for nothing. It is not what the call found
     * where the rules are others by now, or where the call has lapsed and its account is gone.
     */
    private @Nullable Account account(OpenPermit permit, int place, Instant now) {
        Account found = permit.accounts[place];
        if (found != null && permit.state == OpenPermit.State.OPEN) {
            return found;
        }
        Subject subject = permit.subjects.get(place);
        Account other = accounts.get(subject);
        if (other == null && !counted(subject.kind()).isEmpty()) {
            other = account(subject, now);
        }
        return other;
    }

    private void end(OpenPermit permit, Tally used, boolean sent) {
        Instant now = clock.now();
        if (permit.state == OpenPermit.State.OPEN) {
            free(permit);
        }
        for (int i = 0; sent && i < permit.accounts.length; i++) {
            Account account = account(permit, i, now);
            if (account != null) {
                for (Window.Calendar calendar : counted(account.subject.kind())) {
                    account.counter(calendar, now);
                }
                account.add(permit.at, null, used);
            }
        }
        permit.state = OpenPermit.State.ENDED;
        open.remove(permit);
        for (int i = 0; i < permit.takes.size(); i++) {
            OpenPermit.Take take = permit.takes.get(i);
            long more = (sent ? take.meter().wanted(used) : 0) - take.amount();
            take.meter().take(more);
            take.meter().giveBack(-more);
        }
    }

    /**
     * Gives back what a call under way has reserved at calendars, and its place among the running.
     */
    private void free(OpenPermit permit) {
        for (int i = 0; i < permit.accounts.length; i++) {
            Account found = permit.accounts[i];
            if (found != null) {
                found.running--;
            }
            Account account = found != null ? found : accounts.get(permit.subjects.get(i));
            if (account != null) {
                account.free(permit.at, permit.estimate);
            }
        }
    }

    /** Rules that are about to hold: what they count by is counted from now on. Longer. */
    synchronized void prepare(LimitRules next) {
        track(next);
        recount();
    }

    private void track(LimitRules next) {
        for (Subject.Kind kind : Subject.Kind.values()) {
            calendars
                    .computeIfAbsent(kind, _ -> new LinkedHashSet<>())
                    .addAll(next.calendars(kind));
        }
    }

    /** Puts rules in force; counters keep. Longer. */
    synchronized void install(LimitRules next) {
        rules = next;
        calendars.clear();
        track(next);
        Set<String> ids = new HashSet<>();
        next.all().forEach(rule -> ids.add(rule.id()));
        for (Account account : accounts.values()) {
            account.keep(counted(account.subject.kind()), ids);
        }
    }

    /** Counts all reservations anew, and returns how far the counters were off. Longer. */
    synchronized long recount() {
        Instant now = clock.now();
        Map<Counter, Tally> before = new HashMap<>();
        for (Account account : accounts.values()) {
            for (Counter counter : account.counters) {
                counter.roll(now);
                before.put(counter, counter.reserved);
                counter.reserved = Tally.ZERO;
            }
        }
        for (OpenPermit permit : open) {
            for (int i = 0; i < permit.accounts.length; i++) {
                Account account = account(permit, i, now);
                if (account != null) {
                    reserve(account, permit.at, permit.estimate, now, before);
                }
            }
        }
        for (Reservation each : kept.values()) {
            for (Subject subject : each.lapsed() ? List.<Subject>of() : each.subjects()) {
                if (!counted(subject.kind()).isEmpty()) {
                    Account account = account(subject, now);
                    if (account != null) {
                        reserve(account, each.at(), each.estimate(), now, before);
                    }
                }
            }
        }
        long off = 0;
        for (Map.Entry<Counter, Tally> each : before.entrySet()) {
            off = Tally.sum(off, each.getKey().reserved.distance(each.getValue()));
        }
        return off;
    }

    private void reserve(
            Account account, Instant at, Tally estimate, Instant now, Map<Counter, Tally> before) {
        for (Window.Calendar calendar : counted(account.subject.kind())) {
            Counter counter = account.counter(calendar, now);
            before.putIfAbsent(counter, Tally.ZERO);
        }
        account.add(at, estimate, null);
    }

    /** What one calendar has counted, and what of it the ledger does not know yet. */
    record Copy(Window.Period period, Map<String, Tally> used, Map<String, Tally> pending) {}

    /** All calendars that something is counted by. */
    synchronized Map<Subject.Kind, List<Window.Calendar>> calendars() {
        Map<Subject.Kind, List<Window.Calendar>> all = new HashMap<>();
        calendars.forEach((kind, counted) -> all.put(kind, List.copyOf(counted)));
        return all;
    }

    /** Longer. */
    synchronized Copy copy(Subject.Kind kind, Window.Calendar calendar) {
        Instant now = clock.now();
        Map<String, Tally> used = new HashMap<>();
        for (Account account : accounts.values()) {
            if (account.subject.kind() == kind) {
                Tally tally = account.counter(calendar, now).used;
                if (!tally.isZero()) {
                    used.put(account.subject.id(), tally);
                }
            }
        }
        Window.Period period = calendar.at(now);
        return new Copy(period, used, pending.of(kind, period));
    }

    /**
     * Corrects counters by what the ledger says. Longer.
     *
     * @param ledger what it held when the copy was made
     * @return how far the counters were off
     */
    synchronized long correct(
            Subject.Kind kind, Window.Calendar calendar, Copy copy, Map<String, Tally> ledger) {
        if (ahead) {
            return 0;
        }
        Instant now = clock.now();
        Set<String> ids = new HashSet<>(copy.used().keySet());
        ids.addAll(ledger.keySet());
        ids.addAll(copy.pending().keySet());
        long off = 0;
        for (String id : ids) {
            Tally expected =
                    ledger.getOrDefault(id, Tally.ZERO)
                            .plus(copy.pending().getOrDefault(id, Tally.ZERO));
            Tally had = copy.used().getOrDefault(id, Tally.ZERO);
            Account account = account(new Subject(kind, id), now);
            if (account == null) {
                continue;
            }
            Counter counter = account.counter(calendar, now);
            if (!expected.equals(had) && counter.period.equals(copy.period())) {
                off = Tally.sum(off, expected.distance(had));
                counter.used = counter.used.plus(expected.minus(had));
            }
        }
        return off;
    }

    /** The first time: soft levels that are passed already were told of before. Longer. */
    synchronized void hush() {
        if (hushed) {
            return;
        }
        hushed = true;
        Instant now = clock.now();
        Levels levels = new Levels(time.currentTimeNanos());
        for (Account account : accounts.values()) {
            for (Limit limit : rules.of(account.subject)) {
                if (limit.rule().window() instanceof Window.Calendar) {
                    levels.look(Check.of(account, limit, now, time));
                }
            }
        }
    }

    /** Takes what waits for the ledger, null for nothing. */
    synchronized @Nullable Pending drain() {
        if (pending.isEmpty()) {
            return null;
        }
        Pending drained = pending;
        pending = new Pending(organisation);
        return drained;
    }

    synchronized int pendingSize() {
        return pending.size();
    }

    /** Reservations of a process that was killed. Longer. */
    synchronized void adopt(List<Reservation> reservations) {
        reservations.forEach(each -> kept.put(each.exchange(), each));
        recount();
    }

    synchronized List<Reservation> kept() {
        return List.copyOf(kept.values());
    }

    /** Settles a reservation of a process that was killed; false where there is none. */
    synchronized boolean reconcile(String exchange, Actual actual) {
        Reservation found = kept.get(exchange);
        if (found == null) {
            return false;
        }
        Tally used = actual.tally(found.estimate());
        if (!pending.add(found.subjects(), Tally.quarter(found.at()), used)) {
            return false;
        }
        kept.remove(exchange);
        pending.dropped.add(new Name(organisation, exchange));
        for (Subject subject : found.subjects()) {
            Account account = accounts.get(subject);
            if (account != null) {
                if (!found.lapsed()) {
                    account.free(found.at(), found.estimate());
                }
                account.add(found.at(), null, used);
            }
        }
        metrics.settled(used, actual.leans(found.estimate()));
        return true;
    }

    /** Ends what nobody ended in time, and forgets who is idle. Longer. */
    synchronized void tidy(Instant forgetBefore) {
        Instant now = clock.now();
        long tick = time.currentTimeNanos();
        for (OpenPermit permit : List.copyOf(open)) {
            if (tick - permit.expiresTick >= 0) {
                free(permit);
                permit.state = OpenPermit.State.LAPSED;
                open.remove(permit);
                pending.end(permit);
                metrics.lapsed.increment();
            }
        }
        for (Reservation each : List.copyOf(kept.values())) {
            if (each.at().isBefore(forgetBefore)) {
                kept.remove(each.exchange());
            } else if (!each.lapsed() && !now.isBefore(each.expires())) {
                Reservation lapsed = each.withLapsed();
                kept.put(each.exchange(), lapsed);
                pending.kept.add(lapsed);
                metrics.lapsed.increment();
                for (Subject subject : each.subjects()) {
                    Account account = accounts.get(subject);
                    if (account != null) {
                        account.free(each.at(), each.estimate());
                    }
                }
            }
        }
        accounts.values().removeIf(each -> each.isIdle(now));
    }

    void setUnavailable(boolean now) {
        unavailable = now;
    }

    synchronized int accountsSize() {
        return accounts.size();
    }
}
