package dev.weir.gateway.archive;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;

import dev.weir.core.archive.Archive.ArchiveDamaged;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One reader's connection with its statements and its decompressor. For one thread at a time. */
final class Reader implements AutoCloseable {

    /** A decompressed frame is never longer: a block's largest size, or a full frame's. */
    private static final int LARGEST_FRAME = 64 * 1024 * 1024;

    /** What all readers of an archive share. */
    record Shared(FrameCache frames, Map<Integer, ZstdDictDecompress> dictionaries) {
        static Shared of(long cacheBytes) {
            return new Shared(new FrameCache(cacheBytes), new ConcurrentHashMap<>());
        }
    }

    private final Connection connection;
    private final Shared shared;
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final PreparedStatement selectFrames;
    private final PreparedStatement selectDictionary;
    private int loaded = Encoding.ZSTD;

    Reader(ArchiveFile file, Shared shared) throws SQLException {
        this.connection = file.reader();
        this.shared = shared;
        selectFrames =
                connection.prepareStatement(
                        """
                        SELECT first, enc, lengths, hashes, z FROM frame
                        WHERE first >= coalesce(
                            (SELECT max(first) FROM frame WHERE first <= ?1), ?1)
                          AND first <= ?2
                        ORDER BY first
                        """);
        selectDictionary = connection.prepareStatement("SELECT bytes FROM dict WHERE id = ?");
    }

    Connection connection() {
        return connection;
    }

    /** The frame that holds a block; frames up to another block are fetched along with it. */
    Frame frame(long id, long upTo) throws IOException, SQLException {
        Frame cached = shared.frames().find(id);
        if (cached != null) {
            return cached;
        }
        Frame wanted = null;
        selectFrames.setLong(1, id);
        selectFrames.setLong(2, Math.max(id, upTo));
        try (ResultSet rows = selectFrames.executeQuery()) {
            long bytes = 0;
            while (rows.next() && bytes < 4 * 1024 * 1024) {
                Frame frame = shared.frames().find(rows.getLong(1));
                if (frame == null) {
                    frame = read(rows);
                    shared.frames().keep(frame);
                }
                bytes += frame.weight();
                if (wanted == null && frame.holds(id)) {
                    wanted = frame;
                }
            }
        }
        if (wanted == null) {
            throw new ArchiveDamaged("block " + id + " is missing");
        }
        return wanted;
    }

    /** Decompresses and checks the frame of a row: first, enc, lengths, hashes, z. */
    Frame read(ResultSet rows) throws IOException, SQLException {
        long first = rows.getLong(1);
        byte[] raw = decompress(first, rows.getInt(2), rows.getBytes(5));
        Frame frame;
        try {
            frame = Frame.of(first, raw, rows.getBytes(3));
        } catch (ByteSource.Malformed e) {
            throw new ArchiveDamaged("frame " + first + ": " + e.getMessage());
        }
        int wrong = Frame.firstWrongHash(frame, rows.getBytes(4));
        if (wrong >= 0) {
            throw new ArchiveDamaged("block " + (first + wrong) + " does not match its hash");
        }
        return frame;
    }

    private byte[] decompress(long first, int encoding, byte @Nullable [] stored)
            throws IOException, SQLException {
        if (stored == null) {
            throw new ArchiveDamaged("frame " + first + " has no bytes");
        }
        if (encoding == Encoding.RAW) {
            return stored;
        }
        load(first, encoding);
        long size = com.github.luben.zstd.Zstd.getFrameContentSize(stored);
        if (size < 0 || size > LARGEST_FRAME) {
            throw new ArchiveDamaged("frame " + first + " does not say its size");
        }
        byte[] raw = new byte[(int) size];
        try {
            int read = zstd.decompressByteArray(raw, 0, raw.length, stored, 0, stored.length);
            if (read != raw.length) {
                throw new ArchiveDamaged("frame " + first + " is shorter than it says");
            }
        } catch (ZstdException e) {
            throw new ArchiveDamaged("frame " + first + " does not decompress: " + e.getMessage());
        }
        return raw;
    }

    private void load(long first, int encoding) throws IOException, SQLException {
        if (encoding == loaded) {
            return;
        }
        if (encoding == Encoding.ZSTD) {
            zstd.loadDict(new byte[0]);
            loaded = encoding;
            return;
        }
        ZstdDictDecompress dictionary = shared.dictionaries().get(encoding);
        if (dictionary == null) {
            selectDictionary.setInt(1, encoding);
            try (ResultSet rows = selectDictionary.executeQuery()) {
                if (!rows.next()) {
                    throw new ArchiveDamaged(
                            "frame "
                                    + first
                                    + " needs dictionary "
                                    + encoding
                                    + ", which is missing");
                }
                ZstdDictDecompress made = new ZstdDictDecompress(rows.getBytes(1));
                ZstdDictDecompress raced = shared.dictionaries().putIfAbsent(encoding, made);
                dictionary = raced == null ? made : raced;
            }
        }
        zstd.loadDict(dictionary);
        loaded = encoding;
    }

    @Override
    public void close() throws SQLException {
        zstd.close();
        connection.close();
    }
}
