package dev.weir.gateway.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Compresses packs and writes them as rows of the table of frames. For the writer's thread. */
final class FrameWriter implements AutoCloseable {

    private final Compressor compressor;
    private final Trainer trainer;
    private final Fallbacks fallbacks;
    private final PreparedStatement insert;

    FrameWriter(Connection connection, Compressor compressor, Trainer trainer, Fallbacks fallbacks)
            throws SQLException {
        this.compressor = compressor;
        this.trainer = trainer;
        this.fallbacks = fallbacks;
        insert =
                connection.prepareStatement(
                        "INSERT INTO frame(first, enc, lengths, hashes, z) VALUES (?, ?, ?, ?, ?)");
    }

    /** Writes a pack's frame and empties it; nothing where it is empty. */
    void write(Pack pack) throws SQLException {
        if (pack.isEmpty()) {
            return;
        }
        Compressor.Compressed frame =
                fallbacks.attempt(
                        Fallbacks.Step.COMPRESS,
                        () -> {
                            trainer.sample(pack);
                            return compressor.compress(
                                    pack.kind, pack.raw.array(), pack.raw.length());
                        },
                        () -> Compressor.raw(pack.raw.array(), pack.raw.length()));
        if (pack.kind == Kind.RECORD && frame.encoding() == Encoding.RAW) {
            pack.hashAll();
        }
        insert.setLong(1, pack.first());
        insert.setInt(2, frame.encoding());
        insert.setBytes(3, pack.lengths.copy());
        insert.setBytes(4, pack.hashes.length() == 0 ? null : pack.hashes.copy());
        insert.setBytes(5, frame.bytes());
        insert.executeUpdate();
        pack.clear();
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
