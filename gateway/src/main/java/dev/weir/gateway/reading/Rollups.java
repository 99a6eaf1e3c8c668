package dev.weir.gateway.reading;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.StatsQuery.Dimension;
import dev.weir.core.derived.Sums;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keeps the sums of every {@link Grouping} and of the cube, for every {@link Grain}. What exchanges
 * add is gathered in memory and written by {@link #flush}, so that many exchanges alike cost one
 * change of a row. For the writer's thread.
 */
final class Rollups {

    /** The dimensions of the cube, in the order of its columns. */
    static final List<Dimension> CUBE =
            List.of(
                    Dimension.PROVIDER,
                    Dimension.MODEL,
                    Dimension.USER,
                    Dimension.TEAM,
                    Dimension.TOOL,
                    Dimension.REPO,
                    Dimension.BRANCH,
                    Dimension.KIND,
                    Dimension.TOKEN,
                    Dimension.KEY,
                    Dimension.ROUTE);

    /** Sums that wait to be written at most. */
    private static final int MOST_WAITING = 20_000;

    /** Where an exchange's sums go in a grouping: its day and the words of the dimensions. */
    private record Key(Grouping grouping, long day, long a, long b) {}

    /** Where they go in the cube; the words are in the order of {@link #CUBE}. */
    private record Cell(long day, List<Long> words) {}

    private final Words words;
    private final PreparedStatement change;
    private final PreparedStatement add;
    private final PreparedStatement changeCell;
    private final PreparedStatement addCell;
    private final Map<Key, long[]> groups = new HashMap<>();
    private final Map<Cell, long[]> cells = new HashMap<>();

    Rollups(Connection connection, Words words) throws SQLException {
        this.words = words;
        List<String> group = List.of("grouping", "grain", "period", "a", "b");
        List<String> cell = new java.util.ArrayList<>(List.of("grain", "period"));
        CUBE.forEach(dimension -> cell.add(dimension.word()));
        change = connection.prepareStatement(changing("rollup", group));
        add = connection.prepareStatement(adding("rollup", group));
        changeCell = connection.prepareStatement(changing("cube", cell));
        addCell = connection.prepareStatement(adding("cube", cell));
    }

    private static String changing(String table, List<String> key) {
        return "UPDATE %s SET %s WHERE %s"
                .formatted(
                        table,
                        Tally.increments(),
                        key.stream()
                                .map(name -> name + " = ?")
                                .collect(Collectors.joining(" AND ")));
    }

    private static String adding(String table, List<String> key) {
        return "INSERT INTO %s(%s, %s) VALUES(%s, %s)"
                .formatted(
                        table,
                        Tally.names(),
                        String.join(", ", key),
                        Tally.marks(),
                        String.join(", ", Collections.nCopies(key.size(), "?")));
    }

    /**
     * Adds an exchange's sums wherever they count.
     *
     * @param tags its tags as {@code key=value}, each once
     */
    void add(DerivedExchange exchange, Collection<String> tags, Sums sums) throws SQLException {
        long[] values = Tally.values(sums);
        long day = ReadingWriter.day(exchange.startedAt());
        long[] place = new long[CUBE.size()];
        for (int i = 0; i < place.length; i++) {
            place[i] = words.of(value(exchange, CUBE.get(i)));
        }
        for (Grouping grouping : Grouping.all()) {
            switch (grouping) {
                case TAG -> {
                    for (String tag : tags) {
                        gather(groups, new Key(grouping, day, words.of(tag), 0), values);
                    }
                }
                case RULING -> {
                    for (DerivedExchange.Ruling ruling : exchange.gateway().rulings()) {
                        long said = words.of(ruling.toString());
                        gather(groups, new Key(grouping, day, said, 0), values);
                    }
                }
                default -> {
                    List<Dimension> by = grouping.dimensions();
                    long a = by.isEmpty() ? 0 : place[CUBE.indexOf(by.getFirst())];
                    long b = by.size() < 2 ? 0 : place[CUBE.indexOf(by.getLast())];
                    gather(groups, new Key(grouping, day, a, b), values);
                }
            }
        }
        gather(cells, new Cell(day, Arrays.stream(place).boxed().toList()), values);
        if (groups.size() + cells.size() > MOST_WAITING) {
            flush();
        }
    }

    /** What an exchange counts under, null for nothing. */
    private static @Nullable String value(DerivedExchange exchange, Dimension dimension) {
        DerivedExchange.Call call = exchange.call();
        DerivedExchange.Caller caller = exchange.caller();
        DerivedExchange.Place place = exchange.place();
        return switch (dimension) {
            case PROVIDER -> call.provider();
            case MODEL ->
                    call.answeredModel() != null ? call.answeredModel() : call.requestedModel();
            case USER -> caller.user();
            case TEAM -> caller.team();
            case TOOL -> caller.client();
            case REPO -> caller.repo();
            case BRANCH -> caller.branch();
            case KIND -> place == null ? "other" : place.kind();
            case TOKEN -> exchange.gateway().token();
            case KEY -> exchange.gateway().key();
            case ROUTE -> exchange.gateway().route();
            case DAY, SESSION, TAG, RULING ->
                    throw new IllegalArgumentException("no column of the cube");
        };
    }

    private static <K> void gather(Map<K, long[]> to, K key, long[] values) {
        long[] sums = to.get(key);
        if (sums == null) {
            to.put(key, values.clone());
            return;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] += values[i];
        }
    }

    /** Writes what was gathered. Before a commit. */
    void flush() throws SQLException {
        for (Map.Entry<Key, long[]> one : groups.entrySet()) {
            Key key = one.getKey();
            LocalDate day = LocalDate.ofEpochDay(key.day);
            for (Grain grain : Grain.all()) {
                write(
                        change,
                        add,
                        one.getValue(),
                        key.grouping.number(),
                        grain.number(),
                        grain.period(day),
                        key.a,
                        key.b);
            }
        }
        groups.clear();
        for (Map.Entry<Cell, long[]> one : cells.entrySet()) {
            Cell cell = one.getKey();
            LocalDate day = LocalDate.ofEpochDay(cell.day);
            long[] key = new long[2 + cell.words.size()];
            for (int i = 2; i < key.length; i++) {
                key[i] = cell.words.get(i - 2);
            }
            for (Grain grain : Grain.all()) {
                key[0] = grain.number();
                key[1] = grain.period(day);
                write(changeCell, addCell, one.getValue(), key);
            }
        }
        cells.clear();
    }

    private static void write(
            PreparedStatement change, PreparedStatement add, long[] sums, long... key)
            throws SQLException {
        set(change, sums, key);
        if (change.executeUpdate() == 0) {
            set(add, sums, key);
            add.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, long[] sums, long[] key)
            throws SQLException {
        int index = 0;
        for (long sum : sums) {
            statement.setLong(++index, sum);
        }
        for (long part : key) {
            statement.setLong(++index, part);
        }
    }
}
