package dev.weir.core.derived;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Pricing rows again by the prices of now, without reading bodies.
 *
 * @param since only exchanges that began then or later, null for all
 * @param until only exchanges that began earlier, null for all
 * @param dryRun true to tell what would change, and change nothing
 */
public record Repricing(@Nullable Instant since, @Nullable Instant until, boolean dryRun) {

    /**
     * What came of it.
     *
     * @param rows how many were priced
     * @param changed how many of them have another cost, or another reason for having none
     * @param unpricedBefore how many with usage had no price
     * @param unpricedAfter how many with usage have none now
     * @param nanosBefore what all of them cost before, in billionths of a US dollar
     * @param nanosAfter what they cost now
     */
    public record Result(
            long rows,
            long changed,
            long unpricedBefore,
            long unpricedAfter,
            long nanosBefore,
            long nanosAfter) {

        public static final Result NONE = new Result(0, 0, 0, 0, 0, 0);

        /** Both together. */
        public Result plus(Result other) {
            return new Result(
                    rows + other.rows,
                    changed + other.changed,
                    unpricedBefore + other.unpricedBefore,
                    unpricedAfter + other.unpricedAfter,
                    nanosBefore + other.nanosBefore,
                    nanosAfter + other.nanosAfter);
        }
    }
}
