package dev.weir.gateway.reading;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Texts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Writes very many rows that are known already, in large transactions, with all that the deriver
 * writes for them: sessions, sums, text. Nothing else may write to the store meanwhile. For one
 * thread.
 */
public final class BulkRows {

    private static final int IN_A_TRANSACTION = 20_000;

    /** Kibibytes of pages in memory, negative as SQLite wants it: more than the deriver has. */
    private static final int CACHE = -256 * 1024;

    private final ReadingWriter writer;
    private long count;

    /**
     * @param store where the rows go
     */
    public BulkRows(DerivedStore store) throws IOException {
        try {
            writer = store.writer();
            try (Statement statement = writer.connection().createStatement()) {
                statement.execute("PRAGMA cache_size = " + CACHE);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Adds a row; does nothing where the exchange has one.
     *
     * @param title what its session is about, null for nothing
     */
    public void put(DerivedExchange row, Texts texts, @Nullable String title) throws IOException {
        try {
            writer.put(row, texts, title);
            if (++count % IN_A_TRANSACTION == 0) {
                writer.commit();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Commits, so that everything put is found. */
    public void commit() throws IOException {
        try {
            writer.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Commits and brings the file in order, as after everything was derived anew. */
    public void finish() throws IOException {
        try {
            writer.commit();
            writer.finish();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static IOException failed(SQLException e) {
        return new IOException("the derived rows cannot be written: " + e.getMessage(), e);
    }
}
