package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

class BlockIndexTest {

    @TempDir private Path directory;
    private ArchiveFile file;

    @BeforeEach
    void open() throws IOException {
        file = ArchiveFile.open(directory);
    }

    private static BlockHash hash(long number) {
        return new BlockHash(number * 0x9E3779B97F4A7C15L, number);
    }

    /** A frame of one block, as the writer has it before the commit. */
    private static void add(Connection connection, BlockIndex index, long id) throws SQLException {
        assertThat(index.findOrAdd(hash(id), id)).isEqualTo(id);
        ByteSink hashes = new ByteSink(16);
        for (long half : new long[] {hash(id).high(), hash(id).low()}) {
            for (int shift = 56; shift >= 0; shift -= 8) {
                hashes.octet((int) (half >>> shift));
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO frame(first, enc, lengths, hashes, z) VALUES (?, 0, ?, ?, ?)")) {
            insert.setLong(1, id);
            insert.setBytes(2, new byte[] {1});
            insert.setBytes(3, hashes.copy());
            insert.setBytes(4, new byte[] {1});
            insert.executeUpdate();
        }
        index.frame(id);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void commit(Connection connection, BlockIndex index) throws SQLException {
        index.beforeCommit();
        execute(connection, "COMMIT");
        index.committed();
    }

    @Test
    void whatIsNotEnteredYetIsKnownToTheNextWriter() throws Exception {
        try (Connection connection = file.writer();
                BlockIndex index = new BlockIndex(connection, 100)) {
            for (long id = 1; id <= 10; id += 3) {
                execute(connection, "BEGIN");
                add(connection, index, id);
                commit(connection, index);
            }
            assertThat(ArchiveFile.longNumber(connection, "SELECT count(*) FROM block")).isZero();
        }
        try (Connection connection = file.writer();
                BlockIndex index = new BlockIndex(connection, 100)) {
            for (long id = 1; id <= 10; id += 3) {
                assertThat(index.findOrAdd(hash(id), 999)).isEqualTo(id);
            }
        }
    }

    @Test
    void manyAreEnteredTogetherAndFoundInTheTable() throws Exception {
        try (Connection connection = file.writer();
                BlockIndex index = new BlockIndex(connection, 5)) {
            for (long id = 1; id <= 12; id++) {
                execute(connection, "BEGIN");
                add(connection, index, id);
                commit(connection, index);
            }
            assertThat(ArchiveFile.longNumber(connection, "SELECT count(*) FROM block"))
                    .isEqualTo(10);
            assertThat(ArchiveFile.longNumber(connection, "SELECT count(*) FROM unindexed"))
                    .isEqualTo(2);
        }
        try (Connection connection = file.writer();
                BlockIndex index = new BlockIndex(connection, 5)) {
            for (long id = 1; id <= 12; id++) {
                assertThat(index.findOrAdd(hash(id), 999)).isEqualTo(id);
            }
        }
    }

    @Test
    void whatIsRolledBackIsNotKnown() throws Exception {
        try (Connection connection = file.writer();
                BlockIndex index = new BlockIndex(connection, 2)) {
            execute(connection, "BEGIN");
            add(connection, index, 1);
            commit(connection, index);
            execute(connection, "BEGIN");
            add(connection, index, 2);
            add(connection, index, 3);
            index.beforeCommit();
            execute(connection, "ROLLBACK");
            index.rolledBack();
            assertThat(index.findOrAdd(hash(1), 50)).isEqualTo(1);
            assertThat(index.findOrAdd(hash(2), 51)).isEqualTo(51);
        }
    }

    @Test
    void aBlockThatSharesHalfAHashIsAnotherBlock() throws Exception {
        try (Connection connection = file.writer();
                BlockIndex index = new BlockIndex(connection, 1)) {
            execute(connection, "BEGIN");
            add(connection, index, 1);
            commit(connection, index);
            BlockHash other = new BlockHash(hash(1).high(), 77);
            assertThat(index.findOrAdd(other, 9)).isEqualTo(9);
        }
    }
}
