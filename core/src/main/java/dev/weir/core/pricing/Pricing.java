package dev.weir.core.pricing;

import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Works out what calls cost, from a table and an organisation's own prices over it. Immutable, and
 * the same arguments give the same cost.
 *
 * <pre>{@code
 * Pricing pricing = new Pricing(PriceTable.builtIn(), PriceOverrides.NONE);
 * switch (pricing.cost(call, usage)) {
 *     case Cost cost -> store(cost.nanos(), cost.tableVersion());
 *     case Unpriced unpriced -> store(unpriced.reason().word());
 * }
 * }</pre>
 */
public final class Pricing {

    /** Words of providers for their ordinary tier and speed. */
    private static final Set<String> ORDINARY =
            Set.of(
                    "",
                    "auto",
                    "default",
                    "none",
                    "normal",
                    "on_demand",
                    "on-demand",
                    "regular",
                    "standard",
                    "standard_only");

    private static final Map<String, String> ALIASES =
            Map.of(
                    "batches", "batch",
                    "on_demand_flex", "flex",
                    "on_demand_priority", "priority");

    private final PriceTable table;
    private final PriceOverrides overrides;

    public Pricing(PriceTable table, PriceOverrides overrides) {
        this.table = table;
        this.overrides = overrides;
    }

    /**
     * What is priced.
     *
     * @param provider Weir's name of the provider; empty for none
     * @param upstream host of the upstream, with or without port and path; empty where unknown
     * @param models names of the model, best first: the answer's own, then the request's; the first
     *     that has a price counts
     * @param at when the call was made
     */
    public record Call(String provider, String upstream, List<String> models, Instant at) {
        public Call {
            models = List.copyOf(models);
        }
    }

    /** The most tokens that the model of a call can answer with; null where that is not known. */
    public @Nullable Long mostOutput(Call call) {
        Long most = match(call) instanceof Match.Found hit ? hit.model().maxOutput() : null;
        return most == null || most < 1 ? null : most;
    }

    /** The cost of a call, or why there is none. */
    public Costing cost(Call call, Usage usage) {
        if (usage.isEmpty()) {
            return unpriced(Unpriced.Reason.NO_USAGE, "", usage);
        }
        Match match = match(call);
        List<String> tiers = tiers(usage);
        ModelPrices found = match instanceof Match.Found hit ? hit.model() : null;
        PriceOverride override =
                overrides.find(
                        found == null ? names(call) : List.of(call.provider(), found.provider()),
                        found == null ? call.models() : with(call.models(), found.id()),
                        tiers,
                        call.at());
        if (match instanceof Match.None none && (override == null || override.prices().isEmpty())) {
            return unpriced(none.reason(), none.detail(), usage);
        }
        Map<Unit, Rate> prices =
                override != null && !override.prices().isEmpty()
                        ? override.rates()
                        : match instanceof Match.Found hit ? hit.rates().prices() : Map.of();
        List<Map<Unit, BigDecimal>> factors = new ArrayList<>();
        for (String tier : tiers) {
            if (override != null && tier.equals(override.tier())) {
                continue;
            }
            Map<Unit, BigDecimal> factor = found == null ? null : found.factors().get(tier);
            if (factor == null) {
                return unpriced(Unpriced.Reason.UNKNOWN_TIER, tier, usage);
            }
            factors.add(factor);
        }
        if (override != null && override.factor().compareTo(BigDecimal.ONE) != 0) {
            factors.add(everything(override.factor()));
        }
        return bill(call, usage, prices, factors, new Origin(found, tiers, override));
    }

    /** Where the prices of a bill come from. */
    private record Origin(
            @Nullable ModelPrices model, List<String> tiers, @Nullable PriceOverride override) {}

    private Costing bill(
            Call call,
            Usage usage,
            Map<Unit, Rate> prices,
            List<Map<Unit, BigDecimal>> factors,
            Origin origin) {
        Bill bill = new Bill(counted(usage, prices), prices, factors);
        OwnCounts counts = bill.counts();
        String fault = counts.fault();
        if (fault != null) {
            return unpriced(Unpriced.Reason.INCONSISTENT_USAGE, fault, usage);
        }
        if (counts.own().isEmpty() && !counts.unbilled().isEmpty()) {
            Unit first = counts.unbilled().iterator().next();
            return unpriced(Unpriced.Reason.NO_PRICE_FOR_UNITS, first.word(), usage);
        }
        List<Cost.Line> lines = bill.lines();
        BigDecimal total = BigDecimal.ZERO;
        for (Cost.Line line : lines) {
            total = total.add(line.amount());
        }
        ModelPrices model = origin.model();
        PriceOverride override = origin.override();
        return new Cost(
                total,
                lines,
                bill.beyondPlain(Unit.CACHE_READ_TOKENS, lines).negate(),
                bill.beyondPlain(Unit.CACHE_WRITE_TOKENS, lines),
                model == null ? "" : model.provider(),
                model != null
                        ? model.id()
                        : call.models().isEmpty() ? "" : call.models().getFirst(),
                String.join("+", origin.tiers()),
                override == null ? null : override.name(),
                counts.unbilled(),
                table.version(),
                usage.statedCost());
    }

    /** A call is one request, where requests have a price and the provider does not count them. */
    private static Map<Unit, Long> counted(Usage usage, Map<Unit, Rate> prices) {
        if (!prices.containsKey(Unit.REQUESTS) || usage.of(Unit.REQUESTS) != null) {
            return usage.counts();
        }
        Map<Unit, Long> counts = new EnumMap<>(usage.counts());
        counts.put(Unit.REQUESTS, 1L);
        return counts;
    }

    private Match match(Call call) {
        Match first = null;
        for (String model : call.models()) {
            Match match = table.find(call.provider(), call.upstream(), model, call.at());
            if (match instanceof Match.Found) {
                return match;
            }
            first = first == null ? match : first;
        }
        return first == null ? table.find(call.provider(), call.upstream(), "", call.at()) : first;
    }

    private List<String> names(Call call) {
        String id = table.provider(call.provider(), call.upstream());
        return id == null ? List.of(call.provider()) : List.of(call.provider(), id);
    }

    private static List<String> with(List<String> models, String id) {
        List<String> all = new ArrayList<>(models);
        all.add(id);
        return all;
    }

    /** Tier and speed, where they are not the ordinary ones. */
    private static List<String> tiers(Usage usage) {
        List<String> words = new ArrayList<>();
        for (String word : new @Nullable String[] {usage.tier(), usage.speed()}) {
            String plain = word == null ? "" : word.strip().toLowerCase(Locale.ROOT);
            String known = ALIASES.getOrDefault(plain, plain);
            if (!ORDINARY.contains(known) && !words.contains(known)) {
                words.add(known);
            }
        }
        return words;
    }

    private static Map<Unit, BigDecimal> everything(BigDecimal factor) {
        Map<Unit, BigDecimal> all = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            all.put(unit, factor);
        }
        return all;
    }

    private Unpriced unpriced(Unpriced.Reason reason, String detail, Usage usage) {
        return new Unpriced(reason, detail, table.version(), usage.statedCost());
    }
}
