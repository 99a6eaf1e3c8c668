package dev.weir.gateway.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database that several stores keep their tables in. It belongs to whoever opens it.
 *
 * <p>The SQL of stores is what SQLite and PostgreSQL both take; {@link #create} writes {@code blob}
 * as the database at hand calls it.
 */
@FunctionalInterface
public interface Database {

    /**
     * A connection for one use, in automatic commit, which the caller closes. It may wait for
     * another writer, and fails rather than wait for long.
     */
    Connection connect() throws SQLException;

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Reads, each statement for itself. */
    default <T> T read(Work<T> work) throws IOException {
        try (Connection connection = connect()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Runs the work in one transaction, which is on disk when this returns, or has not happened.
     * The first statement of the work writes, so that SQLite takes the lock at once and never finds
     * afterwards that what it has read is old.
     */
    default <T> T write(Work<T> work) throws IOException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Makes tables and indexes; the statements are separated by semicolons. */
    default void create(String schema) throws IOException {
        write(
                connection -> {
                    boolean postgres =
                            connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
                    try (Statement statement = connection.createStatement()) {
                        for (String one : schema.split(";")) {
                            if (!one.isBlank()) {
                                statement.executeUpdate(
                                        postgres ? one.replace(" blob", " bytea") : one);
                            }
                        }
                    }
                    return true;
                });
    }

    /** The database's own message has no values of ours in it, only names of tables and columns. */
    private static IOException failed(SQLException e) {
        return new IOException("the database cannot be used: " + e.getMessage(), e);
    }
}
