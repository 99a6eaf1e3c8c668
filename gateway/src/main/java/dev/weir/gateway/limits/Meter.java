package dev.weir.gateway.limits;

import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Window;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.SynchronizationStrategy;

import java.time.Duration;

/** The bucket of one rate for one subject. Guarded by the book's lock. */
final class Meter {

    final String rule;
    final Quantity quantity;
    final Window.Rate window;
    private final LocalBucket bucket;
    private long units;

    /** The highest level told of, and until when (ticks) it is not told of again. */
    int told;

    long toldUntil;

    Meter(String rule, Quantity quantity, Window.Rate window, long units, TimeMeter time) {
        this.rule = rule;
        this.quantity = quantity;
        this.window = window;
        this.units = units;
        this.bucket =
                new io.github.bucket4j.local.LocalBucketBuilder()
                        .addLimit(
                                limit -> limit.capacity(units).refillGreedy(units, window.length()))
                        .withCustomTimePrecision(time)
                        .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                        .build();
    }

    /** Another amount; what was used stays used. */
    void amount(long other) {
        if (other == units) {
            return;
        }
        units = other;
        bucket.replaceConfiguration(
                BucketConfiguration.builder()
                        .addLimit(
                                limit -> limit.capacity(other).refillGreedy(other, window.length()))
                        .build(),
                TokensInheritanceStrategy.ADDITIVE);
    }

    /** How much of the bucket a call with that estimate takes. */
    long wanted(Tally estimate) {
        return quantity == Quantity.REQUESTS ? estimate.requests() : estimate.tokens();
    }

    /**
     * Nanoseconds until so much can be taken, 0 for now. What is more than the bucket holds can be
     * taken from a full one, which is in debt afterwards.
     */
    long delay(long wanted) {
        if (wanted <= 0) {
            return 0;
        }
        EstimationProbe probe = bucket.estimateAbilityToConsume(Math.min(wanted, units));
        return probe.canBeConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
    }

    void take(long amount) {
        if (amount > 0) {
            bucket.consumeIgnoringRateLimits(Math.min(amount, MOST));
        }
    }

    void giveBack(long amount) {
        if (amount > 0) {
            bucket.addTokens(Math.min(amount, MOST));
        }
    }

    /** Beyond any amount, and far from overflow. */
    private static final long MOST = 1L << 52;

    /** What is left; negative for a debt. */
    long available() {
        return bucket.getAvailableTokens();
    }

    long used() {
        return units - available();
    }

    /** How long until the bucket is full. */
    Duration reset() {
        double share = (double) Math.max(0, used()) / units;
        return Duration.ofNanos((long) Math.ceil(share * window.length().toNanos()));
    }

    /** Whether forgetting it changes nothing. */
    boolean isFull() {
        return available() >= units;
    }
}
