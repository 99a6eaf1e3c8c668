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
import java.util.List;
import java.util.stream.Collectors;

/**
 * Sums from the tables that are kept while rows are written, never from the rows: the answer takes
 * as long for ten million exchanges as for a thousand.
 */
final class StatsReader {

    private final Connection connection;

    StatsReader(Connection connection) {
        this.connection = connection;
    }

    List<StatsQuery.Row> read(StatsQuery query) throws SQLException {
        return switch (query.by().getFirst()) {
            case SESSION -> sessions(query);
            case TAG -> tags(query);
            default -> cube(query);
        };
    }

    private List<StatsQuery.Row> cube(StatsQuery query) throws SQLException {
        String columns =
                query.by().stream().map(StatsReader::column).collect(Collectors.joining(", "));
        String sql =
                """
                SELECT %s, %s FROM cube WHERE day >= ? AND day < ?
                GROUP BY %s ORDER BY sum(nanos) DESC, sum(exchanges) DESC, %s LIMIT ?"""
                        .formatted(columns, Tally.summing(), columns, columns);
        return rows(sql, query, (rows, index) -> name(query.by().get(index - 1), rows, index));
    }

    private List<StatsQuery.Row> tags(StatsQuery query) throws SQLException {
        String sql =
                """
                SELECT tag, %s FROM tag_day WHERE day >= ? AND day < ?
                GROUP BY tag ORDER BY sum(nanos) DESC, sum(exchanges) DESC, tag LIMIT ?"""
                        .formatted(Tally.summing());
        return rows(sql, query, (rows, index) -> word(rows.getLong(index)));
    }

    /** A session counts for the days in which it ended. */
    private List<StatsQuery.Row> sessions(StatsQuery query) throws SQLException {
        String sql =
                """
                SELECT name, %s FROM session
                WHERE ended >= ? * 86400000000 AND ended < ? * 86400000000
                ORDER BY nanos DESC, exchanges DESC, name LIMIT ?"""
                        .formatted(Tally.names());
        return rows(sql, query, ResultSet::getString);
    }

    private static String column(Dimension dimension) {
        return dimension.word();
    }

    private @Nullable String name(Dimension dimension, ResultSet rows, int index)
            throws SQLException {
        long value = rows.getLong(index);
        return dimension == Dimension.DAY ? LocalDate.ofEpochDay(value).toString() : word(value);
    }

    private interface Key {
        @Nullable String of(ResultSet rows, int index) throws SQLException;
    }

    private List<StatsQuery.Row> rows(String sql, StatsQuery query, Key key) throws SQLException {
        LocalDate from = query.from();
        LocalDate until = query.until();
        int width = query.by().size();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, from == null ? 0 : from.toEpochDay());
            select.setLong(2, until == null ? 10_000_000 : until.toEpochDay());
            select.setInt(3, query.limit());
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
