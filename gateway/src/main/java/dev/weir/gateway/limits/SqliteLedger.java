package dev.weir.gateway.limits;

import dev.weir.core.limit.Ledger;
import dev.weir.core.limit.Reservation;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Window;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ledger in tables of an SQL database. The statements are those that SQLite and PostgreSQL have
 * in common. A connection that failed is closed, and the next call opens another one.
 */
public final class SqliteLedger implements Ledger {

    /** Opens a connection for writing; each is closed by whoever asked for it. */
    @FunctionalInterface
    public interface Connections {
        Connection open() throws SQLException;
    }

    private static final String SCHEMA =
            """
            create table if not exists limit_used(
              organisation text not null, kind text not null, quarter bigint not null,
              subject text not null, requests bigint not null, tokens bigint not null,
              nanos bigint not null, unpriced bigint not null, unpriced_tokens bigint not null,
              primary key(organisation, kind, quarter, subject));
            create table if not exists limit_kept(
              organisation text not null, exchange text not null, subjects text not null,
              requests bigint not null, tokens bigint not null, nanos bigint not null,
              unpriced bigint not null, unpriced_tokens bigint not null,
              at_millis bigint not null, expires_millis bigint not null, lapsed bigint not null,
              primary key(organisation, exchange));
            create table if not exists limit_ended(
              organisation text not null, exchange text not null,
              primary key(organisation, exchange));
            create table if not exists limit_batch(
              id bigint primary key, number bigint not null);
            """;

    private static final String USE =
            """
            insert into limit_used values(?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict(organisation, kind, quarter, subject) do update set
              requests = limit_used.requests + excluded.requests,
              tokens = limit_used.tokens + excluded.tokens,
              nanos = limit_used.nanos + excluded.nanos,
              unpriced = limit_used.unpriced + excluded.unpriced,
              unpriced_tokens = limit_used.unpriced_tokens + excluded.unpriced_tokens""";

    private static final String KEEP =
            """
            insert into limit_kept values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict(organisation, exchange) do update set
              expires_millis = excluded.expires_millis, lapsed = excluded.lapsed""";

    private static final String END =
            """
            insert into limit_ended values(?, ?) on conflict(organisation, exchange) do nothing""";

    private static final String DROP =
            "delete from limit_kept where organisation = ? and exchange = ?";

    private static final String NUMBER =
            """
            insert into limit_batch values(1, ?)
            on conflict(id) do update set number = excluded.number""";

    private static final String USED =
            """
            select subject, sum(requests), sum(tokens), sum(nanos), sum(unpriced),
                   sum(unpriced_tokens)
            from limit_used
            where organisation = ? and kind = ? and quarter >= ? and quarter < ?
            group by subject""";

    private static final String KEPT =
            """
            select organisation, exchange, subjects, requests, tokens, nanos, unpriced,
                   unpriced_tokens, at_millis, expires_millis, lapsed
            from limit_kept where organisation = ? order by at_millis, exchange""";

    private final Connections connections;
    private Connection connection;

    /**
     * Opens the ledger, with its tables made where there are none.
     *
     * @throws IOException where the database cannot be opened
     */
    public SqliteLedger(Connections connections) throws IOException {
        this.connections = connections;
        try {
            this.connection = connections.open();
            try (Statement statement = connection.createStatement()) {
                for (String one : SCHEMA.split(";")) {
                    if (!one.isBlank()) {
                        statement.executeUpdate(one);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IOException("the ledger of limits cannot be opened: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private synchronized <T> T work(String what, Work<T> work) throws IOException {
        try {
            if (connection.isClosed()) {
                connection = connections.open();
            }
            return work.in(connection);
        } catch (SQLException e) {
            try {
                connection.close();
            } catch (SQLException second) {
                e.addSuppressed(second);
            }
            throw new IOException("the ledger of limits cannot be " + what, e);
        }
    }

    @Override
    public void write(Batch batch) throws IOException {
        work(
                "written",
                connection -> {
                    connection.setAutoCommit(false);
                    try {
                        lock(connection);
                        if (batch.number() > number(connection)) {
                            write(connection, batch);
                        }
                        connection.commit();
                    } catch (SQLException e) {
                        connection.rollback();
                        throw e;
                    } finally {
                        connection.setAutoCommit(true);
                    }
                    return true;
                });
    }

    /** Begins with a write, so that a wait for another writer is one at the beginning. */
    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update limit_batch set number = number where id = 1");
        }
    }

    private static void write(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement use = connection.prepareStatement(USE)) {
            for (Booking booking : batch.bookings()) {
                use.setString(1, booking.organisation());
                use.setString(2, booking.subject().kind().word());
                use.setLong(3, booking.quarter());
                use.setString(4, booking.subject().id());
                set(use, 5, booking.tally());
                use.executeUpdate();
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("delete from limit_ended");
        }
        names(connection, END, batch.ended());
        try (PreparedStatement keep = connection.prepareStatement(KEEP)) {
            for (Reservation each : batch.kept()) {
                keep.setString(1, each.organisation());
                keep.setString(2, each.exchange());
                keep.setString(3, text(each.subjects()));
                set(keep, 4, each.estimate());
                keep.setLong(9, each.at().toEpochMilli());
                keep.setLong(10, each.expires().toEpochMilli());
                keep.setLong(11, each.lapsed() ? 1 : 0);
                keep.executeUpdate();
            }
        }
        names(connection, DROP, batch.dropped());
        try (PreparedStatement number = connection.prepareStatement(NUMBER)) {
            number.setLong(1, batch.number());
            number.executeUpdate();
        }
    }

    private static void names(Connection connection, String sql, List<Name> names)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Name name : names) {
                statement.setString(1, name.organisation());
                statement.setString(2, name.exchange());
                statement.executeUpdate();
            }
        }
    }

    private static void set(PreparedStatement statement, int from, Tally tally)
            throws SQLException {
        statement.setLong(from, tally.requests());
        statement.setLong(from + 1, tally.tokens());
        statement.setLong(from + 2, tally.nanos());
        statement.setLong(from + 3, tally.unpriced());
        statement.setLong(from + 4, tally.unpricedTokens());
    }

    private static Tally tally(ResultSet row, int from) throws SQLException {
        return new Tally(
                row.getLong(from),
                row.getLong(from + 1),
                row.getLong(from + 2),
                row.getLong(from + 3),
                row.getLong(from + 4));
    }

    private static long number(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select number from limit_batch")) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    @Override
    public long last() throws IOException {
        return work("read", SqliteLedger::number);
    }

    @Override
    public Set<Name> ended() throws IOException {
        return work(
                "read",
                connection -> {
                    Set<Name> ended = new HashSet<>();
                    try (Statement statement = connection.createStatement();
                            ResultSet rows =
                                    statement.executeQuery(
                                            "select organisation, exchange from limit_ended")) {
                        while (rows.next()) {
                            ended.add(new Name(rows.getString(1), rows.getString(2)));
                        }
                    }
                    return ended;
                });
    }

    @Override
    public Map<String, Tally> used(String organisation, Subject.Kind kind, Window.Period period)
            throws IOException {
        return work(
                "read",
                connection -> {
                    Map<String, Tally> used = new HashMap<>();
                    try (PreparedStatement statement = connection.prepareStatement(USED)) {
                        statement.setString(1, organisation);
                        statement.setString(2, kind.word());
                        statement.setLong(3, Tally.quarter(period.start()));
                        statement.setLong(4, Tally.quarter(period.end()));
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                used.put(rows.getString(1), tally(rows, 2));
                            }
                        }
                    }
                    return used;
                });
    }

    @Override
    public List<Reservation> kept(String organisation) throws IOException {
        return work(
                "read",
                connection -> {
                    List<Reservation> kept = new ArrayList<>();
                    try (PreparedStatement statement = connection.prepareStatement(KEPT)) {
                        statement.setString(1, organisation);
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                kept.add(
                                        new Reservation(
                                                rows.getString(1),
                                                rows.getString(2),
                                                subjects(rows.getString(3)),
                                                tally(rows, 4),
                                                Instant.ofEpochMilli(rows.getLong(9)),
                                                Instant.ofEpochMilli(rows.getLong(10)),
                                                rows.getLong(11) != 0));
                            }
                        }
                    }
                    return kept;
                });
    }

    @Override
    public Set<String> organisations() throws IOException {
        return work(
                "read",
                connection -> {
                    Set<String> all = new HashSet<>();
                    try (Statement statement = connection.createStatement();
                            ResultSet rows =
                                    statement.executeQuery(
                                            "select organisation from limit_used union"
                                                    + " select organisation from limit_kept")) {
                        while (rows.next()) {
                            all.add(rows.getString(1));
                        }
                    }
                    return all;
                });
    }

    @Override
    public void forget(Instant before) throws IOException {
        work(
                "tidied",
                connection -> {
                    try (PreparedStatement used =
                                    connection.prepareStatement(
                                            "delete from limit_used where quarter < ?");
                            PreparedStatement kept =
                                    connection.prepareStatement(
                                            "delete from limit_kept where at_millis < ?")) {
                        used.setLong(1, Tally.quarter(before));
                        used.executeUpdate();
                        kept.setLong(1, before.toEpochMilli());
                        kept.executeUpdate();
                    }
                    return true;
                });
    }

    /** Each subject as {@code kind length:id}, since ids may hold any character. */
    private static String text(List<Subject> subjects) {
        StringBuilder text = new StringBuilder();
        for (Subject subject : subjects) {
            text.append(subject.kind().word()).append(' ');
            text.append(subject.id().length()).append(':').append(subject.id());
        }
        return text.toString();
    }

    private static List<Subject> subjects(String text) {
        List<Subject> subjects = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int space = text.indexOf(' ', at);
            int colon = text.indexOf(':', space);
            int end = colon + 1 + Integer.parseInt(text.substring(space + 1, colon));
            subjects.add(
                    new Subject(
                            Subject.Kind.parse(text.substring(at, space)),
                            text.substring(colon + 1, end)));
            at = end;
        }
        return subjects;
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("the ledger of limits cannot be closed", e);
        }
    }
}
