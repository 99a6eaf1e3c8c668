package dev.weir.core.derived;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.core.pricing.Cost;
import dev.weir.core.pricing.Costing;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.pricing.Unpriced;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Prices exchanges: when they are derived, and again from their rows when prices have changed. */
public final class Costs {

    private Costs() {}

    /** What an exchange costs by the prices of now. Its bodies are not needed. */
    public static DerivedExchange.Cost again(
            Pricing pricing, Exchange exchange, DerivedExchange row) {
        Usage usage = new Usage(row.counts(), row.cost().tier(), row.cost().speed(), null, "");
        return of(
                pricing, exchange, row.call().answeredModel(), row.call().requestedModel(), usage);
    }

    /**
     * What an exchange costs.
     *
     * @param answered the model as the answer names it
     * @param asked the model as the request names it
     */
    static DerivedExchange.Cost of(
            Pricing pricing,
            Exchange exchange,
            @Nullable String answered,
            @Nullable String asked,
            Usage usage) {
        List<String> models = new ArrayList<>(3);
        for (@Nullable String model :
                new @Nullable String[] {answered, asked, exchange.requestedModel()}) {
            if (model != null && !models.contains(model)) {
                models.add(model);
            }
        }
        UpstreamFacts upstream = exchange.upstream();
        Costing costing =
                pricing.cost(
                        new Pricing.Call(
                                exchange.provider(),
                                upstream == null
                                        ? ""
                                        : upstream.origin().replaceFirst("^[a-z]+://", ""),
                                models,
                                exchange.startedAt()),
                        usage);
        return switch (costing) {
            case Cost cost -> {
                String override = cost.override();
                yield new DerivedExchange.Cost(
                        cost.nanos(),
                        Cost.nanos(cost.cacheSaved().subtract(cost.cachePaid())),
                        override == null ? "table" : "override:" + override,
                        cost.tableVersion(),
                        usage.tier(),
                        usage.speed());
            }
            case Unpriced unpriced ->
                    new DerivedExchange.Cost(
                            null,
                            null,
                            "unpriced:" + unpriced.reason().word(),
                            unpriced.tableVersion(),
                            usage.tier(),
                            usage.speed());
        };
    }
}
