package dev.weir.core.derived;

/**
 * Sums over exchanges. Tokens are inclusive as in {@link dev.weir.core.usage.Unit}; a count that
 * was not stated adds nothing.
 *
 * @param exchanges how many
 * @param errors how many of them failed: a status of 400 and more, or no whole answer
 * @param input input tokens, cache included
 * @param cacheRead of these read from the provider's cache
 * @param cacheWrite of these written to it
 * @param output output tokens, reasoning included
 * @param reasoning of these for reasoning
 * @param nanos cost in billionths of a US dollar, of the priced ones
 * @param savedNanos what caching saved, in the same unit
 * @param unpriced how many with usage have no price
 * @param micros time taken, summed
 */
public record Sums(
        long exchanges,
        long errors,
        long input,
        long cacheRead,
        long cacheWrite,
        long output,
        long reasoning,
        long nanos,
        long savedNanos,
        long unpriced,
        long micros) {

    public static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
