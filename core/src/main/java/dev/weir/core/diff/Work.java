package dev.weir.core.diff;

/**
 * How many steps a comparison may still take. Steps are counted and not timed, so that the same
 * texts give the same differences everywhere. Not thread-safe.
 */
final class Work {

    private long left;

    Work(long steps) {
        left = steps;
    }

    /** Takes steps; false where there are not as many left. */
    boolean take(long steps) {
        left -= steps;
        return left >= 0;
    }

    /** A share of what is left, for one of several things to be compared. */
    Work part(long most) {
        return new Work(Math.clamp(left, 0, most));
    }

    /** Takes what a part has used. */
    void settle(Work part, long given) {
        left -= Math.min(given, given - part.left);
    }

    long left() {
        return Math.max(left, 0);
    }
}
