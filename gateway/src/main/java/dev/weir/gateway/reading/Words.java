package dev.weir.gateway.reading;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Words by number, so that rows are small and comparisons are of integers. 0 is "none". For the
 * writer's thread.
 */
final class Words implements AutoCloseable {

    private static final int MOST_CACHED = 8_192;
    private static final int LONGEST = 512;

    private final PreparedStatement find;
    private final PreparedStatement add;
    private final PreparedStatement last;
    private final Map<String, Long> cache =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST_CACHED;
                }
            };

    /** The number of the word numbered last, -1 where that is not known. */
    private long newest = -1;

    Words(Connection connection) throws SQLException {
        find = connection.prepareStatement("SELECT id FROM word WHERE text = ?");
        add = connection.prepareStatement("INSERT INTO word(id, text) VALUES(?, ?)");
        last = connection.prepareStatement("SELECT max(id) FROM word");
    }

    /** The word's number, given if it has none; 0 for null. */
    long of(@Nullable String text) throws SQLException {
        if (text == null) {
            return 0;
        }
        String word = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        Long known = cache.get(word);
        if (known != null) {
            return known;
        }
        find.setString(1, word);
        long id = one(find);
        if (id == 0) {
            if (newest < 0) {
                newest = one(last);
            }
            id = ++newest;
            add.setLong(1, id);
            add.setString(2, word);
            add.executeUpdate();
        }
        cache.put(word, id);
        return id;
    }

    private static long one(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        find.close();
        add.close();
        last.close();
    }
}
