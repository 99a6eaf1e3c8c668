package dev.weir.gateway.reading;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.search.Criterion;
import dev.weir.core.search.SearchQuery;
import dev.weir.core.search.Value;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a page of a search is found. Either the exchanges are gone through, the newest first, until
 * the page is full: that is quick where many of them match. Or those of one condition that has an
 * index are taken, where they are few, and put in order. Which of the two is decided by counting,
 * up to {@link #FEW}.
 */
final class SearchPlan {

    /** So many rows are looked up and put in order in a few hundredths of a second. */
    static final int FEW = 10_000;

    private static final String ORDER = " ORDER BY e.started DESC, e.id DESC LIMIT ?";

    private final Connection connection;
    private final WordFinder words;
    private final String sql;
    private final List<Object> arguments = new ArrayList<>();

    /** Selects the numbers of the exchanges that meet a condition, and perhaps of some others. */
    private record Way(String sql, List<Object> arguments, int rows) {}

    private SearchPlan(
            Connection connection, SearchQuery query, int limit, @Nullable ExchangeId before)
            throws SQLException {
        this.connection = connection;
        this.words = new WordFinder(connection);
        Way way = way(query);
        QuerySql condition = QuerySql.of(query, words, way == null);
        String from;
        if (way == null) {
            from = "exchange e INDEXED BY exchange_started";
        } else {
            from = "(" + way.sql + ") w CROSS JOIN exchange e ON e.n = w.n";
            arguments.addAll(way.arguments);
        }
        arguments.addAll(condition.arguments());
        String older = "";
        if (before != null) {
            older = " AND (e.started, e.id) < (?, ?)";
            arguments.add(started(before));
            arguments.add(ReadingWriter.bytes(before));
        }
        arguments.add((long) limit);
        // The numbers first, so that what is put in order is small.
        sql =
                "SELECT e.* FROM exchange e WHERE e.n IN (SELECT e.n FROM "
                        + from
                        + " WHERE "
                        + condition.condition()
                        + older
                        + ORDER
                        + ") ORDER BY e.started DESC, e.id DESC";
    }

    /**
     * The plan of a page.
     *
     * @param limit at most so many rows
     * @param before only exchanges older than this one
     */
    static SearchPlan of(
            Connection connection, SearchQuery query, int limit, @Nullable ExchangeId before)
            throws SQLException {
        return new SearchPlan(connection, query, limit, before);
    }

    String sql() {
        return sql;
    }

    List<Object> arguments() {
        return arguments;
    }

    /** When an exchange began; by its name where it has no row. */
    private long started(ExchangeId id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT started FROM exchange WHERE id = ?")) {
            select.setBytes(1, ReadingWriter.bytes(id));
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : id.millis() * 1_000;
            }
        }
    }

    /** The shortest way to what matches, null where none is short. */
    private @Nullable Way way(SearchQuery query) throws SQLException {
        return switch (query) {
            case SearchQuery.Everything _ -> null;
            case SearchQuery.Not _ -> null;
            case SearchQuery.And and -> {
                Way best = null;
                for (SearchQuery part : and.parts()) {
                    Way way = way(part);
                    if (way != null && (best == null || way.rows < best.rows)) {
                        best = way;
                    }
                }
                yield best;
            }
            case SearchQuery.Or or -> union(or.parts());
            case SearchQuery.Text text ->
                    counted(
                            List.of("SELECT rowid AS n FROM text WHERE text MATCH ?"),
                            List.of(QuerySql.match(text)));
            case SearchQuery.Condition one -> way(one);
        };
    }

    private @Nullable Way union(List<SearchQuery> parts) throws SQLException {
        List<String> selects = new ArrayList<>();
        List<Object> all = new ArrayList<>();
        int rows = 0;
        for (SearchQuery part : parts) {
            Way way = way(part);
            if (way == null || rows + way.rows > FEW) {
                return null;
            }
            selects.add(way.sql);
            all.addAll(way.arguments);
            rows += way.rows;
        }
        return new Way(String.join(" UNION ", selects), all, rows);
    }

    private @Nullable Way way(SearchQuery.Condition condition) throws SQLException {
        return switch (condition.field()) {
            case USER -> ofWords(condition, "exchange", "user");
            case TEAM -> ofWords(condition, "exchange", "team");
            case REPO -> ofWords(condition, "exchange", "repo");
            case BRANCH -> ofWords(condition, "exchange", "branch");
            case TOKEN -> ofWords(condition, "exchange", "token");
            case KEY -> ofWords(condition, "exchange", "key");
            case ROUTE -> ofWords(condition, "exchange", "route");
            case POLICY, LIMIT, REFUSED, WOULD_REFUSE, WARNED, REDACTED, WOULD_REDACT ->
                    ofRulings(condition);
            case CLIENT -> ofWords(condition, "exchange", "client");
            case ERROR -> ofWords(condition, "exchange", "error");
            case REQUESTED_MODEL -> ofWords(condition, "exchange", "requested");
            case ANSWERED_MODEL -> ofWords(condition, "exchange", "answered");
            case MODEL -> ofWords(condition, "exchange", "requested", "answered");
            case TOOL -> ofWords(condition, "tool_call", "tool");
            case TAG -> ofTags(condition);
            case SESSION -> ofSessions(condition);
            case STATUS -> ofStatus(condition);
            default -> null;
        };
    }

    private @Nullable Way ofWords(SearchQuery.Condition condition, String table, String... columns)
            throws SQLException {
        List<Long> numbers = new ArrayList<>();
        for (Criterion criterion : condition.anyOf()) {
            List<Long> some = words.meeting(criterion);
            if (some == null) {
                return null;
            }
            numbers.addAll(some);
        }
        return of(table, numbers, columns);
    }

    private @Nullable Way of(String table, List<Long> numbers, String... columns)
            throws SQLException {
        String in = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
        List<String> selects = new ArrayList<>();
        for (String column : columns) {
            selects.add("SELECT n FROM %s WHERE %s IN (%s)".formatted(table, column, in));
        }
        return counted(selects, List.of());
    }

    private @Nullable Way ofTags(SearchQuery.Condition condition) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        for (Criterion criterion : condition.anyOf()) {
            List<Long> some =
                    criterion instanceof Criterion.Tagged tagged
                            ? QuerySql.tags(tagged, words)
                            : null;
            if (some == null) {
                return null;
            }
            numbers.addAll(some);
        }
        return of("tagged", numbers, "tag");
    }

    private @Nullable Way ofRulings(SearchQuery.Condition condition) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        for (Criterion criterion : condition.anyOf()) {
            List<Long> some = Rulings.meeting(condition.field(), criterion, words);
            if (some == null) {
                return null;
            }
            numbers.addAll(some);
        }
        return of("ruled", numbers, "ruling");
    }

    private @Nullable Way ofSessions(SearchQuery.Condition condition) throws SQLException {
        List<String> selects = new ArrayList<>();
        List<Object> names = new ArrayList<>();
        for (Criterion criterion : condition.anyOf()) {
            if (!(criterion instanceof Criterion.Is(Value.Name(String name)))) {
                return null;
            }
            selects.add(
                    "SELECT n FROM exchange WHERE session = (SELECT id FROM session WHERE name = ?)");
            names.add(QuerySql.sessionName(name));
        }
        return counted(selects, names);
    }

    /** Errors have an index of their own. */
    private @Nullable Way ofStatus(SearchQuery.Condition condition) throws SQLException {
        List<String> selects = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (Criterion criterion : condition.anyOf()) {
            String which;
            switch (criterion) {
                case Criterion.Is(Value.Whole(long status)) when status >= 400 -> {
                    which = "status = ?";
                    values.add(status);
                }
                case Criterion.Between(Value.Whole(long from), Value.Whole(long to))
                        when from >= 400 -> {
                    which = "status >= ? AND status < ?";
                    values.add(from);
                    values.add(to);
                }
                default -> {
                    return null;
                }
            }
            selects.add("SELECT n FROM exchange WHERE status >= 400 AND " + which);
        }
        return counted(selects, values);
    }

    /** The way of what any of these selects, null where it is long. */
    private @Nullable Way counted(List<String> selects, List<Object> arguments)
            throws SQLException {
        try (PreparedStatement count =
                connection.prepareStatement(
                        "SELECT count(*) FROM (SELECT 1 FROM (%s) LIMIT %d)"
                                .formatted(String.join(" UNION ALL ", selects), FEW + 1))) {
            for (int i = 0; i < arguments.size(); i++) {
                count.setObject(i + 1, arguments.get(i));
            }
            try (ResultSet rows = count.executeQuery()) {
                int found = rows.next() ? rows.getInt(1) : 0;
                return found > FEW
                        ? null
                        : new Way(String.join(" UNION ", selects), arguments, found);
            }
        }
    }
}
