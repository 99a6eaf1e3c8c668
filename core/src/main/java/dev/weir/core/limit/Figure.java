package dev.weir.core.limit;

import java.time.Duration;

/**
 * Where a call stands with the tightest limit of one quantity.
 *
 * @param limit the amount, as {@link LimitRule#units()}
 * @param remaining what is left after this call's estimate, not below 0
 * @param reset how long until all of the amount is there again
 */
public record Figure(Quantity quantity, long limit, long remaining, Duration reset) {

    /** An amount as it is in a field: a whole number, for spend dollars. */
    String text(long units) {
        return quantity == Quantity.SPEND ? Money.plain(units) : Long.toString(units);
    }

    /** The time as providers write it, e.g. {@code 1s}, {@code 6m0s}, {@code 30h0m0s}. */
    String resetText() {
        long seconds = seconds(reset);
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m" + seconds % 60 + "s";
        }
        return seconds / 3600 + "h" + seconds % 3600 / 60 + "m" + seconds % 60 + "s";
    }

    /** Whole seconds, rounded up, so that nobody comes back too early. */
    static long seconds(Duration duration) {
        return duration.isNegative() ? 0 : duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
    }
}
