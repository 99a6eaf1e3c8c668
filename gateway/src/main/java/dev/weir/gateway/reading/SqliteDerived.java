package dev.weir.gateway.reading;

import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedPage;
import dev.weir.core.derived.KnownValue;
import dev.weir.core.derived.Repricing;
import dev.weir.core.derived.SessionPage;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.derived.SessionSummary;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.search.Field;
import dev.weir.core.search.SearchQuery;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Answers questions from a {@link DerivedStore}. Thread-safe. */
public final class SqliteDerived implements Derived {

    private final DerivedStore store;
    private final Deriver deriver;

    /**
     * @param store the rows
     * @param deriver what writes them, to know when it has caught up
     */
    public SqliteDerived(DerivedStore store, Deriver deriver) {
        this.store = store;
        this.deriver = deriver;
    }

    @Override
    public Optional<DerivedExchange> find(ExchangeId id) throws IOException {
        return store.read(
                connection -> {
                    List<DerivedExchange> found =
                            rows(
                                    connection,
                                    "SELECT e.* FROM exchange e WHERE id = ?",
                                    List.of(ReadingWriter.bytes(id)));
                    return found.stream().findFirst();
                });
    }

    @Override
    public DerivedPage search(SearchQuery query, int limit, @Nullable ExchangeId before)
            throws IOException {
        return page(
                limit,
                store.read(
                        connection -> {
                            SearchPlan plan = SearchPlan.of(connection, query, limit + 1, before);
                            return rows(connection, plan.sql(), plan.arguments());
                        }));
    }

    private static DerivedPage page(int limit, List<DerivedExchange> found) {
        if (found.size() <= limit) {
            return new DerivedPage(found, null);
        }
        List<DerivedExchange> items = found.subList(0, limit);
        return new DerivedPage(items, items.getLast().id());
    }

    private static List<DerivedExchange> rows(
            Connection connection, String sql, List<Object> arguments) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.size(); i++) {
                select.setObject(i + 1, arguments.get(i));
            }
            RowReader reader = new RowReader(connection);
            List<DerivedExchange> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.row(rows));
                }
            }
            return found;
        }
    }

    @Override
    public SessionPage sessions(SessionQuery query) throws IOException {
        return store.read(connection -> new SessionReader(connection).list(query));
    }

    @Override
    public Optional<SessionSummary> session(String id) throws IOException {
        return store.read(connection -> new SessionReader(connection).find(id));
    }

    @Override
    public DerivedPage exchanges(String session, int limit, @Nullable ExchangeId after)
            throws IOException {
        List<Object> arguments = new ArrayList<>();
        arguments.add(session);
        String newer = "";
        if (after != null) {
            newer =
                    " AND (e.started, e.id) > (coalesce((SELECT started FROM exchange WHERE id = ?), ?), ?)";
            arguments.add(ReadingWriter.bytes(after));
            arguments.add(after.millis() * 1_000);
            arguments.add(ReadingWriter.bytes(after));
        }
        arguments.add((long) limit + 1);
        String select =
                "SELECT e.* FROM exchange e WHERE e.session = (SELECT id FROM session WHERE name = ?)"
                        + newer
                        + " ORDER BY e.started, e.id LIMIT ?";
        return page(limit, store.read(connection -> rows(connection, select, arguments)));
    }

    @Override
    public List<KnownValue> values(Field field, String prefix, int limit) throws IOException {
        return store.read(connection -> new ValueReader(connection).read(field, prefix, limit));
    }

    @Override
    public List<StatsQuery.Row> stats(StatsQuery query) throws IOException {
        return store.read(connection -> new StatsReader(connection).read(query));
    }

    @Override
    public boolean settle(Duration atMost) throws InterruptedException {
        return deriver.settle(atMost);
    }

    @Override
    public void deriveAll(LongConsumer progress) throws IOException, InterruptedException {
        deriver.deriveAll(progress);
    }

    @Override
    public Repricing.Result reprice(Repricing which, LongConsumer progress)
            throws IOException, InterruptedException {
        return deriver.reprice(which, progress);
    }
}
