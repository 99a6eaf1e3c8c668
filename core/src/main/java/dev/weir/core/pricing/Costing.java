package dev.weir.core.pricing;

import org.jspecify.annotations.Nullable;

/** What there is to say about the money of one call: a {@link Cost}, or why there is none. */
public sealed interface Costing permits Cost, Unpriced {

    /** The version of the price table it was worked out with. */
    String tableVersion();

    /**
     * What the provider itself said the call cost, US dollars as written; null where it did not.
     * Kept beside the cost worked out here, never mixed with it.
     */
    @Nullable String statedCost();
}
