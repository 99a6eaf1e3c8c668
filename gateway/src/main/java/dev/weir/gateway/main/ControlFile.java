package dev.weir.gateway.main;

import dev.weir.gateway.store.Database;

import org.sqlite.SQLiteConfig;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The database file of people, keys, rules and limits. */
final class ControlFile {

    static final String NAME = "control.db";

    private static final int BUSY_MILLIS = 5_000;

    private ControlFile() {}

    /** The file in a data directory, made where there is none, for its owner alone. */
    static Database in(Path data) throws IOException {
        Path file = data.resolve(NAME);
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // It is there, which is all that is wanted.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setPageSize(16 * 1024);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        String url = "jdbc:sqlite:" + file;
        return () -> config.createConnection(url);
    }
}
