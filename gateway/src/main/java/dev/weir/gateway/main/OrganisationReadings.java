package dev.weir.gateway.main;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Visible;
import dev.weir.core.archive.VisibleArchive;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedListener;
import dev.weir.gateway.reading.Derivations;
import dev.weir.gateway.reading.DerivedStore;
import dev.weir.gateway.reading.Deriver;
import dev.weir.gateway.reading.SqliteDerived;

import io.micrometer.core.instrument.MeterRegistry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Derived rows where people sign in: each organisation has a file and a deriver of its own, which
 * see that organisation's exchanges alone. So nothing that is derived can cross from one to
 * another, neither a session nor a word of text.
 */
final class OrganisationReadings implements AutoCloseable {

    private static final Logger LOG = System.getLogger("weir.main");

    private record Book(DerivedStore store, Deriver deriver, SqliteDerived derived) {}

    private final Path directory;
    private final Archive archive;
    private final Supplier<Derivations> derivations;
    private final MeterRegistry metrics;
    private final DerivedListener listener;
    private final boolean derives;
    private final Map<String, Book> books = new HashMap<>();
    private boolean closed;

    /**
     * @param data the data directory
     * @param derives false where rows are not made
     */
    OrganisationReadings(
            Path data,
            Archive archive,
            Supplier<Derivations> derivations,
            MeterRegistry metrics,
            DerivedListener listener,
            boolean derives) {
        this.directory = data.resolve("reading");
        this.archive = archive;
        this.derivations = derivations;
        this.metrics = metrics;
        this.listener = listener;
        this.derives = derives;
    }

    /** Opens the rows of every organisation that is new. */
    synchronized void follow(Set<String> organisations) {
        for (String organisation : organisations) {
            try {
                of(organisation);
            } catch (UncheckedIOException e) {
                LOG.log(
                        Level.ERROR,
                        "the rows of the organisation " + organisation + " cannot be opened",
                        e);
            }
        }
    }

    /** The rows of an organisation. */
    synchronized Derived of(String organisation) {
        Book known = books.get(organisation);
        if (known == null) {
            if (closed || !organisation.matches("[a-z0-9_]{1,64}")) {
                throw new IllegalStateException("no rows of " + organisation);
            }
            try {
                known = open(organisation);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            books.put(organisation, known);
        }
        return known.derived;
    }

    /**
     * Waits until every exchange that was in the archive before the call has its rows.
     *
     * @return false where the time ran out first
     */
    boolean settle(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        List<Book> all;
        synchronized (this) {
            all = List.copyOf(books.values());
        }
        boolean settled = true;
        for (Book book : all) {
            long left = Math.max(0, deadline - System.nanoTime());
            settled &= book.deriver.settle(Duration.ofNanos(left));
        }
        return settled;
    }

    private Book open(String organisation) throws IOException {
        Path own = directory.resolve(organisation);
        Files.createDirectories(
                own,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        DerivedStore store = DerivedStore.open(own);
        Visible theirs = new Visible(organisation, null);
        Deriver deriver =
                new Deriver(
                        new VisibleArchive(archive, () -> theirs),
                        store,
                        derivations,
                        metrics,
                        listener);
        if (derives) {
            deriver.start();
        }
        return new Book(store, deriver, new SqliteDerived(store, deriver));
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (Book book : books.values()) {
            book.deriver.close();
            book.store.close();
        }
        books.clear();
    }
}
