package dev.weir.gateway.reading;

import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.StatsQuery.Dimension;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sums from the tables that are kept while rows are written, never from the rows: the answer takes
 * as long for ten million exchanges as for a thousand.
 */
final class StatsReader {

    /** In a longer time the dearest sessions are found soonest by going through the dearest. */
    private static final int FEW_DAYS = 31;

    private final Connection connection;

    StatsReader(Connection connection) {
        this.connection = connection;
    }

    List<StatsQuery.Row> read(StatsQuery query) throws SQLException {
        if (query.by().getFirst() == Dimension.SESSION) {
            return sessions(query);
        }
        Grouping grouping = Grouping.of(query.by());
        if (grouping == null) {
            return sums(query, "cube", "", false, Dimension::word);
        }
        return sums(
                query,
                "rollup",
                "grouping = " + grouping.number() + " AND ",
                true,
                dimension -> grouping.dimensions().getFirst() == dimension ? "a" : "b");
    }

    /**
     * Sums of a table that is kept by grain and period.
     *
     * @param among which rows of it, ending with {@code AND}; empty for all
     * @param exact true where its rows are told apart by just the dimensions asked for
     * @param columns the column of a dimension other than the day
     */
    private List<StatsQuery.Row> sums(
            StatsQuery query,
            String table,
            String among,
            boolean exact,
            Function<Dimension, String> columns)
            throws SQLException {
        String user = query.user();
        String which =
                user == null
                        ? among
                        : among + columns.apply(Dimension.USER) + " = " + number(user) + " AND ";
        LocalDate from = query.from();
        LocalDate until = query.until();
        boolean daily = query.by().contains(Dimension.DAY);
        List<Grain.Span> spans =
                daily ? List.of(Grain.days(from, until)) : Grain.spans(from, until);
        String keys =
                query.by().stream()
                        .map(by -> by == Dimension.DAY ? "period" : columns.apply(by))
                        .collect(Collectors.joining(", "));
        if (exact && spans.size() == 1 && (daily || spans.getFirst().grain() == Grain.EVER)) {
            return whole(query, table, which, keys, spans.getFirst());
        }
        String rows =
                Collections.nCopies(
                                spans.size(),
                                "SELECT * FROM %s WHERE %sgrain = ? AND period >= ? AND period < ?"
                                        .formatted(table, which))
                        .stream()
                        .collect(Collectors.joining(" UNION ALL "));
        String sql =
                """
                SELECT %s, %s FROM (%s) GROUP BY %s
                ORDER BY sum(nanos) DESC, sum(exchanges) DESC, %s LIMIT ?"""
                        .formatted(keys, Tally.summing(), rows, keys, keys);
        List<Long> arguments = new ArrayList<>();
        for (Grain.Span span : spans) {
            arguments.add((long) span.grain().number());
            arguments.add(span.from());
            arguments.add(span.until());
        }
        return rows(
                sql, arguments, query, (row, index) -> name(query.by().get(index - 1), row, index));
    }

    /** One row of the table is one of the answer: nothing is to be summed up. */
    private List<StatsQuery.Row> whole(
            StatsQuery query, String table, String which, String keys, Grain.Span span)
            throws SQLException {
        String sql =
                """
                SELECT %s, %s FROM %s WHERE %sgrain = ? AND period >= ? AND period < ?
                ORDER BY nanos DESC, exchanges DESC, %s LIMIT ?"""
                        .formatted(keys, Tally.names(), table, which, keys);
        List<Long> arguments = List.of((long) span.grain().number(), span.from(), span.until());
        return rows(
                sql, arguments, query, (row, index) -> name(query.by().get(index - 1), row, index));
    }

    /** A session counts for the days in which it ended. */
    private List<StatsQuery.Row> sessions(StatsQuery query) throws SQLException {
        boolean ever = query.from() == null && query.until() == null;
        Grain.Span days = Grain.days(query.from(), query.until());
        boolean few = days.until() - days.from() <= FEW_DAYS;
        String sql =
                """
                SELECT name, %s FROM session INDEXED BY %s%s
                ORDER BY nanos DESC, exchanges DESC, name LIMIT ?"""
                        .formatted(
                                Tally.names(),
                                few ? "session_ended" : "session_dearest",
                                ever ? "" : " WHERE ended >= ? AND ended < ?");
        List<Long> arguments =
                ever
                        ? List.of()
                        : List.of(
                                TimeUnit.DAYS.toMicros(days.from()),
                                TimeUnit.DAYS.toMicros(days.until()));
        return rows(sql, arguments, query, ResultSet::getString);
    }

    private @Nullable String name(Dimension dimension, ResultSet rows, int index)
            throws SQLException {
        long value = rows.getLong(index);
        return dimension == Dimension.DAY ? LocalDate.ofEpochDay(value).toString() : word(value);
    }

    private interface Key {
        @Nullable String of(ResultSet rows, int index) throws SQLException;
    }

    private List<StatsQuery.Row> rows(String sql, List<Long> arguments, StatsQuery query, Key key)
            throws SQLException {
        int width = query.by().size();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int index = 0;
            for (long argument : arguments) {
                select.setLong(++index, argument);
            }
            select.setInt(++index, query.limit());
            List<StatsQuery.Row> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    List<@Nullable String> names = new ArrayList<>(width);
                    for (int i = 1; i <= width; i++) {
                        names.add(key.of(rows, i));
                    }
                    found.add(new StatsQuery.Row(names, Tally.get(rows, width + 1)));
                }
            }
            return found;
        }
    }

    /** The number of a word, -1 where no row has it. */
    private long number(String text) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM word WHERE text = ?")) {
            select.setString(1, text);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : -1;
            }
        }
    }

    private @Nullable String word(long id) throws SQLException {
        if (id == 0) {
            return null;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT text FROM word WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }
}
