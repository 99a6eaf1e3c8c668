package dev.weir.gateway.reading;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Trait;
import dev.weir.core.exchange.Tag;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns rows of the table of exchanges back into values. For one connection and one reading. */
final class RowReader {

    private final Connection connection;
    private final Map<Long, String> words = new HashMap<>();

    /** What rows have of their session. */
    private record Session(String name, String source, boolean inferred) {}

    private final Map<Long, Session> sessions = new HashMap<>();

    RowReader(Connection connection) {
        this.connection = connection;
    }

    DerivedExchange row(ResultSet rows) throws SQLException {
        long session = rows.getLong("session");
        DerivedExchange.Place place = session == 0 ? null : place(rows, session);
        return new DerivedExchange(
                ReadingWriter.id(rows.getBytes("id")),
                ReadingWriter.instant(rows.getLong("started")),
                call(rows),
                caller(rows),
                gateway(rows),
                place,
                counts(rows),
                new DerivedExchange.Cost(
                        number(rows, "nanos"),
                        number(rows, "saved"),
                        word(rows, "pricing"),
                        word(rows, "prices"),
                        wordOrNull(rows, "tier"),
                        wordOrNull(rows, "speed")),
                word(rows, "reading"),
                wordOrNull(rows, "finding"),
                tools(rows.getString("tools")),
                traits(rows.getLong("has")));
    }

    private DerivedExchange.Call call(ResultSet rows) throws SQLException {
        return new DerivedExchange.Call(
                word(rows, "provider"),
                word(rows, "dialect"),
                word(rows, "endpoint"),
                word(rows, "path"),
                rows.getInt("status"),
                word(rows, "outcome"),
                word(rows, "reason"),
                wordOrNull(rows, "error"),
                wordOrNull(rows, "requested"),
                wordOrNull(rows, "answered"),
                rows.getInt("stream") != 0,
                wordOrNull(rows, "stop"),
                wordOrNull(rows, "stop_word"),
                rows.getLong("micros"),
                number(rows, "first_token"),
                rows.getLong("request_bytes"),
                rows.getLong("response_bytes"));
    }

    private DerivedExchange.Caller caller(ResultSet rows) throws SQLException {
        return new DerivedExchange.Caller(
                wordOrNull(rows, "client"),
                wordOrNull(rows, "client_version"),
                wordOrNull(rows, "user"),
                wordOrNull(rows, "team"),
                wordOrNull(rows, "repo"),
                wordOrNull(rows, "branch"),
                tags(rows.getString("tags")));
    }

    private DerivedExchange.Gateway gateway(ResultSet rows) throws SQLException {
        List<DerivedExchange.Ruling> rulings = new ArrayList<>();
        for (String text : texts(rows.getString("rulings"))) {
            DerivedExchange.Ruling ruling = DerivedExchange.Ruling.parse(text);
            if (ruling != null) {
                rulings.add(ruling);
            }
        }
        return new DerivedExchange.Gateway(
                wordOrNull(rows, "route"),
                wordOrNull(rows, "key"),
                wordOrNull(rows, "token"),
                rulings);
    }

    private DerivedExchange.Place place(ResultSet rows, long session) throws SQLException {
        String thread = wordOrNull(rows, "thread");
        Session in = sessions.get(session);
        if (in == null) {
            in = session(session);
            sessions.put(session, in);
        }
        return new DerivedExchange.Place(
                in.name,
                in.source,
                in.inferred,
                thread == null ? "" : thread,
                rows.getInt("turn"),
                rows.getInt("step"),
                word(rows, "kind"));
    }

    private Session session(long id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT name, source, inferred FROM session WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet found = select.executeQuery()) {
                if (!found.next()) {
                    throw new SQLException("there is no session " + id);
                }
                return new Session(
                        found.getString(1), word(found.getLong(2)), found.getInt(3) != 0);
            }
        }
    }

    /** The words of numbers with spaces between them, null for none. */
    private List<String> texts(@Nullable String numbers) throws SQLException {
        if (numbers == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (String number : numbers.split(" ", -1)) {
            texts.add(word(Long.parseLong(number)));
        }
        return texts;
    }

    private List<Tag> tags(@Nullable String numbers) throws SQLException {
        List<Tag> tags = new ArrayList<>();
        for (String text : texts(numbers)) {
            int equals = text.indexOf('=');
            tags.add(new Tag(text.substring(0, equals), text.substring(equals + 1)));
        }
        return tags;
    }

    private static Map<Unit, Long> counts(ResultSet rows) throws SQLException {
        Map<Unit, Long> counts = new EnumMap<>(Unit.class);
        put(counts, Unit.INPUT_TOKENS, number(rows, "input"));
        put(counts, Unit.CACHE_READ_TOKENS, number(rows, "cache_read"));
        put(counts, Unit.CACHE_WRITE_TOKENS, number(rows, "cache_write"));
        put(counts, Unit.OUTPUT_TOKENS, number(rows, "output"));
        put(counts, Unit.OUTPUT_REASONING_TOKENS, number(rows, "reasoning"));
        String others = rows.getString("counts");
        if (others != null) {
            for (String one : others.split(" ", -1)) {
                int equals = one.indexOf('=');
                Unit unit = Unit.parse(one.substring(0, equals));
                if (unit != null) {
                    counts.put(unit, Long.valueOf(one.substring(equals + 1)));
                }
            }
        }
        return counts;
    }

    private static void put(Map<Unit, Long> counts, Unit unit, @Nullable Long count) {
        if (count != null) {
            counts.put(unit, count);
        }
    }

    private static List<String> tools(@Nullable String lines) {
        return lines == null ? List.of() : List.of(lines.split("\n", -1));
    }

    private static Set<Trait> traits(long bits) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        for (Trait trait : Trait.values()) {
            if ((bits & trait.bit()) != 0) {
                traits.add(trait);
            }
        }
        return traits;
    }

    private static @Nullable Long number(ResultSet rows, String column) throws SQLException {
        long value = rows.getLong(column);
        return rows.wasNull() ? null : Long.valueOf(value);
    }

    private @Nullable String wordOrNull(ResultSet rows, String column) throws SQLException {
        long id = rows.getLong(column);
        return id == 0 ? null : word(id);
    }

    private String word(ResultSet rows, String column) throws SQLException {
        return word(rows.getLong(column));
    }

    private String word(long id) throws SQLException {
        if (id == 0) {
            return "";
        }
        String known = words.get(id);
        if (known != null) {
            return known;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT text FROM word WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                String word = rows.next() ? rows.getString(1) : "";
                words.put(id, word);
                return word;
            }
        }
    }
}
