package dev.weir.bench.archive;

import com.github.luben.zstd.Zstd;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What each turn of a conversation adds to an archive, read from the file as {@code
 * docs/format/archive.md} describes it: the compressed bytes of blocks that no earlier exchange
 * has, the record, and the row. A block's compressed bytes are its share of its frame's. Turns are
 * then put together by their place in their session: the first tenth of its turns, the second, …
 */
final class Growth {

    static final int PARTS = 10;

    /** Sessions shorter than this do not show growth. */
    static final int SHORTEST = 20;

    /**
     * The turns of one tenth.
     *
     * @param turns how many
     * @param captured bytes of their request bodies
     * @param requests bytes stored for these: new blocks and manifests
     * @param others bytes stored for answers, records, times and rows
     */
    record Part(long turns, long captured, double requests, double others) {

        double capturedPerTurn() {
            return captured / (double) Math.max(1, turns);
        }

        double requestsPerTurn() {
            return requests / Math.max(1, turns);
        }

        double perTurn() {
            return (requests + others) / Math.max(1, turns);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Frame(long first, int[] lengths, double perByte) {}

    /** What one exchange added. */
    private record Added(double requests, double others) {}

    /** About what a row takes beside its blobs: key, low, facet, record, the entry by facet. */
    private static final int ROW = 40;

    private final NavigableMap<Long, Frame> frames = new TreeMap<>();
    private final Map<Long, BitSet> seen = new HashMap<>();

    private Growth() {}

    /**
     * @param turns all turns in the order in which they were archived
     */
    static List<Part> measure(Path file, List<RecordedSessions.Place> turns)
            throws SQLException, IOException {
        Growth growth = new Growth();
        Added[] added = new Added[turns.size()];
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            growth.readFrames(statement);
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT record, request, response, chunks FROM exchange ORDER BY key")) {
                for (int i = 0; rows.next() && i < added.length; i++) {
                    added[i] = growth.row(rows);
                }
            }
        }
        return parts(turns, added);
    }

    private static List<Part> parts(List<RecordedSessions.Place> turns, Added[] added) {
        Map<String, Integer> lengths = new HashMap<>();
        for (RecordedSessions.Place turn : turns) {
            lengths.merge(turn.session(), 1, Integer::sum);
        }
        Part[] parts = new Part[PARTS];
        Arrays.fill(parts, new Part(0, 0, 0, 0));
        for (int i = 0; i < added.length; i++) {
            RecordedSessions.Place turn = turns.get(i);
            int length = lengths.getOrDefault(turn.session(), 0);
            if (length >= SHORTEST) {
                int at = Math.min(PARTS - 1, (turn.number() - 1) * PARTS / length);
                Part part = parts[at];
                parts[at] =
                        new Part(
                                part.turns() + 1,
                                part.captured() + turn.requestBytes(),
                                part.requests() + added[i].requests(),
                                part.others() + added[i].others());
            }
        }
        return List.of(parts);
    }

    private void readFrames(Statement statement) throws SQLException, IOException {
        try (ResultSet rows =
                statement.executeQuery(
                        """
                        SELECT first, lengths, length(z) + coalesce(length(hashes), 0) FROM frame
                        """)) {
            while (rows.next()) {
                Varints bytes = new Varints(rows.getBytes(2));
                int[] lengths = new int[bytes.left()];
                int count = 0;
                long sum = 0;
                while (bytes.left() > 0) {
                    lengths[count] = (int) bytes.next();
                    sum += lengths[count++];
                }
                long first = rows.getLong(1);
                frames.put(
                        first,
                        new Frame(
                                first,
                                Arrays.copyOf(lengths, count),
                                (rows.getLong(3) + count) / (double) Math.max(1, sum)));
            }
        }
    }

    private Added row(ResultSet rows) throws SQLException, IOException {
        byte[] request = rows.getBytes(2);
        byte[] response = rows.getBytes(3);
        byte[] chunks = rows.getBytes(4);
        double requests = request == null ? 0 : request.length + newBlocks(request);
        double others = ROW + newBlock(rows.getLong(1));
        others += response == null ? 0 : response.length + newBlocks(response);
        others += chunks == null ? 0 : chunks.length;
        return new Added(requests, others);
    }

    private double newBlocks(byte[] blob) throws IOException {
        Varints manifest = new Varints(plain(blob));
        double bytes = 0;
        long expected = 0;
        while (manifest.left() > 0) {
            long first = expected + manifest.signed();
            long count = manifest.next() + 1;
            for (long id = first; id < first + count; id++) {
                bytes += newBlock(id);
            }
            expected = first + count;
        }
        return bytes;
    }

    private double newBlock(long id) throws IOException {
        Map.Entry<Long, Frame> entry = frames.floorEntry(id);
        if (entry == null || id - entry.getKey() >= entry.getValue().lengths().length) {
            throw new IOException("block " + id + " is missing");
        }
        Frame frame = entry.getValue();
        int place = (int) (id - frame.first());
        BitSet known = seen.computeIfAbsent(frame.first(), first -> new BitSet());
        if (known.get(place)) {
            return 0;
        }
        known.set(place);
        return frame.lengths()[place] * frame.perByte();
    }

    private static byte[] plain(byte[] blob) {
        byte[] rest = Arrays.copyOfRange(blob, 1, blob.length);
        return blob[0] == 0 ? rest : Zstd.decompress(rest, (int) Zstd.getFrameContentSize(rest));
    }

    /** Numbers of seven bits a byte. */
    private static final class Varints {
        private final byte[] bytes;
        private int at;

        Varints(byte[] bytes) {
            this.bytes = bytes;
        }

        int left() {
            return bytes.length - at;
        }

        long next() throws IOException {
            long value = 0;
            for (int shift = 0; at < bytes.length && shift < 64; shift += 7) {
                byte one = bytes[at++];
                value |= (one & 0x7FL) << shift;
                if (one >= 0) {
                    return value;
                }
            }
            throw new IOException("a number ends in the middle");
        }

        long signed() throws IOException {
            long value = next();
            return value >>> 1 ^ -(value & 1);
        }
    }
}
