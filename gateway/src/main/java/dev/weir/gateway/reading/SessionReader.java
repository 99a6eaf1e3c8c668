package dev.weir.gateway.reading;

import dev.weir.core.derived.SessionPage;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.derived.SessionSummary;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads sessions, the last to end first. */
final class SessionReader {

    private static final String SELECT =
            """
            SELECT s.id, name, (SELECT text FROM word WHERE id = source), inferred,
              (SELECT text FROM word WHERE id = client), title, started, ended, turns, %s
            FROM session s"""
                    .formatted(Tally.names());

    private final Connection connection;

    SessionReader(Connection connection) {
        this.connection = connection;
    }

    Optional<SessionSummary> find(String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + " WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(summary(rows)) : Optional.empty();
            }
        }
    }

    /**
     * A page.
     *
     * @throws IllegalArgumentException where the cursor is none of ours
     */
    SessionPage list(SessionQuery query) throws SQLException {
        String client = query.client();
        String sql =
                SELECT
                        + " WHERE (ended, s.id) < (?, ?) AND ended >= ? AND started < ?"
                        + (client == null
                                ? ""
                                : " AND client = (SELECT id FROM word WHERE text = ?)")
                        + " ORDER BY ended DESC, s.id DESC LIMIT ?";
        Cursor cursor = Cursor.of(query.cursor());
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, cursor.ended);
            select.setLong(2, cursor.id);
            select.setLong(3, query.since() == null ? 0 : ReadingWriter.micros(query.since()));
            select.setLong(
                    4,
                    query.until() == null ? Long.MAX_VALUE : ReadingWriter.micros(query.until()));
            if (client != null) {
                select.setString(5, client);
            }
            select.setInt(client == null ? 5 : 6, query.limit() + 1);
            List<SessionSummary> items = new ArrayList<>();
            String next = null;
            try (ResultSet rows = select.executeQuery()) {
                Cursor last = cursor;
                while (rows.next()) {
                    if (items.size() == query.limit()) {
                        next = last.toString();
                        break;
                    }
                    items.add(summary(rows));
                    last = new Cursor(rows.getLong("ended"), rows.getLong(1));
                }
            }
            return new SessionPage(items, next);
        }
    }

    private static SessionSummary summary(ResultSet rows) throws SQLException {
        return new SessionSummary(
                rows.getString(2),
                rows.getString(3),
                rows.getInt(4) != 0,
                rows.getString(5),
                rows.getString(6),
                ReadingWriter.instant(rows.getLong(7)),
                ReadingWriter.instant(rows.getLong(8)),
                rows.getInt(9),
                Tally.get(rows, 10));
    }

    private record Cursor(long ended, long id) {

        static Cursor of(@Nullable String text) {
            if (text == null) {
                return new Cursor(Long.MAX_VALUE, Long.MAX_VALUE);
            }
            int dot = text.indexOf('.');
            try {
                return new Cursor(
                        Long.parseLong(text.substring(0, Math.max(dot, 0)), 36),
                        Long.parseLong(text.substring(dot + 1), 36));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "cursor: expected the 'next' of a page before", e);
            }
        }

        @Override
        public String toString() {
            return Long.toString(ended, 36) + "." + Long.toString(id, 36);
        }
    }
}
