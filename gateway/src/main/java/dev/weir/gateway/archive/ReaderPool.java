package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;

/** A small number of readers, lent out one at a time. Thread-safe. */
final class ReaderPool implements AutoCloseable {

    private static final int MOST = 4;
    private static final long CACHE = 32L * 1024 * 1024;

    private final ArchiveFile file;
    private final Reader.Shared shared = Reader.Shared.of(CACHE);
    private final Semaphore permits = new Semaphore(MOST, true);
    private final ArrayDeque<Reader> idle = new ArrayDeque<>();
    private boolean closed;

    ReaderPool(ArchiveFile file) {
        this.file = file;
    }

    /** Something done with a reader. */
    interface Work<T extends @Nullable Object> {
        T with(Reader reader) throws IOException, SQLException;
    }

    /** Waits for a reader and does the work; what the database throws becomes an IOException. */
    <T extends @Nullable Object> T read(Work<T> work) throws IOException {
        permits.acquireUninterruptibly();
        try {
            Reader reader = take();
            boolean good = false;
            try {
                T result = work.with(reader);
                good = true;
                return result;
            } finally {
                giveBack(reader, good);
            }
        } catch (SQLException e) {
            throw new IOException("the archive cannot be read: " + e.getMessage(), e);
        } finally {
            permits.release();
        }
    }

    private Reader take() throws SQLException, IOException {
        synchronized (idle) {
            if (closed) {
                throw new IOException("the archive is closed");
            }
            Reader reader = idle.poll();
            if (reader != null) {
                return reader;
            }
        }
        return new Reader(file, shared);
    }

    /** A reader that failed is closed: its statements may be in any state. */
    private void giveBack(Reader reader, boolean good) throws SQLException {
        synchronized (idle) {
            if (good && !closed) {
                idle.push(reader);
                return;
            }
        }
        reader.close();
    }

    Reader.Shared shared() {
        return shared;
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            for (Reader reader : idle) {
                try {
                    reader.close();
                } catch (SQLException e) {
                    System.getLogger("weir.archive")
                            .log(System.Logger.Level.DEBUG, "a reader did not close", e);
                }
            }
            idle.clear();
        }
    }
}
