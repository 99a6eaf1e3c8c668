package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which block has which hash: the latest ones in memory, all in the database. The database knows
 * the first half of the hash; the other half is compared with the frame's before a block counts as
 * the same. For the writer's thread.
 */
final class BlockIndex implements AutoCloseable {

    private static final int MOST_REMEMBERED = 32 * 1024;

    private final PreparedStatement select;
    private final PreparedStatement frame;
    private final PreparedStatement insert;
    private final Map<BlockHash, Long> remembered =
            new LinkedHashMap<>(1024, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<BlockHash, Long> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            };

    BlockIndex(Connection connection) throws SQLException {
        select = connection.prepareStatement("SELECT id FROM block WHERE hash = ?");
        frame =
                connection.prepareStatement(
                        """
                        SELECT first, hashes FROM frame
                        WHERE first <= ? ORDER BY first DESC LIMIT 1
                        """);
        insert = connection.prepareStatement("INSERT OR IGNORE INTO block(hash, id) VALUES (?, ?)");
    }

    /** The block with this hash, null where there is none. */
    @Nullable Long find(BlockHash hash) throws SQLException {
        Long id = remembered.get(hash);
        if (id != null) {
            return id;
        }
        select.setLong(1, hash.high());
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return null;
            }
            id = rows.getLong(1);
        }
        if (!hash.equals(hashOf(id))) {
            return null;
        }
        remembered.put(hash, id);
        return id;
    }

    private @Nullable BlockHash hashOf(long id) throws SQLException {
        frame.setLong(1, id);
        try (ResultSet rows = frame.executeQuery()) {
            if (!rows.next()) {
                return null;
            }
            long place = id - rows.getLong(1);
            byte[] hashes = rows.getBytes(2);
            return hashes == null || (place + 1) * Pack.HASH > hashes.length
                    ? null
                    : BlockHash.read(hashes, (int) place * Pack.HASH);
        }
    }

    void add(BlockHash hash, long id) throws SQLException {
        insert.setLong(1, hash.high());
        insert.setLong(2, id);
        insert.executeUpdate();
        remembered.put(hash, id);
    }

    void clear() {
        remembered.clear();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : Arrays.asList(select, frame, insert)) {
            statement.close();
        }
    }
}
