package dev.weir.gateway.reading;

import dev.weir.core.search.Criterion;
import dev.weir.core.search.Value;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds the numbers of the words that a query names, before it is asked. For one connection. */
final class WordFinder {

    /** Words that a pattern may have; a wider one is compared row by row. */
    static final int MOST = 1_000;

    private final Connection connection;

    WordFinder(Connection connection) {
        this.connection = connection;
    }

    /** The words that meet a criterion, null where they are too many or it is not about words. */
    @Nullable List<Long> meeting(Criterion criterion) throws SQLException {
        return switch (criterion) {
            case Criterion.Is(Value.Name(String text)) -> named(text);
            case Criterion.Like like -> like(like.pattern().like(), "");
            default -> null;
        };
    }

    /** The words of this text, whatever the case of A to Z. */
    private List<Long> named(String text) throws SQLException {
        List<Long> found = select("text = ? COLLATE NOCASE", text);
        return found.size() > MOST ? found.subList(0, MOST) : found;
    }

    /**
     * The words of a pattern.
     *
     * @param more a further condition, beginning with {@code AND}; empty for none
     */
    @Nullable List<Long> like(String pattern, String more) throws SQLException {
        List<Long> found = select("text LIKE ? ESCAPE '\\'" + more, pattern);
        return found.size() > MOST ? null : found;
    }

    private List<Long> select(String condition, String argument) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id FROM word WHERE " + condition + " LIMIT " + (MOST + 1))) {
            select.setString(1, argument);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
        }
        return found;
    }
}
