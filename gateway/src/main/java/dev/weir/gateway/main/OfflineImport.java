package dev.weir.gateway.main;

import dev.weir.gateway.archive.ArchiveStore;
import dev.weir.gateway.archive.Archiver;
import dev.weir.gateway.intake.Format;
import dev.weir.gateway.intake.Importer;
import dev.weir.gateway.spool.Spool;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ThreadFactory;

/**
 * Imports into a data directory that no Weir serves: the archive with its writer, and none of the
 * ports. It holds the directory's lock, so that there is never a second writer, and takes over what
 * an earlier Weir left in the spool.
 */
public final class OfflineImport implements AutoCloseable {

    private final Spool spool;
    private final ArchiveStore store;
    private final Archiver archiver;
    private final Importer importer;

    private OfflineImport(Spool spool, ArchiveStore store, Configuration configuration) {
        this.spool = spool;
        this.store = store;
        this.archiver = new Archiver(store, spool.feed(), new SimpleMeterRegistry());
        this.importer = new Importer(archiver.intake(), configuration.providers());
        archiver.start();
    }

    /**
     * Opens the data directory of a configuration, made if there is none.
     *
     * @throws IOException where it cannot be opened, also since a Weir is using it
     */
    public static OfflineImport open(Configuration configuration) throws IOException {
        Weir.directory(configuration.data());
        ThreadFactory threads = Thread.ofPlatform().name("weir-spool-", 0).daemon().factory();
        Spool spool =
                Spool.open(
                        Weir.spoolOptions(configuration),
                        threads,
                        new SimpleMeterRegistry(),
                        System::nanoTime);
        ArchiveStore store = null;
        try {
            store = ArchiveStore.open(configuration.data());
            return new OfflineImport(spool, store, configuration);
        } finally {
            if (store == null) {
                spool.close();
            }
        }
    }

    /** True where the word names something that can be imported. */
    public static boolean isFormat(String word) {
        return Format.parse(word) != null;
    }

    /**
     * Imports a stream.
     *
     * @param format the word of what it is, null to find out
     * @return the report, the same JSON document that the API answers
     */
    public byte[] run(InputStream in, @Nullable String format) throws InterruptedException {
        return importer.run(in, format == null ? null : Format.parse(format)).json();
    }

    @Override
    public void close() throws IOException {
        // The readers go before the writer: whoever closes last folds SQLite's log into the file.
        store.close();
        archiver.close();
        spool.close();
    }
}
