package dev.weir.core.limit;

import java.time.Duration;
import java.time.Instant;

/**
 * What some calls used. All counts are exact; sums stop at the largest number instead of wrapping.
 *
 * @param requests calls
 * @param tokens input and output tokens of all calls
 * @param nanos money of the calls whose price is known, in nano-dollars
 * @param unpriced calls without a price; their money is not in {@code nanos}
 * @param unpricedTokens the tokens of those calls
 */
public record Tally(long requests, long tokens, long nanos, long unpriced, long unpricedTokens) {

    public static final Tally ZERO = new Tally(0, 0, 0, 0, 0);

    /** More tokens than this count as so many: no call has them, and sums stay in range. */
    public static final long MOST_TOKENS = 1L << 50;

    /** More nano-dollars than this (about 9 million dollars) count as so many. */
    public static final long MOST_NANOS = 1L << 53;

    /** The grain of the ledger's time. Windows of calendars start at whole quarters of an hour. */
    public static final Duration QUARTER = Duration.ofMinutes(15);

    /** One call whose money is known. */
    public static Tally priced(long tokens, long nanos) {
        return new Tally(1, tokens, nanos, 0, 0);
    }

    /** One call without a price. */
    public static Tally unpriced(long tokens) {
        return new Tally(1, tokens, 0, 1, tokens);
    }

    public Tally plus(Tally other) {
        return new Tally(
                sum(requests, other.requests),
                sum(tokens, other.tokens),
                sum(nanos, other.nanos),
                sum(unpriced, other.unpriced),
                sum(unpricedTokens, other.unpricedTokens));
    }

    public Tally minus(Tally other) {
        return new Tally(
                requests - other.requests,
                tokens - other.tokens,
                nanos - other.nanos,
                unpriced - other.unpriced,
                unpricedTokens - other.unpricedTokens);
    }

    public boolean isZero() {
        return equals(ZERO);
    }

    /** The sum of all differences without sign: 0 exactly where both are the same. */
    public long distance(Tally other) {
        Tally difference = minus(other);
        return sum(
                sum(Math.abs(difference.requests), Math.abs(difference.tokens)),
                sum(
                        Math.abs(difference.nanos),
                        sum(Math.abs(difference.unpriced), Math.abs(difference.unpricedTokens))));
    }

    /** The quarter of an hour that a moment is in, counted from 1970. */
    public static long quarter(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), QUARTER.toSeconds());
    }

    /** A sum of two counts that stops at the largest number. */
    public static long sum(long one, long other) {
        long sum = one + other;
        if (((one ^ sum) & (other ^ sum)) < 0) {
            return one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
