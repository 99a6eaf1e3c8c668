package dev.weir.core.pricing;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * List prices by provider, model and date. Immutable. {@link PriceTableReader} has the format.
 *
 * <p>A provider is recognised by the upstream's host, which says who bills; where no provider has
 * that host, by Weir's name for it. It is never guessed from the model.
 */
public final class PriceTable {

    private static final String RESOURCE = "prices.jsonl";

    private final String version;
    private final List<Source> sources;
    private final Map<String, ProviderPrices> providers;

    /** Who billed the call that was looked up last; the next one is likely to be of the same. */
    private volatile @Nullable Billing latest;

    /** Who bills the calls of a provider at an upstream, as both were given. */
    private record Billing(
            String provider,
            String upstream,
            String name,
            Upstream where,
            @Nullable ProviderPrices biller) {

        boolean isFor(String provider, String upstream) {
            return this.provider.equals(provider) && this.upstream.equals(upstream);
        }
    }

    /**
     * Where prices are from.
     *
     * @param id the word on each model
     * @param date the day of the source's state
     * @param licence licence and holder
     */
    public record Source(String id, String date, String licence) {}

    /** A table file that cannot be read, with its line. */
    public static final class MalformedTableException extends IllegalArgumentException {
        MalformedTableException(int line, String fault) {
            super("price table, line " + line + ": " + fault);
        }
    }

    PriceTable(String version, List<Source> sources, Map<String, ProviderPrices> providers) {
        this.version = version;
        this.sources = List.copyOf(sources);
        this.providers = new LinkedHashMap<>(providers);
    }

    /**
     * The table that is part of Weir. The first call reads which providers there are, the first
     * call for a provider its models.
     */
    public static PriceTable builtIn() {
        return BuiltIn.TABLE;
    }

    private static final class BuiltIn {
        static final PriceTable TABLE = fromResource();

        private static PriceTable fromResource() {
            try (InputStream in =
                    Objects.requireNonNull(PriceTable.class.getResourceAsStream(RESOURCE))) {
                return new PriceTableReader(in.readAllBytes()).read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads all of a table; throws {@link MalformedTableException} where it is none. */
    public static PriceTable read(InputStream in) throws IOException {
        PriceTable table = new PriceTableReader(in.readAllBytes()).read();
        table.providers.values().forEach(ProviderPrices::models);
        return table;
    }

    /** Date of the newest source and a hash of the content, e.g. {@code 2026-09-23.1f2e3d4c}. */
    public String version() {
        return version;
    }

    public List<Source> sources() {
        return sources;
    }

    /** All models, in the table's order. */
    public List<ModelPrices> models() {
        List<ModelPrices> all = new ArrayList<>();
        for (ProviderPrices provider : providers.values()) {
            all.addAll(provider.models().all());
        }
        return all;
    }

    /** The table's words for its providers. */
    public List<String> providers() {
        return List.copyOf(providers.keySet());
    }

    /**
     * The prices of a model.
     *
     * @param provider Weir's name of the provider; empty for none
     * @param upstream host of the upstream, with or without port and path; empty where unknown
     * @param model the model's name, also as a path or ARN that holds it
     * @param at when it was called
     */
    public Match find(String provider, String upstream, String model, Instant at) {
        Billing billing = latest;
        if (billing == null || !billing.isFor(provider, upstream)) {
            Upstream where = Upstream.parse(upstream);
            String name = provider.toLowerCase(Locale.ROOT);
            billing = new Billing(provider, upstream, name, where, biller(name, where));
            latest = billing;
        }
        ProviderPrices biller = billing.biller;
        if (biller == null) {
            return nobody(billing.name, billing.where);
        }
        ModelPrices found = find(biller, ModelName.normal(model));
        if (found == null) {
            return new Match.None(Unpriced.Reason.UNKNOWN_MODEL, shortened(model));
        }
        Rates rates = found.at(at);
        return rates == null
                ? new Match.None(Unpriced.Reason.NO_PRICE_THEN, found.id())
                : new Match.Found(found, rates);
    }

    /** The table's word for who bills; null where nobody it knows. */
    public @Nullable String provider(String provider, String upstream) {
        ProviderPrices biller = biller(provider.toLowerCase(Locale.ROOT), Upstream.parse(upstream));
        return biller == null ? null : biller.id();
    }

    private @Nullable ProviderPrices biller(String name, Upstream where) {
        for (ProviderPrices each : providers.values()) {
            if (each.isAt(where)) {
                return each;
            }
        }
        if (where.isLocal()) {
            return null;
        }
        for (ProviderPrices each : providers.values()) {
            if (each.isCalled(name)) {
                return each;
            }
        }
        return null;
    }

    private static Match.None nobody(String name, Upstream where) {
        if (where.host().equals("chatgpt.com")
                || where.host().isEmpty() && name.equals("chatgpt")) {
            return new Match.None(Unpriced.Reason.SUBSCRIPTION, "chatgpt.com");
        }
        boolean ollama = name.equals("ollama") && !where.host().endsWith("ollama.com");
        if (where.isLocal() || ollama) {
            return new Match.None(Unpriced.Reason.LOCAL, name);
        }
        return new Match.None(
                Unpriced.Reason.UNKNOWN_PROVIDER,
                shortened(where.host().isEmpty() ? name : where.host()));
    }

    private @Nullable ModelPrices find(ProviderPrices biller, String model) {
        ModelPrices found = biller.models().find(model);
        for (String other : found == null ? biller.fallback() : List.<String>of()) {
            ProviderPrices next = providers.get(other);
            found = next == null ? null : next.models().find(model);
            if (found != null) {
                return found;
            }
        }
        return found;
    }

    private static String shortened(String text) {
        return text.length() <= 128 ? text : text.substring(0, 128);
    }
}
