package dev.weir.core.pricing;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * A call without a cost. It is not free: nobody knows.
 *
 * @param reason why
 * @param detail what it is about: the model, the tier or the unit; empty for nothing
 */
public record Unpriced(
        Reason reason, String detail, String tableVersion, @Nullable String statedCost)
        implements Costing {

    /** Why a call has no cost: a closed list; its words are on record. */
    public enum Reason {
        /** The answer stated no usage. */
        NO_USAGE,
        /** A count is larger than the count it is within, or parts exceed their whole. */
        INCONSISTENT_USAGE,
        /** The upstream runs on this machine or network: there is no list price. */
        LOCAL,
        /** The upstream bills a plan, and not single calls. */
        SUBSCRIPTION,
        /** The table has no provider of that name or at that host. */
        UNKNOWN_PROVIDER,
        /** The table has no such model of the provider. */
        UNKNOWN_MODEL,
        /** The table has the model, but no price for that day. */
        NO_PRICE_THEN,
        /** The model has a price, but for none of the units that were used. */
        NO_PRICE_FOR_UNITS,
        /** The service tier or speed has a price of its own that the table does not have. */
        UNKNOWN_TIER;

        /** The word on record and in the API, e.g. {@code unknown_model}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads a word; null where it is none. */
        public static @Nullable Reason parse(String word) {
            for (Reason reason : values()) {
                if (reason.word().equals(word)) {
                    return reason;
                }
            }
            return null;
        }
    }
}
