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

    /** A row with its number. */
    private record Row(long n, DerivedExchange exchange) {}

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
                    found.add(new Row(rows.getLong("n"), reader.row(rows)));
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
            adjust(writer, row.exchange, before, after);
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

    private static void adjust(
            ReadingWriter writer, DerivedExchange exchange, Sums before, Sums after)
            throws SQLException {
        Sums difference =
                new Sums(
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        after.nanos() - before.nanos(),
                        after.savedNanos() - before.savedNanos(),
                        after.unpriced() - before.unpriced(),
                        0);
        if (difference.nanos() != 0 || difference.savedNanos() != 0 || difference.unpriced() != 0) {
            writer.adjust(exchange, difference);
        }
    }
}
