package dev.weir.gateway.vault;

import dev.weir.gateway.store.Database;

import org.sqlite.SQLiteConfig;

import java.nio.file.Path;

/** A database file, set up as those of the program are. */
final class TestDatabase {

    private TestDatabase() {}

    static Database in(Path directory) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setPageSize(16 * 1024);
        // What is in the cache of the machine is enough for a test, and faster.
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setBusyTimeout(5_000);
        String url = "jdbc:sqlite:" + directory.resolve("control.db");
        return () -> config.createConnection(url);
    }
}
