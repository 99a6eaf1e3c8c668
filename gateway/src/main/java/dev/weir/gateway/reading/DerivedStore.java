package dev.weir.gateway.reading;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The derived rows of one data directory: one writer, a few readers, and the change from one file
 * to a new one.
 */
public final class DerivedStore implements AutoCloseable {

    private static final String NEXT = "reading.next.db";
    private static final int MOST_IDLE = 4;

    private final Path directory;

    /** Held for reading by those who read, for writing while the file changes. */
    private final ReadWriteLock files = new ReentrantReadWriteLock(true);

    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private ReadingFile file;
    private @Nullable ReadingWriter writer;

    private DerivedStore(Path directory, ReadingFile file) {
        this.directory = directory;
        this.file = file;
    }

    /**
     * Opens the rows of a data directory, empty ones where there are none.
     *
     * @throws IOException where they cannot be opened
     */
    public static DerivedStore open(Path directory) throws IOException {
        return new DerivedStore(directory, ReadingFile.open(directory));
    }

    /** Something done with a connection that only reads. */
    interface Work<T extends @Nullable Object> {
        T with(Connection connection) throws SQLException, IOException;
    }

    /** Something done with a writer. */
    interface Writing {
        void with(ReadingWriter writer) throws SQLException, IOException;
    }

    /** Reads; what the database throws becomes an IOException. */
    <T extends @Nullable Object> T read(Work<T> work) throws IOException {
        files.readLock().lock();
        try {
            Connection connection = take();
            boolean good = false;
            try {
                T result = work.with(connection);
                good = true;
                return result;
            } finally {
                giveBack(connection, good);
            }
        } catch (SQLException e) {
            throw new IOException("the derived rows cannot be read: " + e.getMessage(), e);
        } finally {
            files.readLock().unlock();
        }
    }

    private Connection take() throws SQLException {
        synchronized (idle) {
            Connection connection = idle.poll();
            if (connection != null) {
                return connection;
            }
        }
        return file.reader();
    }

    private void giveBack(Connection connection, boolean good) throws SQLException {
        synchronized (idle) {
            if (good && idle.size() < MOST_IDLE) {
                idle.push(connection);
                return;
            }
        }
        connection.close();
    }

    /** The one writer. For the deriver's thread. */
    ReadingWriter writer() throws SQLException {
        ReadingWriter open = writer;
        if (open == null) {
            open = new ReadingWriter(file);
            writer = open;
        }
        return open;
    }

    /** The version of derivation that made the rows, null where there are none yet. */
    @Nullable String madeBy() throws SQLException {
        return writer().note(Deriver.VERSION);
    }

    /** After a failure the connection may be in any state: the next attempt gets a new one. */
    void discardWriter() {
        ReadingWriter open = writer;
        writer = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                System.getLogger("weir.reading")
                        .log(System.Logger.Level.DEBUG, "a writer did not close", e);
            }
        }
    }

    /** Fills a new file, which then takes the place of the old one. */
    void replace(Writing filling) throws SQLException, IOException {
        ReadingFile next = ReadingFile.open(directory, NEXT);
        next.delete();
        next = ReadingFile.open(directory, NEXT);
        try (ReadingWriter to = new ReadingWriter(next)) {
            filling.with(to);
            to.finish();
        }
        files.writeLock().lock();
        try {
            discardWriter();
            closeIdle();
            file.delete();
            Files.move(next.path(), file.path(), StandardCopyOption.ATOMIC_MOVE);
            next.delete();
            file = ReadingFile.open(directory);
        } finally {
            files.writeLock().unlock();
        }
    }

    private void closeIdle() throws SQLException {
        synchronized (idle) {
            for (Connection connection = idle.poll();
                    connection != null;
                    connection = idle.poll()) {
                connection.close();
            }
        }
    }

    @Override
    public void close() {
        files.writeLock().lock();
        try {
            discardWriter();
            closeIdle();
        } catch (SQLException e) {
            System.getLogger("weir.reading")
                    .log(System.Logger.Level.DEBUG, "a reader did not close", e);
        } finally {
            files.writeLock().unlock();
        }
    }
}
