package dev.weir.gateway.limits;

import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.WhenUnpriced;

/** What a tally counts as for a rule. */
final class Values {

    private Values() {}

    static long of(LimitRule rule, Tally tally) {
        return switch (rule.quantity()) {
            case REQUESTS, CONCURRENT -> tally.requests();
            case TOKENS -> tally.tokens();
            case SPEND -> rule.unpriced().nanos(tally);
        };
    }

    static boolean refusesUnpriced(LimitRule rule, Tally estimate) {
        return rule.quantity() == Quantity.SPEND
                && estimate.unpriced() > 0
                && rule.unpriced() == WhenUnpriced.Plain.REFUSE;
    }
}
