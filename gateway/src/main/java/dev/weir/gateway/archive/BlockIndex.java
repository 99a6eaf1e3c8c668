package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which block has which hash. The database knows the first half of the hash; the other half is
 * compared with the frame's before a block counts as the same. For the writer's thread.
 *
 * <p>Hashes lie all over the table, so that entering each at once would write a page for each. New
 * ones are therefore kept in memory and entered many together, in order; until then the database
 * has a list of the frames that hold them, from which the next writer knows them again.
 */
final class BlockIndex implements AutoCloseable {

    private static final int MOST_REMEMBERED = 32 * 1024;

    /** So many new blocks are entered together. */
    static final int TOGETHER = 64 * 1024;

    private final int together;
    private final PreparedStatement select;
    private final PreparedStatement frame;
    private final PreparedStatement insert;
    private final PreparedStatement list;
    private final PreparedStatement unlist;
    private final Map<BlockHash, Long> remembered =
            new LinkedHashMap<>(1024, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<BlockHash, Long> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            };

    /** Of this transaction, and of those before it: not in the table yet. */
    private final Map<BlockHash, Long> added = new HashMap<>();

    private final Map<BlockHash, Long> waiting = new HashMap<>();
    private final ByteSink frames = new ByteSink(256);
    private boolean entered;

    BlockIndex(Connection connection, int together) throws SQLException {
        this.together = together;
        select = connection.prepareStatement("SELECT id FROM block WHERE hash = ?");
        frame =
                connection.prepareStatement(
                        """
                        SELECT first, hashes FROM frame
                        WHERE first <= ? ORDER BY first DESC LIMIT 1
                        """);
        insert = connection.prepareStatement("INSERT OR IGNORE INTO block(hash, id) VALUES (?, ?)");
        list = connection.prepareStatement("INSERT INTO unindexed(frames) VALUES (?)");
        unlist = connection.prepareStatement("DELETE FROM unindexed");
        readUnindexed(connection);
    }

    private void readUnindexed(Connection connection) throws SQLException {
        List<byte[]> lists = new ArrayList<>();
        try (PreparedStatement all = connection.prepareStatement("SELECT frames FROM unindexed");
                ResultSet rows = all.executeQuery()) {
            while (rows.next()) {
                lists.add(rows.getBytes(1));
            }
        }
        for (byte[] one : lists) {
            ByteSource firsts = new ByteSource(one);
            while (firsts.more()) {
                long first = firsts.varint();
                frame.setLong(1, first);
                try (ResultSet rows = frame.executeQuery()) {
                    byte[] hashes =
                            rows.next() && rows.getLong(1) == first ? rows.getBytes(2) : null;
                    for (int i = 0; hashes != null && (i + 1) * Pack.HASH <= hashes.length; i++) {
                        waiting.putIfAbsent(BlockHash.read(hashes, i * Pack.HASH), first + i);
                    }
                }
            }
        }
    }

    /**
     * The block with this hash; where there is none it is the given one, which is remembered from
     * now on.
     */
    long findOrAdd(BlockHash hash, long next) throws SQLException {
        Long known = remembered.get(hash);
        if (known != null) {
            return known;
        }
        known = waiting.get(hash);
        if (known == null) {
            known = added.get(hash);
        }
        if (known == null) {
            known = inTable(hash);
        }
        if (known == null) {
            known = next;
            added.put(hash, known);
        }
        remembered.put(hash, known);
        return known;
    }

    /** The block of the table; null too where it shares no more than the first half by chance. */
    private @Nullable Long inTable(BlockHash hash) throws SQLException {
        long id;
        select.setLong(1, hash.high());
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return null;
            }
            id = rows.getLong(1);
        }
        return hash.equals(hashOf(id)) ? id : null;
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

    /** A frame with blocks that were added here is written in this transaction. */
    void frame(long first) {
        frames.varint(first);
    }

    /** Last of all before a commit: lists the new frames, or enters everything that waits. */
    void beforeCommit() throws SQLException {
        if (waiting.size() + added.size() >= together) {
            enterAll();
        } else if (frames.length() > 0) {
            list.setBytes(1, frames.copy());
            list.executeUpdate();
        }
    }

    /** Enters everything that waits; to be followed by a commit. */
    void enterAll() throws SQLException {
        if (waiting.isEmpty() && added.isEmpty()) {
            return;
        }
        List<Map.Entry<BlockHash, Long>> all = new ArrayList<>(waiting.entrySet());
        all.addAll(added.entrySet());
        all.sort(Comparator.comparingLong(entry -> entry.getKey().high()));
        for (Map.Entry<BlockHash, Long> entry : all) {
            insert.setLong(1, entry.getKey().high());
            insert.setLong(2, entry.getValue());
            insert.executeUpdate();
        }
        unlist.executeUpdate();
        entered = true;
    }

    void committed() {
        if (entered) {
            waiting.clear();
        } else {
            waiting.putAll(added);
        }
        forgetTransaction();
    }

    void rolledBack() {
        remembered.clear();
        forgetTransaction();
    }

    private void forgetTransaction() {
        added.clear();
        frames.clear();
        entered = false;
    }

    /** How many blocks are not in the table yet. */
    int waiting() {
        return waiting.size();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : List.of(select, frame, insert, list, unlist)) {
            statement.close();
        }
    }
}
