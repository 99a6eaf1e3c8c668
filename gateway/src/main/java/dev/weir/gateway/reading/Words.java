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
    private final Map<String, Long> cache =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST_CACHED;
                }
            };

    Words(Connection connection) throws SQLException {
        find = connection.prepareStatement("SELECT id FROM word WHERE text = ?");
        add = connection.prepareStatement("INSERT INTO word(text) VALUES(?) RETURNING id");
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
        long id = one(find, word);
        if (id == 0) {
            id = one(add, word);
        }
        cache.put(word, id);
        return id;
    }

    /** Forgets what a rolled back transaction may have numbered. */
    void forget() {
        cache.clear();
    }

    private static long one(PreparedStatement statement, String word) throws SQLException {
        statement.setString(1, word);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        find.close();
        add.close();
    }
}
