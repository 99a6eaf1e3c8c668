package dev.weir.gateway.archive;

import dev.weir.core.archive.Archive.Subscription;
import dev.weir.core.exchange.Exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * An organisation's archive, open for one {@link Archiver} and any number of readers: what {@link
 * Archiver} and {@link SqliteArchive} share.
 */
public final class ArchiveStore implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.archive");

    private final ArchiveFile file;
    private final ReaderPool readers;
    private final List<Registration> listeners = new CopyOnWriteArrayList<>();

    /** A listener, each registration of it apart. */
    private final class Registration implements Subscription {
        private final Consumer<Exchange> listener;

        Registration(Consumer<Exchange> listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }

    private ArchiveStore(ArchiveFile file) {
        this.file = file;
        this.readers = new ReaderPool(file);
    }

    /**
     * Opens the archive in a data directory, made if there is none.
     *
     * @throws IOException where it cannot be opened or is of a later version
     */
    public static ArchiveStore open(Path directory) throws IOException {
        return new ArchiveStore(ArchiveFile.open(directory));
    }

    ReaderPool readers() {
        return readers;
    }

    ArchiveWriter writer(Fallbacks fallbacks) throws SQLException {
        return new ArchiveWriter(file, fallbacks);
    }

    Subscription subscribe(Consumer<Exchange> listener) {
        Registration registration = new Registration(listener);
        listeners.add(registration);
        return registration;
    }

    void tell(List<Exchange> committed) {
        for (Exchange exchange : committed) {
            for (Registration registration : listeners) {
                try {
                    registration.listener.accept(exchange);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "a listener of the archive failed", e);
                }
            }
        }
    }

    @Override
    public void close() {
        readers.close();
    }
}
