package dev.weir.gateway.reading;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Sums;
import dev.weir.core.derived.Texts;
import dev.weir.core.derived.Trait;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;
import dev.weir.core.session.Placement;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Writes derived rows, their sums and their text in transactions. For one thread.
 *
 * <p>A row that is there already is not written again: rows of one version are the same whenever
 * they are made.
 */
final class ReadingWriter implements AutoCloseable {

    private final Connection connection;
    private final Words words;
    private final SeenTexts seen;
    private final PreparedStatement find;
    private final PreparedStatement row;
    private final PreparedStatement tool;
    private final PreparedStatement tagged;
    private final PreparedStatement session;
    private final PreparedStatement cube;
    private final PreparedStatement tagDay;
    private final PreparedStatement text;

    ReadingWriter(ReadingFile file) throws SQLException {
        connection = file.writer();
        connection.setAutoCommit(false);
        words = new Words(connection);
        seen = new SeenTexts(connection);
        find = connection.prepareStatement("SELECT n FROM exchange WHERE id = ?");
        row = connection.prepareStatement(RowColumns.INSERT + " RETURNING n");
        tool = connection.prepareStatement("INSERT OR IGNORE INTO tool_call VALUES(?, ?)");
        tagged = connection.prepareStatement("INSERT OR IGNORE INTO tagged VALUES(?, ?)");
        session =
                connection.prepareStatement(
                        """
                        INSERT INTO session(name, source, inferred, client, title, started, ended,
                          turns, %s) VALUES(?, ?, ?, ?, ?, ?, ?, ?, %s)
                        ON CONFLICT(name) DO UPDATE SET
                          client = coalesce(session.client, excluded.client),
                          title = coalesce(session.title, excluded.title),
                          started = min(session.started, excluded.started),
                          ended = max(session.ended, excluded.ended),
                          turns = max(session.turns, excluded.turns),
                          %s
                        RETURNING id"""
                                .formatted(Tally.names(), Tally.marks(), Tally.adding("session")));
        cube =
                connection.prepareStatement(
                        """
                        INSERT INTO cube(day, provider, model, user, team, tool, repo, branch, kind, %s)
                        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, %s)
                        ON CONFLICT DO UPDATE SET %s"""
                                .formatted(Tally.names(), Tally.marks(), Tally.adding("cube")));
        tagDay =
                connection.prepareStatement(
                        """
                        INSERT INTO tag_day(day, tag, %s) VALUES(?, ?, %s)
                        ON CONFLICT DO UPDATE SET %s"""
                                .formatted(Tally.names(), Tally.marks(), Tally.adding("tag_day")));
        text =
                connection.prepareStatement(
                        """
                        INSERT INTO text(rowid, system, prompt, answer, tool_input, tool_result)
                        VALUES(?, ?, ?, ?, ?, ?)""");
    }

    Connection connection() {
        return connection;
    }

    /** The number of a word, given if it has none. */
    long word(String text) throws SQLException {
        return words.of(text);
    }

    /** Whether the exchange has a row. */
    boolean has(ExchangeId id) throws SQLException {
        find.setBytes(1, bytes(id));
        try (ResultSet rows = find.executeQuery()) {
            return rows.next();
        }
    }

    /**
     * Adds a row; does nothing where the exchange has one.
     *
     * @param title what the session is about, for a session that has no title yet; null for nothing
     */
    void put(DerivedExchange exchange, Texts texts, @Nullable String title) throws SQLException {
        if (has(exchange.id())) {
            return;
        }
        Sums sums = Tally.of(exchange);
        Long place = session(exchange, sums, title);
        long n = insert(exchange, place);
        for (String name : exchange.tools()) {
            tool.setLong(1, words.of(name));
            tool.setLong(2, n);
            tool.executeUpdate();
        }
        long day = day(exchange.startedAt());
        for (String tag : tags(exchange)) {
            long number = words.of(tag);
            tagged.setLong(1, number);
            tagged.setLong(2, n);
            tagged.executeUpdate();
            if (tag.indexOf('=') >= 0) {
                tagDay.setLong(1, day);
                tagDay.setLong(2, number);
                Tally.set(tagDay, 3, sums, 1);
                tagDay.executeUpdate();
            }
        }
        cube(exchange, day, sums);
        text(n, texts);
    }

    /** Each {@code key=value}, and each key alone, once. */
    private static Set<String> tags(DerivedExchange exchange) {
        Set<String> tags = new LinkedHashSet<>();
        for (Tag tag : exchange.caller().tags()) {
            tags.add(tag.toString());
            tags.add(tag.key());
        }
        return tags;
    }

    private @Nullable Long session(DerivedExchange exchange, Sums sums, @Nullable String title)
            throws SQLException {
        DerivedExchange.Place place = exchange.place();
        if (place == null) {
            return null;
        }
        long started = micros(exchange.startedAt());
        session.setString(1, place.session());
        session.setLong(2, words.of(place.source()));
        session.setInt(3, place.inferred() ? 1 : 0);
        set(session, 4, wordOrNull(exchange.caller().client()));
        session.setString(5, title);
        session.setLong(6, started);
        session.setLong(7, started + exchange.call().micros());
        session.setInt(8, place.thread().equals(Placement.MAIN) ? place.turn() : 0);
        Tally.set(session, 9, sums, 1);
        return one(session);
    }

    private long insert(DerivedExchange exchange, @Nullable Long session) throws SQLException {
        DerivedExchange.Call call = exchange.call();
        DerivedExchange.Caller caller = exchange.caller();
        DerivedExchange.Place place = exchange.place();
        DerivedExchange.Cost cost = exchange.cost();
        RowColumns to = new RowColumns(row);
        to.bytes(bytes(exchange.id())).number(micros(exchange.startedAt()));
        to.number(words.of(call.provider())).number(words.of(call.dialect()));
        to.number(words.of(call.endpoint())).number(words.of(call.path())).number(call.status());
        to.number(words.of(call.outcome())).number(words.of(call.reason()));
        to.number(wordOrNull(call.error())).number(wordOrNull(call.requestedModel()));
        to.number(wordOrNull(call.answeredModel())).number(call.stream() ? 1 : 0);
        to.number(wordOrNull(call.stop())).number(wordOrNull(call.stopWord()));
        to.number(call.micros());
        to.number(call.firstTokenMicros()).number(call.requestBytes());
        to.number(call.responseBytes()).number(wordOrNull(caller.client()));
        to.number(wordOrNull(caller.clientVersion())).number(wordOrNull(caller.user()));
        to.number(wordOrNull(caller.team())).number(wordOrNull(caller.repo()));
        to.number(wordOrNull(caller.branch())).number(session);
        if (place == null) {
            to.number((Long) null).number(0).number(0).number(words.of("other"));
        } else {
            to.number(words.of(place.thread()));
            to.number(place.turn()).number(place.step()).number(words.of(place.kind()));
        }
        to.number(exchange.count(Unit.INPUT_TOKENS));
        to.number(exchange.count(Unit.CACHE_READ_TOKENS));
        to.number(exchange.count(Unit.CACHE_WRITE_TOKENS));
        to.number(exchange.count(Unit.OUTPUT_TOKENS));
        to.number(exchange.count(Unit.OUTPUT_REASONING_TOKENS));
        to.text(counts(exchange.counts()));
        to.number(cost.nanos()).number(cost.savedNanos());
        to.number(words.of(cost.how())).number(words.of(cost.prices()));
        to.number(wordOrNull(cost.tier())).number(wordOrNull(cost.speed()));
        to.number(words.of(exchange.reading())).number(wordOrNull(exchange.finding()));
        to.number(bits(exchange.has()));
        to.text(exchange.tools().isEmpty() ? null : String.join("\n", exchange.tools()));
        to.end();
        return one(row);
    }

    private void cube(DerivedExchange exchange, long day, Sums sums) throws SQLException {
        DerivedExchange.Call call = exchange.call();
        DerivedExchange.Caller caller = exchange.caller();
        DerivedExchange.Place place = exchange.place();
        String model = call.answeredModel() != null ? call.answeredModel() : call.requestedModel();
        cube.setLong(1, day);
        cube.setLong(2, words.of(call.provider()));
        cube.setLong(3, words.of(model));
        cube.setLong(4, words.of(caller.user()));
        cube.setLong(5, words.of(caller.team()));
        cube.setLong(6, words.of(caller.client()));
        cube.setLong(7, words.of(caller.repo()));
        cube.setLong(8, words.of(caller.branch()));
        cube.setLong(9, words.of(place == null ? "other" : place.kind()));
        Tally.set(cube, 10, sums, 1);
        cube.executeUpdate();
    }

    private void text(long n, Texts texts) throws SQLException {
        String system = seen.fresh(texts.system());
        String prompt = seen.fresh(texts.prompt());
        String answer = seen.fresh(texts.answer());
        String input = seen.fresh(texts.toolInput());
        String result = seen.fresh(texts.toolResult());
        if (system.isEmpty()
                && prompt.isEmpty()
                && answer.isEmpty()
                && input.isEmpty()
                && result.isEmpty()) {
            return;
        }
        text.setLong(1, n);
        text.setString(2, system);
        text.setString(3, prompt);
        text.setString(4, answer);
        text.setString(5, input);
        text.setString(6, result);
        text.executeUpdate();
    }

    /** What was noted under a name, 0 for nothing. */
    long number(String name) throws SQLException {
        String value = note(name);
        return value == null ? 0 : Long.parseLong(value);
    }

    /** What was noted under a name, null for nothing. */
    @Nullable String note(String name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT value FROM meta WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    /** Notes a value under a name. */
    void note(String name, String value) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO meta VALUES(?, ?)")) {
            insert.setString(1, name);
            insert.setString(2, value);
            insert.executeUpdate();
        }
    }

    /** Brings a new file in order, once it is full. */
    void finish() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO text(text) VALUES('optimize')");
            connection.commit();
            statement.executeUpdate("ANALYZE");
            connection.commit();
        }
    }

    private @Nullable Long wordOrNull(@Nullable String word) throws SQLException {
        return word == null ? null : words.of(word);
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        words.forget();
        seen.forget();
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** The counts that have no column of their own, as {@code word=count} in a line. */
    private static @Nullable String counts(Map<Unit, Long> counts) {
        Map<Unit, Long> others = new TreeMap<>(counts);
        others.keySet().removeAll(RowColumns.COUNTED);
        if (others.isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        others.forEach(
                (unit, count) ->
                        text.append(text.isEmpty() ? "" : " ")
                                .append(unit.word())
                                .append('=')
                                .append(count));
        return text.toString();
    }

    private static long bits(Set<Trait> traits) {
        long bits = 0;
        for (Trait trait : traits) {
            bits |= trait.bit();
        }
        return bits;
    }

    static byte[] bytes(ExchangeId id) {
        return ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array();
    }

    static ExchangeId id(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new ExchangeId(buffer.getLong(), buffer.getLong());
    }

    static long micros(Instant at) {
        return TimeUnit.SECONDS.toMicros(at.getEpochSecond()) + at.getNano() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /** The day since 1970, in UTC. */
    static long day(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 86_400L);
    }

    private static void set(PreparedStatement statement, int index, @Nullable Long value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }

    private static long one(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("a row that was written gave no number");
            }
            return rows.getLong(1);
        }
    }
}
