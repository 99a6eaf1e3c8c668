package dev.weir.core.limit;

import org.jspecify.annotations.Nullable;

/**
 * What a call used in the end. Null is "not known", which is never taken for 0: where tokens are
 * not known the estimate stands for all, where only the money is not known the call counts as one
 * without a price, unless its estimate had one, which then stands.
 *
 * @param tokens input and output together, as the provider stated them
 * @param nanos nano-dollars
 */
public record Actual(@Nullable Long tokens, @Nullable Long nanos) {

    /** The call was sent, and nobody knows what it used. */
    public static final Actual UNKNOWN = new Actual(null, null);

    public Actual {
        tokens = tokens == null ? null : Long.valueOf(Math.min(tokens, Tally.MOST_TOKENS));
        nanos = nanos == null ? null : Long.valueOf(Math.min(nanos, Tally.MOST_NANOS));
        if (tokens != null && tokens < 0 || nanos != null && nanos < 0) {
            throw new IllegalArgumentException("what a call used is negative");
        }
    }

    public static Actual of(long tokens, long nanos) {
        return new Actual(tokens, nanos);
    }

    public static Actual unpriced(long tokens) {
        return new Actual(tokens, null);
    }

    /** What the call counts as. */
    public Tally tally(Tally estimate) {
        boolean priced = estimate.unpriced() == 0;
        long used = tokens == null ? estimate.tokens() : tokens;
        if (nanos != null) {
            return Tally.priced(used, nanos);
        }
        return priced ? Tally.priced(used, estimate.nanos()) : Tally.unpriced(used);
    }

    /** Whether some of the tally is from the estimate. */
    public boolean leans(Tally estimate) {
        return tokens == null || nanos == null && estimate.unpriced() == 0;
    }
}
