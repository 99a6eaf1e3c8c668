package dev.weir.core.derived;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Query;
import dev.weir.core.archive.Visible;
import dev.weir.core.derived.StatsQuery.Dimension;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.search.Field;
import dev.weir.core.search.SearchQuery;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Derived rows of which each caller sees what is his to see: those of his organisation, which has
 * rows of its own, and of them all or his own. This is the one place where that is decided for what
 * is derived.
 */
public final class VisibleDerived implements Derived {

    private final Supplier<Visible> visible;
    private final Function<String, Derived> organisations;
    private final Archive archive;
    private final Function<String, @Nullable String> names;

    /**
     * @param visible what the caller of a method may see; asked in each call, on its thread
     * @param organisations the rows of an organisation, by its id
     * @param archive what the caller may see of the archive
     * @param names what a user is called in rows, by the user's id
     */
    public VisibleDerived(
            Supplier<Visible> visible,
            Function<String, Derived> organisations,
            Archive archive,
            Function<String, @Nullable String> names) {
        this.visible = visible;
        this.organisations = organisations;
        this.archive = archive;
        this.names = names;
    }

    /** The rows of the caller's organisation, for a thread of another. */
    public Derived mine() {
        String organisation = visible.get().organisation();
        if (organisation == null) {
            throw new IllegalStateException("a caller without an organisation");
        }
        return organisations.apply(organisation);
    }

    private boolean seesAll() {
        return visible.get().user() == null;
    }

    private boolean sees(ExchangeId id) throws IOException {
        return seesAll() || archive.find(id).isPresent();
    }

    @Override
    public Optional<DerivedExchange> find(ExchangeId id) throws IOException {
        return sees(id) ? mine().find(id) : Optional.empty();
    }

    @Override
    public DerivedPage search(SearchQuery query, int limit, @Nullable ExchangeId before)
            throws IOException {
        Derived rows = mine();
        if (seesAll()) {
            return rows.search(query, limit, before);
        }
        List<DerivedExchange> found = new ArrayList<>();
        ExchangeId cursor = before;
        while (true) {
            DerivedPage page = rows.search(query, limit, cursor);
            for (DerivedExchange row : page.items()) {
                if (sees(row.id())) {
                    found.add(row);
                }
                if (found.size() == limit) {
                    return new DerivedPage(found, row.id());
                }
            }
            if (page.next() == null) {
                return new DerivedPage(found, null);
            }
            cursor = page.next();
        }
    }

    /** Sessions are never joined across users: the first exchange says whose one is. */
    private boolean seesSession(Derived rows, String id) throws IOException {
        if (seesAll()) {
            return true;
        }
        List<DerivedExchange> first = rows.exchanges(id, 1, null).items();
        return !first.isEmpty() && sees(first.getFirst().id());
    }

    @Override
    public SessionPage sessions(SessionQuery query) throws IOException {
        Derived rows = mine();
        if (seesAll()) {
            return rows.sessions(query);
        }
        List<SessionSummary> found = new ArrayList<>();
        SessionQuery next = query;
        while (true) {
            SessionPage page = rows.sessions(next);
            for (SessionSummary session : page.items()) {
                if (seesSession(rows, session.id())) {
                    found.add(session);
                }
            }
            // A page may be a little longer than asked for, rather than lose its place.
            if (page.next() == null || found.size() >= query.limit()) {
                return new SessionPage(found, page.next());
            }
            next =
                    new SessionQuery(
                            query.limit(),
                            page.next(),
                            query.client(),
                            query.since(),
                            query.until());
        }
    }

    @Override
    public Optional<SessionSummary> session(String id) throws IOException {
        Derived rows = mine();
        Optional<SessionSummary> session = rows.session(id);
        return session.isPresent() && seesSession(rows, id) ? session : Optional.empty();
    }

    @Override
    public DerivedPage exchanges(String session, int limit, @Nullable ExchangeId after)
            throws IOException {
        Derived rows = mine();
        return seesSession(rows, session)
                ? rows.exchanges(session, limit, after)
                : new DerivedPage(List.of(), null);
    }

    /** Sums say nothing of single users: who sees own calls alone gets what the latest have. */
    @Override
    public List<KnownValue> values(Field field, String prefix, int limit) throws IOException {
        Derived rows = mine();
        if (seesAll()) {
            return rows.values(field, prefix, limit);
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        Query latest = new Query(Query.LARGEST_PAGE, null, null, null, null, null, null);
        for (Exchange exchange : archive.list(latest).items()) {
            for (String value :
                    rows.find(exchange.id()).map(row -> row.values(field)).orElse(List.of())) {
                if (KnownValue.fits(value, prefix)) {
                    counts.merge(value, 1L, Long::sum);
                }
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(limit)
                .map(one -> new KnownValue(one.getKey(), one.getValue()))
                .toList();
    }

    /**
     * Sums. Of one user's exchanges alone they are had by asking for users besides; sessions, tags
     * and rulings, which do not combine, cannot be.
     *
     * @throws IllegalArgumentException where the caller may not have these sums
     */
    @Override
    public List<StatsQuery.Row> stats(StatsQuery query) throws IOException {
        Derived rows = mine();
        String user = visible.get().user();
        if (user == null) {
            return rows.stats(query);
        }
        if (query.by().stream().anyMatch(dimension -> !dimension.joins())) {
            throw new IllegalArgumentException(
                    "sums by session, tag and ruling are for owners, admins and auditors");
        }
        String name = names.apply(user);
        if (name == null) {
            return List.of();
        }
        boolean asked = query.by().contains(Dimension.USER);
        List<Dimension> by = new ArrayList<>(query.by());
        if (!asked) {
            by.add(Dimension.USER);
        }
        int place = by.indexOf(Dimension.USER);
        List<StatsQuery.Row> found = new ArrayList<>();
        StatsQuery own =
                new StatsQuery(by, query.from(), query.until(), StatsQuery.MOST_ROWS, name);
        for (StatsQuery.Row row : rows.stats(own)) {
            if (!name.equals(row.key().get(place))) {
                continue;
            }
            List<@Nullable String> key = new ArrayList<>(row.key());
            if (!asked) {
                key.remove(place);
            }
            if (found.size() < query.limit()) {
                found.add(new StatsQuery.Row(key, row.sums()));
            }
        }
        return found;
    }

    @Override
    public boolean settle(Duration atMost) throws InterruptedException {
        return mine().settle(atMost);
    }

    @Override
    public void deriveAll(LongConsumer progress) throws IOException, InterruptedException {
        mine().deriveAll(progress);
    }

    @Override
    public Repricing.Result reprice(Repricing which, LongConsumer progress)
            throws IOException, InterruptedException {
        return mine().reprice(which, progress);
    }
}
