package dev.weir.gateway.reading;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Sums;
import dev.weir.core.derived.Texts;
import dev.weir.core.derived.Trait;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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
    private final PreparedStatement ruled;
    private final PreparedStatement text;
    private final PreparedStatement last;
    private final SessionRows sessions;
    private final Rollups rollups;
    private final MemoryRows memory;

    /** The number of the row numbered last, -1 where that is not known. */
    private long newest = -1;

    ReadingWriter(ReadingFile file) throws SQLException {
        connection = file.writer();
        connection.setAutoCommit(false);
        words = new Words(connection);
        seen = new SeenTexts(connection);
        find = connection.prepareStatement("SELECT n FROM exchange WHERE id = ?");
        row = connection.prepareStatement(RowColumns.INSERT);
        tool = connection.prepareStatement("INSERT OR IGNORE INTO tool_call VALUES(?, ?)");
        tagged = connection.prepareStatement("INSERT OR IGNORE INTO tagged VALUES(?, ?)");
        ruled = connection.prepareStatement("INSERT OR IGNORE INTO ruled VALUES(?, ?)");
        text =
                connection.prepareStatement(
                        """
                        INSERT INTO text(rowid, system, prompt, answer, tool_input, tool_result)
                        VALUES(?, ?, ?, ?, ?, ?)""");
        last = connection.prepareStatement("SELECT max(n) FROM exchange");
        sessions = new SessionRows(connection, words);
        rollups = new Rollups(connection, words);
        memory = new MemoryRows(connection, Derivations.REMEMBERED);
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
        long n = number();
        insert(n, exchange, count(exchange, sums, title));
        for (String name : exchange.tools()) {
            tool.setLong(1, words.of(name));
            tool.setLong(2, n);
            tool.executeUpdate();
        }
        for (String tag : tags(exchange)) {
            tagged.setLong(1, words.of(tag));
            tagged.setLong(2, n);
            tagged.executeUpdate();
        }
        for (DerivedExchange.Ruling ruling : exchange.gateway().rulings()) {
            ruled.setLong(1, words.of(ruling.toString()));
            ruled.setLong(2, n);
            ruled.executeUpdate();
        }
        text(n, texts);
    }

    /**
     * Adds to all sums in which an exchange counts that has its row, e.g. since its price is
     * another now.
     */
    void adjust(DerivedExchange exchange, Sums difference) throws SQLException {
        count(exchange, difference, null);
    }

    /** Adds to all sums in which an exchange counts; gives the number of its session. */
    private @Nullable Long count(DerivedExchange exchange, Sums sums, @Nullable String title)
            throws SQLException {
        Set<String> valued = new LinkedHashSet<>();
        for (Tag tag : exchange.caller().tags()) {
            valued.add(tag.toString());
        }
        rollups.add(exchange, valued, sums);
        DerivedExchange.Place place = exchange.place();
        return place == null ? null : (Long) sessions.add(exchange, place, sums, title);
    }

    /** The numbers of the words of some things, in their order, with spaces; null for none. */
    private @Nullable String wordsOf(List<?> things) throws SQLException {
        if (things.isEmpty()) {
            return null;
        }
        StringBuilder numbers = new StringBuilder();
        for (Object thing : things) {
            numbers.append(numbers.isEmpty() ? "" : " ").append(words.of(thing.toString()));
        }
        return numbers.toString();
    }

    private long number() throws SQLException {
        if (newest < 0) {
            try (ResultSet rows = last.executeQuery()) {
                newest = rows.next() ? rows.getLong(1) : 0;
            }
        }
        return ++newest;
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

    private void insert(long n, DerivedExchange exchange, @Nullable Long session)
            throws SQLException {
        DerivedExchange.Call call = exchange.call();
        DerivedExchange.Caller caller = exchange.caller();
        DerivedExchange.Gateway gateway = exchange.gateway();
        DerivedExchange.Place place = exchange.place();
        DerivedExchange.Cost cost = exchange.cost();
        RowColumns to = new RowColumns(row);
        to.number(n).bytes(bytes(exchange.id())).number(micros(exchange.startedAt()));
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
        to.number(wordOrNull(caller.branch())).number(wordOrNull(gateway.token()));
        to.number(wordOrNull(gateway.key())).number(wordOrNull(gateway.route())).number(session);
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
        to.text(wordsOf(caller.tags()));
        to.text(wordsOf(exchange.gateway().rulings()));
        to.end();
        row.executeUpdate();
    }

    private void text(long n, Texts texts) throws SQLException {
        seen.begin();
        String answer = seen.fresh(texts.answer());
        String prompt = seen.fresh(texts.prompt());
        String system = seen.fresh(texts.system());
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

    /** Keeps what was remembered of exchanges, for the next start. */
    void remember(int exchanges, byte[] entries) throws SQLException {
        memory.add(exchanges, entries);
    }

    /** Gives what was remembered, the oldest first. */
    void recall(Consumer<byte[]> to) throws SQLException {
        memory.read(to);
    }

    /** Writes the sums of what was put, and makes all of it durable and seen. */
    void commit() throws SQLException {
        sessions.flush();
        rollups.flush();
        connection.commit();
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

    static void set(PreparedStatement statement, int index, @Nullable Long value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }
}
