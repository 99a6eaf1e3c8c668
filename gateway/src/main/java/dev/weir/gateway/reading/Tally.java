package dev.weir.gateway.reading;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Sums;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** The columns of sums: what one exchange adds to them, and how they are written and read. */
final class Tally {

    static final List<String> COLUMNS =
            List.of(
                    "exchanges",
                    "errors",
                    "input",
                    "cache_read",
                    "cache_write",
                    "output",
                    "reasoning",
                    "nanos",
                    "saved",
                    "unpriced",
                    "micros");

    private Tally() {}

    /** What an exchange adds. */
    static Sums of(DerivedExchange exchange) {
        DerivedExchange.Call call = exchange.call();
        boolean failed =
                call.status() >= 400
                        || call.status() == 0
                        || !call.outcome().equals(Outcome.COMPLETE.word());
        DerivedExchange.Cost cost = exchange.cost();
        return new Sums(
                1,
                failed ? 1 : 0,
                count(exchange, Unit.INPUT_TOKENS),
                count(exchange, Unit.CACHE_READ_TOKENS),
                count(exchange, Unit.CACHE_WRITE_TOKENS),
                count(exchange, Unit.OUTPUT_TOKENS),
                count(exchange, Unit.OUTPUT_REASONING_TOKENS),
                orZero(cost.nanos()),
                orZero(cost.savedNanos()),
                cost.nanos() == null && !exchange.counts().isEmpty() ? 1 : 0,
                call.micros());
    }

    private static long count(DerivedExchange exchange, Unit unit) {
        return orZero(exchange.count(unit));
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    /** {@code exchanges = exchanges + ?, …}. */
    static String increments() {
        return COLUMNS.stream()
                .map(column -> column + " = " + column + " + ?")
                .collect(Collectors.joining(", "));
    }

    /** {@code sum(exchanges), …}. */
    static String summing() {
        return COLUMNS.stream()
                .map(column -> "sum(" + column + ")")
                .collect(Collectors.joining(", "));
    }

    static String names() {
        return String.join(", ", COLUMNS);
    }

    /** As many question marks as there are columns. */
    static String marks() {
        return String.join(", ", java.util.Collections.nCopies(COLUMNS.size(), "?"));
    }

    /** The values in the order of the columns. */
    static long[] values(Sums sums) {
        return new long[] {
            sums.exchanges(),
            sums.errors(),
            sums.input(),
            sums.cacheRead(),
            sums.cacheWrite(),
            sums.output(),
            sums.reasoning(),
            sums.nanos(),
            sums.savedNanos(),
            sums.unpriced(),
            sums.micros()
        };
    }

    /** Reads the columns from an index on. */
    static Sums get(ResultSet row, int from) throws SQLException {
        return new Sums(
                row.getLong(from),
                row.getLong(from + 1),
                row.getLong(from + 2),
                row.getLong(from + 3),
                row.getLong(from + 4),
                row.getLong(from + 5),
                row.getLong(from + 6),
                row.getLong(from + 7),
                row.getLong(from + 8),
                row.getLong(from + 9),
                row.getLong(from + 10));
    }
}
