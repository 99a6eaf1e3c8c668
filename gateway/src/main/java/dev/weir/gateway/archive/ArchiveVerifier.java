package dev.weir.gateway.archive;

import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks an archive from end to end, reading only: every frame and block against its hash, every
 * row, record, manifest and list of chunk times, every body against its length and checksum. Works
 * beside a running server and without one. Memory is bounded; rows that are added meanwhile may or
 * may not be looked at.
 */
public final class ArchiveVerifier {

    /** At most so many damages are named; all are counted. */
    public static final int MOST_NAMED = 100;

    private static final int ROWS_AT_ONCE = 256;
    private static final int TELL_EVERY = 1_000;
    private static final long CACHE = 64L * 1024 * 1024;

    /**
     * How far a check has come.
     *
     * @param frames frames checked
     * @param exchanges exchanges checked
     * @param of exchanges there are
     */
    public record Progress(long frames, long exchanges, long of) {}

    /**
     * What a check found.
     *
     * @param exchanges rows checked
     * @param bodies bodies put together and compared with their checksum
     * @param bodyBytes bytes of those
     * @param frames compressed frames checked
     * @param blocks blocks in them
     * @param damages how many things were wrong
     * @param damaged what they are, the first {@value #MOST_NAMED}
     */
    public record Result(
            long exchanges,
            long bodies,
            long bodyBytes,
            long frames,
            long blocks,
            long damages,
            List<String> damaged) {

        public Result {
            damaged = List.copyOf(damaged);
        }

        public boolean sound() {
            return damages == 0;
        }
    }

    private final Reader reader;
    private final Rows rows;
    private final Consumer<Progress> progress;
    private final List<String> damaged = new ArrayList<>();
    private long damages;
    private long exchanges;
    private long of;
    private long bodies;
    private long bodyBytes;
    private long frames;
    private long blocks;

    private ArchiveVerifier(Reader reader, Consumer<Progress> progress) {
        this.reader = reader;
        this.rows = new Rows(reader);
        this.progress = progress;
    }

    /**
     * Checks the archive in a data directory.
     *
     * @param progress told now and then, on the calling thread
     * @throws IOException where there is no archive or the file cannot be read as a database
     */
    public static Result verify(Path directory, Consumer<Progress> progress) throws IOException {
        ArchiveFile file = ArchiveFile.existing(directory);
        try (Reader reader = new Reader(file, Reader.Shared.of(CACHE))) {
            ArchiveVerifier verifier = new ArchiveVerifier(reader, progress);
            verifier.of =
                    ArchiveFile.longNumber(reader.connection(), "SELECT count(*) FROM exchange");
            verifier.file();
            verifier.frames();
            verifier.rows();
            verifier.tell();
            return verifier.result();
        } catch (SQLException e) {
            throw new IOException(
                    "the archive " + file.path() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Result result() {
        return new Result(exchanges, bodies, bodyBytes, frames, blocks, damages, damaged);
    }

    private void tell() {
        progress.accept(new Progress(frames, exchanges, of));
    }

    private void damage(String what) {
        damages++;
        if (damaged.size() < MOST_NAMED) {
            damaged.add(what);
        }
    }

    /** The database's own structure: pages, indexes, constraints. */
    private void file() throws SQLException {
        try (PreparedStatement check =
                        reader.connection().prepareStatement("PRAGMA integrity_check(100)");
                ResultSet found = check.executeQuery()) {
            while (found.next()) {
                String message = found.getString(1);
                if (!"ok".equals(message)) {
                    damage("database: " + message);
                }
            }
        }
    }

    private void frames() throws IOException, SQLException {
        long after = 0;
        boolean more = true;
        while (more) {
            more = false;
            try (PreparedStatement select =
                    reader.connection()
                            .prepareStatement(
                                    """
                                    SELECT first, enc, lengths, hashes, z FROM frame
                                    WHERE first > ? ORDER BY first LIMIT ?
                                    """)) {
                select.setLong(1, after);
                select.setInt(2, ROWS_AT_ONCE);
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        more = true;
                        after = frame(found, after);
                    }
                }
            }
        }
    }

    /** Checks a frame; gives its id. */
    private long frame(ResultSet found, long lastOfBefore) throws IOException, SQLException {
        long first = found.getLong(1);
        frames++;
        if (frames % TELL_EVERY == 0) {
            tell();
        }
        try {
            Frame frame = reader.read(found);
            blocks += frame.blocks();
            if (frame.blocks() == 0 || first <= lastOfBefore) {
                damage("frame " + first + " has no block of its own");
            }
        } catch (ArchiveDamaged e) {
            damage(String.valueOf(e.getMessage()));
        }
        return first;
    }

    private void rows() throws IOException, SQLException {
        long after = -1;
        List<Rows.Row> some = some(after);
        while (!some.isEmpty()) {
            for (Rows.Row row : some) {
                row(row);
                after = row.key();
            }
            some = some(after);
        }
    }

    private List<Rows.Row> some(long after) throws SQLException {
        List<Rows.Row> some = new ArrayList<>();
        try (PreparedStatement select =
                reader.connection()
                        .prepareStatement(
                                """
                                SELECT key, low, record, request, response, chunks FROM exchange
                                WHERE key > ? ORDER BY key LIMIT ?
                                """)) {
            select.setLong(1, after);
            select.setInt(2, ROWS_AT_ONCE);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    some.add(Rows.row(found));
                }
            }
        }
        return some;
    }

    private void row(Rows.Row row) throws IOException, SQLException {
        exchanges++;
        if (exchanges % TELL_EVERY == 0) {
            tell();
        }
        Exchange exchange;
        try {
            exchange = rows.exchange(row.record());
        } catch (ArchiveDamaged e) {
            damage("row " + row.key() + ": " + e.getMessage());
            return;
        }
        ExchangeId id = exchange.id();
        if (id.low() != row.low()
                || Keys.base(id) > row.key()
                || row.key() - Keys.base(id) >= Keys.PLACES) {
            damage("row " + row.key() + " holds the record of another exchange, " + id);
        }
        body(id, Side.REQUEST, row.request(), exchange.requestBody());
        body(id, Side.RESPONSE, row.response(), exchange.responseBody());
        if (row.chunks() != null) {
            try {
                ChunkCodec.decode(Blob.unpack(row.chunks()));
            } catch (ByteSource.Malformed e) {
                damage("the chunk times of " + id + ": " + e.getMessage());
            }
        }
    }

    private void body(ExchangeId id, Side side, byte @Nullable [] blob, BodyFacts facts)
            throws IOException {
        String name = "the " + side.word() + " body of " + id;
        bodies++;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream body =
                new BodyStream(this::holding, SqliteArchive.manifest(blob, name), facts, name)) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                bodyBytes += read;
            }
        } catch (ArchiveDamaged e) {
            damage(name + ": " + e.getMessage());
        }
    }

    private Frame holding(long id, long upTo) throws IOException {
        try {
            return reader.frame(id, upTo);
        } catch (SQLException e) {
            throw new IOException("the archive cannot be read: " + e.getMessage(), e);
        }
    }
}
