package dev.weir.gateway.reading;

import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The columns of a row in their order, and a cursor that sets them one after the other. */
final class RowColumns {

    static final List<String> NAMES =
            List.of(
                    "n",
                    "id",
                    "started",
                    "provider",
                    "dialect",
                    "endpoint",
                    "path",
                    "status",
                    "outcome",
                    "reason",
                    "error",
                    "requested",
                    "answered",
                    "stream",
                    "stop",
                    "stop_word",
                    "micros",
                    "first_token",
                    "request_bytes",
                    "response_bytes",
                    "client",
                    "client_version",
                    "user",
                    "team",
                    "repo",
                    "branch",
                    "token",
                    "key",
                    "route",
                    "session",
                    "thread",
                    "turn",
                    "step",
                    "kind",
                    "input",
                    "cache_read",
                    "cache_write",
                    "output",
                    "reasoning",
                    "counts",
                    "nanos",
                    "saved",
                    "pricing",
                    "prices",
                    "tier",
                    "speed",
                    "reading",
                    "finding",
                    "has",
                    "tools",
                    "tags",
                    "rulings");

    static final String INSERT =
            "INSERT INTO exchange("
                    + String.join(", ", NAMES)
                    + ") VALUES("
                    + String.join(", ", Collections.nCopies(NAMES.size(), "?"))
                    + ")";

    /** Units that have a column. */
    static final Set<Unit> COUNTED =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Unit.INPUT_TOKENS,
                            Unit.CACHE_READ_TOKENS,
                            Unit.CACHE_WRITE_TOKENS,
                            Unit.OUTPUT_TOKENS,
                            Unit.OUTPUT_REASONING_TOKENS));

    private final PreparedStatement statement;
    private int index;

    RowColumns(PreparedStatement statement) {
        this.statement = statement;
    }

    RowColumns number(long value) throws SQLException {
        statement.setLong(++index, value);
        return this;
    }

    RowColumns number(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(++index, Types.INTEGER);
        } else {
            statement.setLong(++index, value);
        }
        return this;
    }

    RowColumns text(@Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(++index, Types.VARCHAR);
        } else {
            statement.setString(++index, value);
        }
        return this;
    }

    RowColumns bytes(byte[] value) throws SQLException {
        statement.setBytes(++index, value);
        return this;
    }

    /** Fails where a column was left out: the two lists would have come apart. */
    void end() {
        if (index != NAMES.size()) {
            throw new IllegalStateException(index + " columns were set of " + NAMES.size());
        }
    }
}
