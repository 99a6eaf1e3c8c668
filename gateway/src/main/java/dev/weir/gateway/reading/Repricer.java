package dev.weir.gateway.reading;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Costs;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Repricing;
import dev.weir.core.derived.Sums;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.pricing.Pricing;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Prices rows again, with the sums that they are in. It is done in steps of one short transaction
 * each, on the deriver's thread, which derives what comes in between two steps. Rows that are made
 * meanwhile have the prices of now already.
 *
 * <p>What a row does not hold (where the call went) comes from the archive's record of the
 * exchange; no body is read. A row whose exchange is no longer there stays as it is.
 */
final class Repricer {

    private static final int ROWS = 256;

    private static final String SELECT =
            """
            SELECT e.* FROM exchange e WHERE n > ? AND n <= ? AND started >= ? AND started < ?
            ORDER BY n LIMIT ?""";

    private static final String CHANGE =
            " SET nanos = nanos + ?, saved = saved + ?, unpriced = unpriced + ? ";

    private final Repricing which;
    private final Archive archive;
    private final LongConsumer progress;

    /** Rows up to here are done; below zero before the first step. */
    private long done = -1;

    private long last;
    private volatile Repricing.Result result = Repricing.Result.NONE;
    private volatile boolean over;
    private volatile @Nullable Exception failure;

    Repricer(Repricing which, Archive archive, LongConsumer progress) {
        this.which = which;
        this.archive = archive;
        this.progress = progress;
    }

    /** True when all rows are done, or it failed. */
    boolean isOver() {
        return over;
    }

    void fail(Exception reason) {
        failure = reason;
        over = true;
    }

    /** What came of it, once it is over. */
    Repricing.Result result() throws IOException {
        Exception reason = failure;
        if (reason != null) {
            throw new IOException("pricing again failed: " + reason.getMessage(), reason);
        }
        if (!over) {
            throw new IOException("Weir stops");
        }
        return result;
    }

    /** A row with what finds it and its sums again. */
    private record Row(long n, DerivedExchange exchange, long session, long day, List<Long> cube) {}

    /** Prices some rows and commits. */
    void step(ReadingWriter writer, Pricing pricing) throws SQLException, IOException {
        Connection connection = writer.connection();
        if (done < 0) {
            last = last(connection);
            done = 0;
        }
        List<Row> rows = rows(connection);
        Repricing.Result step = Repricing.Result.NONE;
        for (Row row : rows) {
            Optional<Exchange> exchange = archive.find(row.exchange.id());
            if (exchange.isPresent()) {
                step =
                        step.plus(
                                price(
                                        writer,
                                        row,
                                        Costs.again(pricing, exchange.get(), row.exchange)));
            }
        }
        writer.commit();
        result = result.plus(step);
        progress.accept(result.rows());
        if (rows.size() < ROWS) {
            over = true;
        } else {
            done = rows.getLast().n;
        }
    }

    private static long last(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT coalesce(max(n), 0) FROM exchange");
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private List<Row> rows(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setLong(1, done);
            select.setLong(2, last);
            select.setLong(
                    3,
                    which.since() == null ? Long.MIN_VALUE : ReadingWriter.micros(which.since()));
            select.setLong(
                    4,
                    which.until() == null ? Long.MAX_VALUE : ReadingWriter.micros(which.until()));
            select.setInt(5, ROWS);
            RowReader reader = new RowReader(connection);
            List<Row> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    DerivedExchange exchange = reader.row(rows);
                    long answered = rows.getLong("answered");
                    found.add(
                            new Row(
                                    rows.getLong("n"),
                                    exchange,
                                    rows.getLong("session"),
                                    ReadingWriter.day(exchange.startedAt()),
                                    List.of(
                                            rows.getLong("provider"),
                                            answered == 0 ? rows.getLong("requested") : answered,
                                            rows.getLong("user"),
                                            rows.getLong("team"),
                                            rows.getLong("client"),
                                            rows.getLong("repo"),
                                            rows.getLong("branch"),
                                            rows.getLong("kind"))));
                }
            }
            return found;
        }
    }

    private Repricing.Result price(ReadingWriter writer, Row row, DerivedExchange.Cost cost)
            throws SQLException {
        DerivedExchange.Cost old = row.exchange.cost();
        Sums before = Tally.of(row.exchange);
        Sums after = Tally.of(row.exchange.withCost(cost));
        if (!which.dryRun() && !cost.equals(old)) {
            write(writer, row, cost);
            sums(writer.connection(), row, before, after);
        }
        boolean changed =
                !Objects.equals(cost.nanos(), old.nanos())
                        || !Objects.equals(cost.savedNanos(), old.savedNanos())
                        || !cost.how().equals(old.how());
        return new Repricing.Result(
                1,
                changed ? 1 : 0,
                before.unpriced(),
                after.unpriced(),
                before.nanos(),
                after.nanos());
    }

    private static void write(ReadingWriter writer, Row row, DerivedExchange.Cost cost)
            throws SQLException {
        long how = writer.word(cost.how());
        long prices = writer.word(cost.prices());
        try (PreparedStatement update =
                writer.connection()
                        .prepareStatement(
                                """
                                UPDATE exchange SET nanos = ?, saved = ?, pricing = ?, prices = ?
                                WHERE n = ?""")) {
            update.setObject(1, cost.nanos());
            update.setObject(2, cost.savedNanos());
            update.setLong(3, how);
            update.setLong(4, prices);
            update.setLong(5, row.n);
            update.executeUpdate();
        }
    }

    private static void sums(Connection connection, Row row, Sums before, Sums after)
            throws SQLException {
        long[] more = {
            after.nanos() - before.nanos(),
            after.savedNanos() - before.savedNanos(),
            after.unpriced() - before.unpriced()
        };
        if (more[0] == 0 && more[1] == 0 && more[2] == 0) {
            return;
        }
        add(connection, "UPDATE session" + CHANGE + "WHERE id = ?", more, List.of(row.session));
        List<Long> key = new ArrayList<>(row.cube);
        key.addFirst(row.day);
        add(
                connection,
                "UPDATE cube"
                        + CHANGE
                        + """
                        WHERE day = ? AND provider = ? AND model = ? AND user = ? AND team = ?
                        AND tool = ? AND repo = ? AND branch = ? AND kind = ?""",
                more,
                key);
        add(
                connection,
                "UPDATE tag_day"
                        + CHANGE
                        + """
                        WHERE day = ? AND tag IN (SELECT tag FROM tagged JOIN word ON word.id = tag
                        WHERE n = ? AND instr(text, '=') > 0)""",
                more,
                List.of(row.day, row.n));
    }

    private static void add(Connection connection, String sql, long[] more, List<Long> key)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            int index = 0;
            for (long each : more) {
                update.setLong(++index, each);
            }
            for (long each : key) {
                update.setLong(++index, each);
            }
            update.executeUpdate();
        }
    }
}
