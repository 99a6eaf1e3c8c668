package dev.weir.gateway.reading;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * Keeps what the finding of sessions remembers, in the order in which it was told, so that it goes
 * on after a restart as if there had been none. Written in the transaction of the rows that it
 * belongs to. As much is kept as is remembered. For the writer's thread.
 */
final class MemoryRows {

    private final PreparedStatement add;
    private final PreparedStatement first;
    private final PreparedStatement drop;
    private final PreparedStatement total;
    private final PreparedStatement all;
    private final int most;

    /** Exchanges whose entries are kept, -1 where that is not known. */
    private long kept = -1;

    /**
     * @param most exchanges whose entries are kept, or a few more
     */
    MemoryRows(Connection connection, int most) throws SQLException {
        this.most = most;
        add = connection.prepareStatement("INSERT INTO memory(exchanges, entries) VALUES(?, ?)");
        first =
                connection.prepareStatement(
                        "SELECT seq, exchanges FROM memory ORDER BY seq LIMIT 1");
        drop = connection.prepareStatement("DELETE FROM memory WHERE seq = ?");
        total = connection.prepareStatement("SELECT sum(exchanges) FROM memory");
        all = connection.prepareStatement("SELECT entries FROM memory ORDER BY seq");
    }

    /**
     * Adds what was remembered of some exchanges.
     *
     * @param exchanges how many
     */
    void add(int exchanges, byte[] entries) throws SQLException {
        if (entries.length == 0) {
            return;
        }
        if (kept < 0) {
            try (ResultSet rows = total.executeQuery()) {
                kept = rows.next() ? rows.getLong(1) : 0;
            }
        }
        add.setInt(1, exchanges);
        add.setBytes(2, entries);
        add.executeUpdate();
        kept += exchanges;
        while (kept > most && dropFirst()) {
            // Until the rest is what is to be kept.
        }
    }

    /** Drops the oldest entries where those after them are enough. */
    private boolean dropFirst() throws SQLException {
        long seq;
        int exchanges;
        try (ResultSet rows = first.executeQuery()) {
            if (!rows.next()) {
                return false;
            }
            seq = rows.getLong(1);
            exchanges = rows.getInt(2);
        }
        if (kept - exchanges < most) {
            return false;
        }
        drop.setLong(1, seq);
        drop.executeUpdate();
        kept -= exchanges;
        return true;
    }

    /** Gives all entries that are kept, the oldest first. */
    void read(Consumer<byte[]> to) throws SQLException {
        try (ResultSet rows = all.executeQuery()) {
            while (rows.next()) {
                to.accept(rows.getBytes(1));
            }
        }
    }
}
