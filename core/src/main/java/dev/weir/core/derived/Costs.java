package dev.weir.core.derived;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.core.pricing.Cost;
import dev.weir.core.pricing.Costing;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.pricing.Unpriced;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Prices exchanges: when they are derived, and again from their rows when prices have changed. */
public final class Costs {

    /** How a cost came about that the sender of a span states. */
    private static final String STATED = "stated";

    private static final int LONGEST_COST = 40;

    /** A stated cost beyond this is none: a million dollars for one call. */
    private static final BigDecimal HIGHEST_COST = BigDecimal.valueOf(1_000_000);

    private Costs() {}

    /** What an exchange costs by the prices of now. Its bodies are not needed. */
    public static DerivedExchange.Cost again(
            Pricing pricing, Exchange exchange, DerivedExchange row) {
        Usage usage = new Usage(row.counts(), row.cost().tier(), row.cost().speed(), null, "");
        DerivedExchange.Cost cost =
                of(
                        pricing,
                        exchange,
                        row.call().answeredModel(),
                        row.call().requestedModel(),
                        usage,
                        false);
        return cost.nanos() == null && row.cost().how().equals(STATED)
                ? new DerivedExchange.Cost(
                        row.cost().nanos(),
                        null,
                        STATED,
                        cost.prices(),
                        usage.tier(),
                        usage.speed())
                : cost;
    }

    /**
     * What an exchange costs.
     *
     * @param answered the model as the answer names it
     * @param asked the model as the request names it
     * @param span true where a cost that the sender states counts, if there is no price
     */
    static DerivedExchange.Cost of(
            Pricing pricing,
            Exchange exchange,
            @Nullable String answered,
            @Nullable String asked,
            Usage usage,
            boolean span) {
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
            case Unpriced unpriced -> {
                Long stated = span ? nanos(unpriced.statedCost()) : null;
                yield new DerivedExchange.Cost(
                        stated,
                        null,
                        stated != null ? STATED : "unpriced:" + unpriced.reason().word(),
                        unpriced.tableVersion(),
                        usage.tier(),
                        usage.speed());
            }
        };
    }

    /** Billionths of the dollars that a sender states; null where it states none that can be. */
    private static @Nullable Long nanos(@Nullable String dollars) {
        if (dollars == null || dollars.length() > LONGEST_COST) {
            return null;
        }
        BigDecimal amount = new BigDecimal(dollars);
        // An exponent of a few digits can stand for a number of a billion digits.
        boolean tame = Math.abs(amount.scale()) <= LONGEST_COST;
        boolean sound = tame && amount.signum() >= 0 && amount.compareTo(HIGHEST_COST) <= 0;
        return sound ? Cost.nanos(amount) : null;
    }
}
