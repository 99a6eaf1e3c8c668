package dev.weir.core.pricing;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/**
 * One provider of the table: how it is recognised, and its models, which are read when first needed
 * since most providers never are.
 */
final class ProviderPrices {

    private final String id;
    private final List<String> names;
    private final List<Glob> hosts;
    private final List<String> fallback;
    private final Supplier<ModelIndex> reading;
    private volatile @Nullable ModelIndex models;

    ProviderPrices(
            String id,
            List<String> names,
            List<String> hosts,
            List<String> fallback,
            Supplier<ModelIndex> reading) {
        this.id = id;
        this.names = List.copyOf(names);
        this.hosts = hosts.stream().map(Glob::new).toList();
        this.fallback = List.copyOf(fallback);
        this.reading = reading;
    }

    String id() {
        return id;
    }

    /** Providers whose models this one also has. */
    List<String> fallback() {
        return fallback;
    }

    /** Its models; throws {@link PriceTable.MalformedTableException} where they cannot be read. */
    ModelIndex models() {
        ModelIndex known = models;
        if (known == null) {
            // Two readers at once make the same index twice, which does no harm.
            known = reading.get();
            models = known;
        }
        return known;
    }

    boolean isCalled(String name) {
        return id.equals(name) || names.contains(name);
    }

    boolean isAt(Upstream upstream) {
        for (Glob host : hosts) {
            boolean withPath = host.text().indexOf('/') >= 0;
            if (host.matches(withPath ? upstream.host() + upstream.path() : upstream.host())) {
                return true;
            }
        }
        return false;
    }
}
