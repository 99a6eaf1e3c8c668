package dev.weir.gateway.control;

import dev.weir.core.control.ControlStore;
import dev.weir.testkit.control.ControlStoreContract;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

import java.io.IOException;
import java.nio.file.Path;

class SqlControlStoreTest extends ControlStoreContract {

    @TempDir Path directory;
    private @Nullable ControlStore store;

    @Override
    protected ControlStore store() throws IOException {
        ControlStore opened = store;
        if (opened == null) {
            opened = again();
            store = opened;
        }
        return opened;
    }

    @Override
    protected ControlStore again() throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setBusyTimeout(5_000);
        String url = "jdbc:sqlite:" + directory.resolve("control.db");
        return new SqlControlStore(() -> config.createConnection(url));
    }
}
