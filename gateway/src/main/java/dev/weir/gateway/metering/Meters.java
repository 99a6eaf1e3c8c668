package dev.weir.gateway.metering;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.limit.Denied;
import dev.weir.core.limit.Estimate;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Limiter;
import dev.weir.core.limit.Permit;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Reply;
import dev.weir.core.limit.SubjectNames;
import dev.weir.core.limit.Want;
import dev.weir.core.limit.Warning;
import dev.weir.core.metering.Metering;
import dev.weir.core.people.Organisation;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.TokenKind;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Counts calls by the limits of their organisation. On event loops it only reserves and copies
 * bytes; answers are read, priced and settled on other threads.
 */
public final class Meters implements Metering, AutoCloseable {

    /** Bytes of answers that are held to be read, of all calls together. */
    private static final long MOST_HELD = 256L << 20;

    private static final int READERS = 2;

    private final Limiter limiter;
    private final Pricing pricing;
    private final Supplier<Instant> clock;
    private final Consumer<Warning> warnings;
    private final SubjectNames names;
    private final AtomicLong held = new AtomicLong();
    private final Counter unread;
    private final Semaphore readers = new Semaphore(READERS);
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("weir-meter-", 0).factory());

    /** Organisations with a limit that counts what answers use. */
    private volatile Map<String, Boolean> counting = Map.of();

    /**
     * @param warnings is told of each soft level that is reached, once
     * @param names what messages call those whose limits they are
     */
    public Meters(
            Limiter limiter,
            Pricing pricing,
            Supplier<Instant> clock,
            Consumer<Warning> warnings,
            SubjectNames names,
            MeterRegistry metrics) {
        this.names = names;
        this.limiter = limiter;
        this.pricing = pricing;
        this.clock = clock;
        this.warnings = warnings;
        this.unread =
                Counter.builder("weir.metering.unread")
                        .description("Answers too large to be read for limits: estimates stand")
                        .register(metrics);
        metrics.gauge("weir.metering.held", held, AtomicLong::get);
    }

    /** Limits nothing, and reads the answers that are not kept. */
    public static Meters unlimited(MeterRegistry metrics) {
        return new Meters(
                (_, _) -> {
                    throw new IllegalStateException("a limit where there are none");
                },
                new Pricing(PriceTable.builtIn(), PriceOverrides.NONE),
                Instant::now,
                _ -> {},
                SubjectNames.NONE,
                metrics);
    }

    /** Takes note of which organisations count what answers use. */
    public void publish(Map<String, List<LimitRule>> limits) {
        Map<String, Boolean> fresh = new HashMap<>();
        limits.forEach(
                (organisation, rules) ->
                        fresh.put(
                                organisation,
                                rules.stream()
                                        .anyMatch(
                                                rule ->
                                                        rule.quantity() == Quantity.TOKENS
                                                                || rule.quantity()
                                                                        == Quantity.SPEND)));
        counting = Map.copyOf(fresh);
    }

    @Override
    public boolean readsRequests(Caller caller) {
        return counting.getOrDefault(caller.organisation(), false);
    }

    @Override
    public void enter(Order order, Reply reply) {
        String organisation = order.caller().organisation();
        boolean counts = counting.getOrDefault(organisation, false);
        boolean reads = counts || !order.keepsBodies();
        if (organisation.equals(Organisation.LOCAL) && !counting.containsKey(organisation)) {
            reply.granted(reads ? new AnswerMeter(this, order, null, null, true) : Meter.NONE);
            return;
        }
        Estimate estimate = counts ? Orders.estimate(order, pricing, clock.get()) : null;
        limiter.reserve(
                want(order, estimate),
                new dev.weir.core.limit.Reply() {
                    @Override
                    public void granted(Permit permit) {
                        permit.standing().reached().forEach(warnings);
                        reply.granted(new AnswerMeter(Meters.this, order, permit, estimate, reads));
                    }

                    @Override
                    public void denied(Denied refused) {
                        Denied denied = refused.named(names.of(refused.whose()));
                        reply.denied(refusal(denied), ruling(denied, Effect.REFUSED));
                    }
                });
    }

    private static Want want(Order order, @Nullable Estimate estimate) {
        Caller caller = order.caller();
        Grant grant = caller.grant();
        return new Want(
                caller.organisation(),
                name(order),
                caller.user(),
                caller.teamsInOrder().stream().limit(16).toList(),
                grant != null && grant.kind() == TokenKind.VIRTUAL_KEY ? grant.id() : null,
                order.route(),
                order.key(),
                estimate == null ? 0 : estimate.tokens(),
                estimate == null ? Long.valueOf(0) : estimate.nanos(),
                order.model() == null ? "" : order.model());
    }

    /** What a reservation is called: each sending of an exchange has one of its own. */
    private static String name(Order order) {
        String exchange = order.exchange().toString();
        return order.sending() == 1 ? exchange : exchange + "~" + order.sending();
    }

    private static Refusal refusal(Denied denied) {
        ErrorCode code =
                switch (denied.reason()) {
                    case RATE, CONCURRENT -> ErrorCode.RATE_LIMITED;
                    case BUDGET -> ErrorCode.BUDGET_EXCEEDED;
                    case UNPRICED -> ErrorCode.MODEL_NOT_ALLOWED;
                    case UNAVAILABLE -> ErrorCode.LIMITS_UNAVAILABLE;
                };
        dev.weir.core.exchange.Headers.Builder fields = dev.weir.core.exchange.Headers.builder();
        denied.headers()
                .forEach(
                        (name, value) -> {
                            if (!name.equals("retry-after")) {
                                fields.add(name, value);
                            }
                        });
        long seconds = Math.min(denied.retryAfterSeconds(), Integer.MAX_VALUE);
        return new Refusal(
                code,
                denied.message(),
                seconds == 0 ? Refusal.NEVER : (int) seconds,
                fields.build());
    }

    static Ruling ruling(Denied denied, Effect effect) {
        return new Ruling("limit:" + denied.rule().name(), 0, effect, denied.message());
    }

    List<Ruling> rulings(Permit permit) {
        List<Ruling> rulings = new ArrayList<>();
        for (Denied excused : permit.standing().excused()) {
            rulings.add(
                    ruling(
                            excused.named(names.of(excused.whose())),
                            excused.rule().mode() == LimitRule.Mode.WARN
                                    ? Effect.WARNED
                                    : Effect.WOULD_REFUSE));
        }
        return rulings;
    }

    // ---- what meters need ----

    Pricing pricing() {
        return pricing;
    }

    Instant now() {
        return clock.get();
    }

    Consumer<Warning> warnings() {
        return warnings;
    }

    boolean hold(int bytes) {
        if (held.addAndGet(bytes) > MOST_HELD) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void letGo(long bytes) {
        held.addAndGet(-bytes);
    }

    void tooLarge() {
        unread.increment();
    }

    /** Runs a reading; a few at once. */
    void run(Runnable reading) {
        threads.execute(
                () -> {
                    readers.acquireUninterruptibly();
                    try {
                        reading.run();
                    } finally {
                        readers.release();
                    }
                });
    }

    /** The organisations that are known to have limits; for tests and figures. */
    Set<String> organisations() {
        return counting.keySet();
    }

    /** Waits a while for readings under way. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
