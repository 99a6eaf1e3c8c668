package dev.weir.gateway.reading;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Sums;
import dev.weir.core.session.Placement;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers sessions and keeps their sums. What exchanges add is gathered and written by {@link
 * #flush}. For the writer's thread.
 */
final class SessionRows {

    private static final int MOST_CACHED = 8_192;

    /** Sessions with something that waits to be written at most. */
    private static final int MOST_WAITING = 4_096;

    /** What is to be added to a session. */
    private static final class Change {
        private final long id;
        private final boolean fresh;
        private final DerivedExchange.Place place;
        private final long[] sums = new long[Tally.COLUMNS.size()];
        private @Nullable String client;
        private @Nullable String title;
        private long started = Long.MAX_VALUE;
        private long ended;
        private int turns;

        Change(long id, boolean fresh, DerivedExchange.Place place) {
            this.id = id;
            this.fresh = fresh;
            this.place = place;
        }
    }

    private final Words words;
    private final PreparedStatement find;
    private final PreparedStatement last;
    private final PreparedStatement change;
    private final PreparedStatement add;
    private final Map<String, Change> waiting = new LinkedHashMap<>();
    private final Map<String, Long> known =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST_CACHED;
                }
            };

    /** The number of the session numbered last, -1 where that is not known. */
    private long newest = -1;

    SessionRows(Connection connection, Words words) throws SQLException {
        this.words = words;
        find = connection.prepareStatement("SELECT id FROM session WHERE name = ?");
        last = connection.prepareStatement("SELECT max(id) FROM session");
        change =
                connection.prepareStatement(
                        """
                        UPDATE session SET %s, client = coalesce(client, ?),
                          title = coalesce(title, ?), started = min(started, ?),
                          ended = max(ended, ?), turns = max(turns, ?)
                        WHERE id = ?"""
                                .formatted(Tally.increments()));
        add =
                connection.prepareStatement(
                        """
                        INSERT INTO session(%s, client, title, started, ended, turns, id, name,
                          source, inferred)
                        VALUES(%s, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
                                .formatted(Tally.names(), Tally.marks()));
    }

    /**
     * Adds an exchange to its session.
     *
     * @param title what the session is about, for one that has no title yet; null for nothing
     * @return the session's number
     */
    long add(
            DerivedExchange exchange,
            DerivedExchange.Place place,
            Sums sums,
            @Nullable String title)
            throws SQLException {
        Change change = change(place);
        long[] values = Tally.values(sums);
        for (int i = 0; i < values.length; i++) {
            change.sums[i] += values[i];
        }
        if (change.client == null) {
            change.client = exchange.caller().client();
        }
        if (change.title == null) {
            change.title = title;
        }
        long started = ReadingWriter.micros(exchange.startedAt());
        change.started = Math.min(change.started, started);
        change.ended = Math.max(change.ended, started + exchange.call().micros());
        if (place.thread().equals(Placement.MAIN)) {
            change.turns = Math.max(change.turns, place.turn());
        }
        return change.id;
    }

    private Change change(DerivedExchange.Place place) throws SQLException {
        Change known = waiting.get(place.session());
        if (known != null) {
            return known;
        }
        if (waiting.size() == MOST_WAITING) {
            flush();
        }
        long id = number(place.session());
        boolean fresh = id == 0;
        if (fresh) {
            if (newest < 0) {
                newest = one(last);
            }
            id = ++newest;
        }
        this.known.put(place.session(), id);
        Change made = new Change(id, fresh, place);
        waiting.put(place.session(), made);
        return made;
    }

    private long number(String name) throws SQLException {
        Long number = known.get(name);
        if (number != null) {
            return number;
        }
        find.setString(1, name);
        return one(find);
    }

    private static long one(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Writes what was gathered. Before a commit. */
    void flush() throws SQLException {
        for (Change one : waiting.values()) {
            PreparedStatement statement = one.fresh ? add : change;
            int index = 0;
            for (long sum : one.sums) {
                statement.setLong(++index, sum);
            }
            ReadingWriter.set(statement, ++index, one.client == null ? null : words.of(one.client));
            statement.setString(++index, one.title);
            statement.setLong(++index, one.started);
            statement.setLong(++index, one.ended);
            statement.setInt(++index, one.turns);
            statement.setLong(++index, one.id);
            if (one.fresh) {
                statement.setString(++index, one.place.session());
                statement.setLong(++index, words.of(one.place.source()));
                statement.setInt(++index, one.place.inferred() ? 1 : 0);
            }
            statement.executeUpdate();
        }
        waiting.clear();
    }
}
