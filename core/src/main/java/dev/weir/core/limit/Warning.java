package dev.weir.core.limit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A soft level of a limit that was passed.
 *
 * @param level the level in percent of the amount
 * @param used what is used, as {@link LimitRule#units()}
 * @param resets when counting begins anew; null for what has no calendar
 */
public record Warning(
        LimitRule rule, Subject whose, int level, long used, @Nullable Instant resets) {

    /** A sentence for people, with a name that they know in the place of an id; null for none. */
    public String message(@Nullable String name) {
        return Denied.named(message(), rule, whose, name);
    }

    /** A sentence for people. */
    public String message() {
        return "The "
                + Denied.whose(rule, whose)
                + " has used "
                + level
                + " % or more of "
                + rule.title()
                + ": "
                + Money.number(rule.quantity(), used)
                + (resets == null ? "." : "; it starts anew at " + resets + ".");
    }
}
