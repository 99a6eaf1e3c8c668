package dev.weir.core.limit;

import dev.weir.core.pricing.Cost;

import java.math.BigDecimal;
import java.math.BigInteger;

/** What a limit of spend does with a call whose model has no known price. It is never free. */
public sealed interface WhenUnpriced {

    /** What needs no figure. */
    enum Plain implements WhenUnpriced {
        /** Such calls do not pass. */
        REFUSE,
        /** They pass; they and their tokens are counted apart, beside the money. */
        ALLOW_COUNTED
    }

    /**
     * Their tokens count at a price.
     *
     * @param perMillion dollars for a million tokens, input or output; above 0
     */
    record Estimate(BigDecimal perMillion) implements WhenUnpriced {

        public Estimate {
            if (perMillion.signum() <= 0) {
                throw new IllegalArgumentException(
                        "the price for models without one must be above 0, not " + perMillion);
            }
        }

        /** Nano-dollars for one token, rounded up: an estimate is never too small. */
        public long nanosEach() {
            return Math.max(1, Math.ceilDiv(Cost.nanos(perMillion), 1_000_000L));
        }
    }

    /** The money that a tally counts as, in nano-dollars. */
    default long nanos(Tally tally) {
        if (!(this instanceof Estimate estimate) || tally.unpricedTokens() == 0) {
            return tally.nanos();
        }
        BigInteger sum =
                BigInteger.valueOf(estimate.nanosEach())
                        .multiply(BigInteger.valueOf(tally.unpricedTokens()))
                        .add(BigInteger.valueOf(tally.nanos()));
        return sum.bitLength() < Long.SIZE ? sum.longValue() : Long.MAX_VALUE;
    }
}
