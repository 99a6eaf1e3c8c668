package dev.weir.core.pricing;

/** What the table says to a provider, a model and a moment. */
public sealed interface Match {

    /**
     * The table has prices.
     *
     * @param rates those that hold at the moment
     */
    record Found(ModelPrices model, Rates rates) implements Match {}

    /**
     * The table has none.
     *
     * @param detail the provider, host or model that it lacks
     */
    record None(Unpriced.Reason reason, String detail) implements Match {}
}
