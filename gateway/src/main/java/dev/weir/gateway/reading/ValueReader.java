package dev.weir.gateway.reading;

import dev.weir.core.derived.KnownValue;
import dev.weir.core.search.Field;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Values of fields, from the sums that are kept and by leaps through indexes: each value costs one
 * look, however many exchanges have it, and no more than {@value #MOST_LOOKED_AT} are looked at.
 */
final class ValueReader {

    /** Values that are looked at where a field has more than people can tell apart. */
    static final int MOST_LOOKED_AT = 4_000;

    /** Words that are gone through for a prefix, most of which may belong to other fields. */
    private static final int MOST_WORDS = 20_000;

    /** Above every character that a word can go on with. */
    private static final String LAST = "\uDBFF\uDFFF";

    private static final Comparator<KnownValue> MOST_FIRST =
            Comparator.comparingLong(
                            (KnownValue one) -> {
                                Long exchanges = one.exchanges();
                                return exchanges == null ? 0 : exchanges;
                            })
                    .reversed()
                    .thenComparing(KnownValue::value);

    private final Connection connection;

    ValueReader(Connection connection) {
        this.connection = connection;
    }

    /** Values that begin with a prefix; none of a field of which none are kept. */
    List<KnownValue> read(Field field, String prefix, int limit) throws SQLException {
        List<KnownValue> found =
                switch (field) {
                    case PROVIDER -> summed(Grouping.PROVIDER, prefix);
                    case USER -> summed(Grouping.USER, prefix);
                    case TEAM -> summed(Grouping.TEAM, prefix);
                    case TOKEN -> summed(Grouping.TOKEN, prefix);
                    case KEY -> summed(Grouping.KEY, prefix);
                    case ROUTE -> summed(Grouping.ROUTE, prefix);
                    case CLIENT -> summed(Grouping.TOOL, prefix);
                    case REPO -> summed(Grouping.REPO, prefix);
                    case BRANCH -> summed(Grouping.BRANCH, prefix);
                    case TAG -> withKeys(summed(Grouping.TAG, prefix), prefix);
                    case MODEL -> models(prefix);
                    case REQUESTED_MODEL -> leapt("exchange", "requested", prefix);
                    case ANSWERED_MODEL -> leapt("exchange", "answered", prefix);
                    case ERROR -> leapt("exchange", "error", prefix);
                    case TOOL -> leapt("tool_call", "tool", prefix);
                    case SESSION -> sessions(prefix, limit);
                    default -> List.of();
                };
        return found.stream().limit(limit).toList();
    }

    /** Values with a sum of their own, those of most exchanges first. */
    private List<KnownValue> summed(Grouping grouping, String prefix) throws SQLException {
        List<KnownValue> found = sums(grouping, "ASC", MOST_LOOKED_AT + 1);
        if (found.size() > MOST_LOOKED_AT) {
            if (prefix.isEmpty()) {
                // The first that there were, which are often the usual ones, and the latest.
                found = new ArrayList<>(found.subList(0, MOST_LOOKED_AT / 2));
                found.addAll(sums(grouping, "DESC", MOST_LOOKED_AT / 2));
            } else {
                found = byWords(grouping, prefix);
            }
        }
        return found.stream()
                .filter(one -> KnownValue.fits(one.value(), prefix))
                .sorted(MOST_FIRST)
                .toList();
    }

    private List<KnownValue> sums(Grouping grouping, String order, int most) throws SQLException {
        return values(
                """
                SELECT w.text, r.exchanges FROM (
                  SELECT a, exchanges FROM rollup
                  WHERE grouping = ? AND grain = ? AND period = 0 AND a > 0
                  ORDER BY a %s LIMIT ?) r
                JOIN word w ON w.id = r.a"""
                        .formatted(order),
                grouping.number(),
                Grain.EVER.number(),
                most);
    }

    /** Of very many values those that words lead to. */
    private List<KnownValue> byWords(Grouping grouping, String prefix) throws SQLException {
        return values(
                """
                SELECT w.text, r.exchanges FROM (
                  SELECT id, text FROM word INDEXED BY word_text
                  WHERE text >= ? COLLATE NOCASE AND text < ? COLLATE NOCASE LIMIT ?) w
                CROSS JOIN rollup r ON r.grouping = ? AND r.grain = ? AND r.period = 0
                  AND r.a = w.id AND r.b = 0""",
                prefix,
                prefix + LAST,
                MOST_WORDS,
                grouping.number(),
                Grain.EVER.number());
    }

    /** Tags and, while only a key can be meant, the keys that several of them have. */
    private static List<KnownValue> withKeys(List<KnownValue> tags, String prefix) {
        if (prefix.indexOf('=') >= 0) {
            return tags;
        }
        Map<String, KnownValue> keys = new LinkedHashMap<>();
        Map<String, Integer> times = new LinkedHashMap<>();
        for (KnownValue tag : tags) {
            String key = tag.value().substring(0, Math.max(0, tag.value().indexOf('=')));
            long exchanges = tag.exchanges() == null ? 0 : tag.exchanges();
            times.merge(key, 1, Integer::sum);
            keys.merge(
                    key,
                    new KnownValue(key, exchanges),
                    (one, other) ->
                            new KnownValue(key, count(one.exchanges()) + count(other.exchanges())));
        }
        List<KnownValue> all = new ArrayList<>();
        keys.values().stream()
                .filter(key -> !key.value().isEmpty() && times.getOrDefault(key.value(), 0) > 1)
                .forEach(all::add);
        all.addAll(tags);
        return all.stream().sorted(MOST_FIRST).toList();
    }

    private static long count(@Nullable Long exchanges) {
        return exchanges == null ? 0 : exchanges;
    }

    /** Models that answered, then names that were only asked for. */
    private List<KnownValue> models(String prefix) throws SQLException {
        Map<String, KnownValue> all = new LinkedHashMap<>();
        summed(Grouping.MODEL, prefix).forEach(one -> all.put(one.value(), one));
        leapt("exchange", "requested", prefix).forEach(one -> all.putIfAbsent(one.value(), one));
        return List.copyOf(all.values());
    }

    /** The values of a column with an index, from one to the next; those used last first. */
    private List<KnownValue> leapt(String table, String column, String prefix) throws SQLException {
        String from = table.equals("exchange") ? table + " INDEXED BY exchange_" + column : table;
        String sql =
                """
                WITH RECURSIVE known(x) AS (
                  SELECT (SELECT min(COLUMN) FROM TABLE WHERE COLUMN IS NOT NULL)
                  UNION ALL
                  SELECT (SELECT min(COLUMN) FROM TABLE WHERE COLUMN > known.x) FROM known
                  WHERE known.x IS NOT NULL LIMIT ?)
                SELECT w.text, NULL,
                  (SELECT max(n) FROM TABLE WHERE COLUMN = known.x) AS latest
                FROM known JOIN word w ON w.id = known.x
                WHERE substr(w.text, 1, ?) = ? COLLATE NOCASE
                ORDER BY latest DESC LIMIT ?"""
                        .replace("COLUMN", column)
                        .replace("TABLE", from);
        return values(
                        sql,
                        MOST_LOOKED_AT,
                        prefix.codePointCount(0, prefix.length()),
                        prefix,
                        KnownValue.MOST)
                .stream()
                .filter(one -> KnownValue.fits(one.value(), prefix))
                .toList();
    }

    /** Sessions, the last to end first; their ids are small letters and digits. */
    private List<KnownValue> sessions(String prefix, int limit) throws SQLException {
        if (prefix.isEmpty()) {
            return values(
                    "SELECT name, exchanges FROM session INDEXED BY session_ended"
                            + " ORDER BY ended DESC LIMIT ?",
                    limit);
        }
        String from = prefix.toLowerCase(Locale.ROOT);
        return values(
                """
                SELECT name, exchanges FROM (
                  SELECT name, exchanges, ended FROM session
                  WHERE name >= ? AND name < ? ORDER BY name LIMIT ?)
                ORDER BY ended DESC""",
                from,
                from + LAST,
                MOST_LOOKED_AT);
    }

    private List<KnownValue> values(String sql, Object... arguments) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                select.setObject(i + 1, arguments[i]);
            }
            List<KnownValue> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    long exchanges = rows.getLong(2);
                    found.add(
                            new KnownValue(
                                    rows.getString(1), rows.wasNull() ? null : (Long) exchanges));
                }
            }
            return found;
        }
    }
}
