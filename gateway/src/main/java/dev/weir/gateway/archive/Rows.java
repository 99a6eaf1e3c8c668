package dev.weir.gateway.archive;

import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.archive.Query;
import dev.weir.core.archive.StatusRange;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads rows with one reader. Every narrowing of a list is one sorted run of keys for each matching
 * pair of provider and status, by an index; the runs' newest keys are merged. So a page costs the
 * same however many rows there are.
 */
final class Rows {

    static final String ALL =
            "SELECT key FROM exchange WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT ?";

    static final String ASCENDING =
            "SELECT record FROM exchange WHERE key > ? ORDER BY key LIMIT ?";

    static final String OF_FACET =
            """
            SELECT key FROM exchange WHERE facet = ? AND key < ? AND key >= ?
            ORDER BY key DESC LIMIT ?
            """;

    static final String OF_TAG =
            """
            SELECT key FROM tagged WHERE tag = ? AND facet = ? AND key < ? AND key >= ?
            ORDER BY key DESC LIMIT ?
            """;

    /** A row of the table of exchanges. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(
            long key,
            long low,
            long record,
            byte @Nullable [] request,
            byte @Nullable [] response,
            byte @Nullable [] chunks) {}

    private final Reader reader;

    Rows(Reader reader) {
        this.reader = reader;
    }

    /** The row of an exchange, null where there is none. */
    @Nullable Row find(ExchangeId id) throws SQLException {
        long base = Keys.base(id);
        try (PreparedStatement select =
                reader.connection()
                        .prepareStatement(
                                """
                                SELECT key, low, record, request, response, chunks FROM exchange
                                WHERE key BETWEEN ? AND ? AND low = ?
                                """)) {
            select.setLong(1, base);
            select.setLong(2, base + Keys.PLACES - 1);
            select.setLong(3, id.low());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? row(rows) : null;
            }
        }
    }

    static Row row(ResultSet rows) throws SQLException {
        return new Row(
                rows.getLong(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getBytes(4),
                rows.getBytes(5),
                rows.getBytes(6));
    }

    /** The exchange of a record. */
    Exchange exchange(long record) throws IOException, SQLException {
        Frame frame = reader.frame(record, record);
        try {
            int start = frame.start(record);
            return RecordCodec.decode(frame.raw(), start, frame.end(record) - start);
        } catch (ByteSource.Malformed e) {
            throw new ArchiveDamaged("record " + record + ": " + e.getMessage());
        }
    }

    /** The newest exchanges that match, one more than the limit where there are more. */
    List<Exchange> list(Query query) throws IOException, SQLException {
        long below = below(query);
        long from = query.since() == null ? 0 : Keys.ofMillis(query.since().toEpochMilli());
        List<Exchange> found = new ArrayList<>();
        int wanted = query.limit() + 1;
        while (found.size() < wanted) {
            int ask = wanted - found.size();
            List<Long> keys = keys(query, below, from, ask);
            for (Long key : keys) {
                Exchange exchange = exchange(recordOf(key));
                // Keys know milliseconds only.
                if ((query.since() == null || !exchange.startedAt().isBefore(query.since()))
                        && (query.until() == null
                                || exchange.startedAt().isBefore(query.until()))) {
                    found.add(exchange);
                }
                below = key;
            }
            if (keys.size() < ask) {
                break;
            }
        }
        return found;
    }

    /** The exchanges with the next greater ids. */
    List<Exchange> after(@Nullable ExchangeId after, int limit) throws IOException, SQLException {
        Row cursor = after == null ? null : find(after);
        long above = cursor != null ? cursor.key() : after == null ? -1 : Keys.base(after) - 1;
        List<Long> records = new ArrayList<>();
        try (PreparedStatement select = reader.connection().prepareStatement(ASCENDING)) {
            select.setLong(1, above);
            select.setInt(2, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    records.add(rows.getLong(1));
                }
            }
        }
        List<Exchange> found = new ArrayList<>(records.size());
        for (Long record : records) {
            found.add(exchange(record));
        }
        return found;
    }

    private long below(Query query) throws SQLException {
        long below = Long.MAX_VALUE;
        if (query.before() != null) {
            Row cursor = find(query.before());
            below = cursor == null ? Keys.base(query.before()) : cursor.key();
        }
        if (query.until() != null) {
            below = Math.min(below, Keys.ofMillis(query.until().toEpochMilli() + 1));
        }
        return below;
    }

    private long recordOf(long key) throws IOException, SQLException {
        try (PreparedStatement select =
                reader.connection().prepareStatement("SELECT record FROM exchange WHERE key = ?")) {
            select.setLong(1, key);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw new ArchiveDamaged("row " + key + " is missing");
                }
                return rows.getLong(1);
            }
        }
    }

    private List<Long> keys(Query query, long below, long from, int most) throws SQLException {
        boolean narrowed = query.provider() != null || query.status() != null;
        Tag tag = query.tag();
        if (!narrowed && tag == null) {
            return run(ALL, below, from, most);
        }
        int tagId = 0;
        if (tag != null) {
            tagId = tagId(tag);
            if (tagId == 0) {
                return List.of();
            }
        }
        List<Long> merged = new ArrayList<>();
        for (int facet : facets(query.provider(), query.status())) {
            long lowest = merged.size() >= most ? merged.get(most - 1) : from;
            List<Long> run =
                    tag == null
                            ? run(OF_FACET, facet, below, lowest, most)
                            : run(OF_TAG, tagId, facet, below, lowest, most);
            if (!run.isEmpty()) {
                merged.addAll(run);
                merged.sort((a, b) -> Long.compare(b, a));
                if (merged.size() > most) {
                    merged = new ArrayList<>(merged.subList(0, most));
                }
            }
        }
        return merged;
    }

    private List<Long> run(String sql, long... arguments) throws SQLException {
        List<Long> keys = new ArrayList<>();
        try (PreparedStatement select = reader.connection().prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                select.setLong(i + 1, arguments[i]);
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getLong(1));
                }
            }
        }
        return keys;
    }

    private int tagId(Tag tag) throws SQLException {
        try (PreparedStatement select =
                reader.connection()
                        .prepareStatement("SELECT id FROM tag WHERE name = ? AND value = ?")) {
            select.setString(1, tag.key());
            select.setString(2, tag.value());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }

    private List<Integer> facets(@Nullable String provider, @Nullable StatusRange status)
            throws SQLException {
        List<Integer> facets = new ArrayList<>();
        try (PreparedStatement select =
                reader.connection().prepareStatement("SELECT id, provider, status FROM facet")) {
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if ((provider == null || provider.equals(rows.getString(2)))
                            && (status == null || status.holds(rows.getInt(3)))) {
                        facets.add(rows.getInt(1));
                    }
                }
            }
        }
        return facets;
    }
}
