package dev.weir.gateway.archive;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The database file of one organisation's archive: where it is, how a connection to it is set up,
 * and its versions. Each organisation has a file of its own, so no block is ever shared between
 * two.
 */
final class ArchiveFile {

    static final String NAME = "archive.db";

    /** {@code WEIR}, so that {@code file} and others can tell it from any other SQLite file. */
    static final int APPLICATION_ID = 0x57454952;

    static final int VERSION = 1;

    private static final int BUSY_MILLIS = 1_000;

    private static final String SCHEMA =
            """
            CREATE TABLE dict(
              id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, bytes BLOB NOT NULL);
            CREATE TABLE frame(
              first INTEGER PRIMARY KEY, enc INTEGER NOT NULL, lengths BLOB NOT NULL,
              hashes BLOB, z BLOB NOT NULL);
            CREATE TABLE block(
              hash INTEGER PRIMARY KEY, id INTEGER NOT NULL);
            CREATE TABLE unindexed(frames BLOB NOT NULL);
            CREATE TABLE facet(
              id INTEGER PRIMARY KEY, provider TEXT NOT NULL, status INTEGER NOT NULL,
              UNIQUE(provider, status));
            CREATE TABLE exchange(
              key INTEGER PRIMARY KEY, low INTEGER NOT NULL, facet INTEGER NOT NULL,
              record INTEGER NOT NULL, request BLOB, response BLOB, chunks BLOB, recode BLOB);
            CREATE INDEX exchange_facet ON exchange(facet);
            CREATE TABLE tag(
              id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL,
              UNIQUE(name, value));
            CREATE TABLE tagged(
              tag INTEGER NOT NULL, facet INTEGER NOT NULL, key INTEGER NOT NULL,
              PRIMARY KEY(tag, facet, key)) WITHOUT ROWID;
            CREATE TABLE rollup_hour(
              hour INTEGER NOT NULL, facet INTEGER NOT NULL, reason INTEGER NOT NULL,
              exchanges INTEGER NOT NULL, request_bytes INTEGER NOT NULL,
              response_bytes INTEGER NOT NULL, nanos INTEGER NOT NULL,
              PRIMARY KEY(hour, facet, reason)) WITHOUT ROWID;
            """;

    private final Path path;

    private ArchiveFile(Path path) {
        this.path = path;
    }

    /**
     * The archive in a data directory, made if there is none, and brought to the current version.
     *
     * @throws IOException where the file cannot be made or read, or is of a later version
     */
    static ArchiveFile open(Path directory) throws IOException {
        ArchiveFile file = new ArchiveFile(directory.resolve(NAME));
        try {
            if (!Files.exists(file.path)) {
                Files.createDirectories(directory);
                Files.createFile(
                        file.path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            try (Connection connection = file.writer()) {
                file.migrate(connection);
            }
        } catch (SQLException e) {
            throw new IOException(
                    "the archive " + file.path + " cannot be opened: " + e.getMessage(), e);
        }
        return file;
    }

    /** An archive that is there already, only to read; null-free: throws where there is none. */
    static ArchiveFile existing(Path directory) throws IOException {
        ArchiveFile file = new ArchiveFile(directory.resolve(NAME));
        if (!Files.isRegularFile(file.path)) {
            throw new IOException("there is no archive at " + file.path);
        }
        try (Connection connection = file.reader()) {
            int version = number(connection, "PRAGMA user_version");
            if (number(connection, "PRAGMA application_id") != APPLICATION_ID
                    || version > VERSION) {
                throw new IOException(
                        file.path + " is not an archive of a version up to " + VERSION);
            }
        } catch (SQLException e) {
            throw new IOException(
                    "the archive " + file.path + " cannot be opened: " + e.getMessage(), e);
        }
        return file;
    }

    Path path() {
        return path;
    }

    /** A connection for the one writer. */
    Connection writer() throws SQLException {
        SQLiteConfig config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setPageSize(16 * 1024);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setCacheSize(-16 * 1024);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    /** A connection that only reads, beside the writer. */
    Connection reader() throws SQLException {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        config.setOpenMode(SQLiteOpenMode.READONLY);
        config.setCacheSize(-4 * 1024);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setGetGeneratedKeys(false);
        return config;
    }

    /** One step for each version, each in a transaction of its own. */
    private void migrate(Connection connection) throws SQLException, IOException {
        int version = number(connection, "PRAGMA user_version");
        int application = number(connection, "PRAGMA application_id");
        if (version > VERSION || version > 0 && application != APPLICATION_ID) {
            throw new IOException(
                    path
                            + " is of version "
                            + version
                            + "; this program knows archives up to version "
                            + VERSION);
        }
        if (version == 0) {
            step(connection, SCHEMA, 1);
        }
    }

    private static void step(Connection connection, String sql, int version) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String one : sql.split(";")) {
                if (!one.isBlank()) {
                    statement.executeUpdate(one);
                }
            }
            statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
            statement.executeUpdate("PRAGMA user_version = " + version);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    static long longNumber(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
