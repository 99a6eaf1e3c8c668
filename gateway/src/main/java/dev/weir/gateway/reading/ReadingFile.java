package dev.weir.gateway.reading;

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
 * The database file of derived rows. A file of another version is thrown away: its rows are made
 * again from the archive.
 */
final class ReadingFile {

    static final String NAME = "reading.db";

    /** {@code WEIS}. */
    static final int APPLICATION_ID = 0x57454953;

    /** Raised with any change of the schema. */
    static final int VERSION = 4;

    private static final int BUSY_MILLIS = 2_000;

    private static final String SUMS =
            """
            exchanges INTEGER NOT NULL, errors INTEGER NOT NULL, input INTEGER NOT NULL,
            cache_read INTEGER NOT NULL, cache_write INTEGER NOT NULL, output INTEGER NOT NULL,
            reasoning INTEGER NOT NULL, nanos INTEGER NOT NULL, saved INTEGER NOT NULL,
            unpriced INTEGER NOT NULL, micros INTEGER NOT NULL""";

    private static final String SCHEMA =
            """
            CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
            CREATE INDEX word_text ON word(text COLLATE NOCASE);
            CREATE TABLE exchange(
              n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, started INTEGER NOT NULL,
              provider INTEGER NOT NULL, dialect INTEGER NOT NULL, endpoint INTEGER NOT NULL,
              path INTEGER NOT NULL,
              status INTEGER NOT NULL, outcome INTEGER NOT NULL, reason INTEGER NOT NULL,
              error INTEGER, requested INTEGER, answered INTEGER, stream INTEGER NOT NULL,
              stop INTEGER, stop_word INTEGER, micros INTEGER NOT NULL, first_token INTEGER,
              request_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL,
              client INTEGER, client_version INTEGER, user INTEGER, team INTEGER,
              repo INTEGER, branch INTEGER, token INTEGER, key INTEGER, route INTEGER,
              session INTEGER, thread INTEGER, turn INTEGER NOT NULL, step INTEGER NOT NULL,
              kind INTEGER NOT NULL,
              input INTEGER, cache_read INTEGER, cache_write INTEGER, output INTEGER,
              reasoning INTEGER, counts TEXT,
              nanos INTEGER, saved INTEGER, pricing INTEGER NOT NULL, prices INTEGER NOT NULL,
              tier INTEGER, speed INTEGER,
              reading INTEGER NOT NULL, finding INTEGER, has INTEGER NOT NULL, tools TEXT,
              tags TEXT, rulings TEXT);
            CREATE INDEX exchange_started ON exchange(started);
            CREATE INDEX exchange_session ON exchange(session, started) WHERE session IS NOT NULL;
            CREATE INDEX exchange_requested ON exchange(requested) WHERE requested IS NOT NULL;
            CREATE INDEX exchange_answered ON exchange(answered) WHERE answered IS NOT NULL;
            CREATE INDEX exchange_user ON exchange(user) WHERE user IS NOT NULL;
            CREATE INDEX exchange_team ON exchange(team) WHERE team IS NOT NULL;
            CREATE INDEX exchange_repo ON exchange(repo) WHERE repo IS NOT NULL;
            CREATE INDEX exchange_branch ON exchange(branch) WHERE branch IS NOT NULL;
            CREATE INDEX exchange_token ON exchange(token) WHERE token IS NOT NULL;
            CREATE INDEX exchange_key ON exchange(key) WHERE key IS NOT NULL;
            CREATE INDEX exchange_route ON exchange(route) WHERE route IS NOT NULL;
            CREATE INDEX exchange_client ON exchange(client) WHERE client IS NOT NULL;
            CREATE INDEX exchange_error ON exchange(error) WHERE error IS NOT NULL;
            CREATE INDEX exchange_cost ON exchange(nanos) WHERE nanos > 100000000;
            CREATE INDEX exchange_failed ON exchange(status) WHERE status >= 400;
            CREATE TABLE tool_call(
              tool INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(tool, n)) WITHOUT ROWID;
            CREATE TABLE tagged(
              tag INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(tag, n)) WITHOUT ROWID;
            CREATE TABLE ruled(
              ruling INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(ruling, n)) WITHOUT ROWID;
            CREATE TABLE session(
              id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, source INTEGER NOT NULL,
              inferred INTEGER NOT NULL, client INTEGER, title TEXT,
              started INTEGER NOT NULL, ended INTEGER NOT NULL, turns INTEGER NOT NULL, SUMS);
            CREATE INDEX session_ended ON session(ended);
            CREATE INDEX session_dearest ON session(nanos, exchanges);
            CREATE INDEX session_client ON session(client, ended);
            CREATE TABLE rollup(
              grouping INTEGER NOT NULL, grain INTEGER NOT NULL, period INTEGER NOT NULL,
              a INTEGER NOT NULL, b INTEGER NOT NULL, SUMS,
              PRIMARY KEY(grouping, grain, period, a, b)) WITHOUT ROWID;
            CREATE TABLE cube(
              grain INTEGER NOT NULL, period INTEGER NOT NULL,
              provider INTEGER NOT NULL, model INTEGER NOT NULL,
              user INTEGER NOT NULL, team INTEGER NOT NULL, tool INTEGER NOT NULL,
              repo INTEGER NOT NULL, branch INTEGER NOT NULL, kind INTEGER NOT NULL,
              token INTEGER NOT NULL, key INTEGER NOT NULL, route INTEGER NOT NULL, SUMS,
              PRIMARY KEY(grain, period, provider, model, user, team, tool, repo, branch, kind,
                token, key, route))
              WITHOUT ROWID;
            CREATE TABLE seen(hash INTEGER PRIMARY KEY);
            CREATE TABLE memory(
              seq INTEGER PRIMARY KEY, exchanges INTEGER NOT NULL, entries BLOB NOT NULL);
            CREATE VIRTUAL TABLE text USING fts5(
              system, prompt, answer, tool_input, tool_result,
              content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
            INSERT INTO text(text, rank) VALUES('pgsz', 16000);
            INSERT INTO text(text, rank) VALUES('hashsize', 4194304);
            """
                    .replace("SUMS", SUMS);

    private final Path path;

    private ReadingFile(Path path) {
        this.path = path;
    }

    /**
     * The file in a data directory, made where there is none or one of another version.
     *
     * @throws IOException where it cannot be made or opened
     */
    static ReadingFile open(Path directory) throws IOException {
        return open(directory, NAME);
    }

    static ReadingFile open(Path directory, String name) throws IOException {
        ReadingFile file = new ReadingFile(directory.resolve(name));
        try {
            if (Files.exists(file.path) && !file.isCurrent()) {
                file.delete();
            }
            if (!Files.exists(file.path)) {
                Files.createFile(
                        file.path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            try (Connection connection = file.writer()) {
                if (number(connection, "PRAGMA user_version") == 0) {
                    create(connection);
                }
            }
        } catch (SQLException e) {
            throw new IOException(
                    "the derived rows " + file.path + " cannot be opened: " + e.getMessage(), e);
        }
        return file;
    }

    private boolean isCurrent() {
        try (Connection connection = reader()) {
            return number(connection, "PRAGMA application_id") == APPLICATION_ID
                    && number(connection, "PRAGMA user_version") == VERSION;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Throws the file away. Nobody may have it open. */
    void delete() throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
        }
    }

    Path path() {
        return path;
    }

    /**
     * A connection for the one writer. The rows can be made again, so commits do not wait for the
     * disk; the file is never corrupt, and what a power failure took is found missing at the start.
     */
    Connection writer() throws SQLException {
        SQLiteConfig config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setPageSize(16 * 1024);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setCacheSize(-16 * 1024);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    /** A connection that only reads, beside the writer. */
    Connection reader() throws SQLException {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        config.setOpenMode(SQLiteOpenMode.READONLY);
        config.setCacheSize(-8 * 1024);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setGetGeneratedKeys(false);
        return config;
    }

    private static void create(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String one : SCHEMA.split(";")) {
                if (!one.isBlank()) {
                    statement.executeUpdate(one);
                }
            }
            statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
            statement.executeUpdate("PRAGMA user_version = " + VERSION);
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
}
