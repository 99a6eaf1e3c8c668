package dev.weir.bench.archive;

import dev.weir.bench.files.WorkDirectory;
import dev.weir.core.archive.Archive;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.exchange.Side;
import dev.weir.gateway.archive.ArchiveStore;
import dev.weir.gateway.archive.Archiver;
import dev.weir.gateway.archive.SqliteArchive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Archives recorded agent sessions with the archiver itself and says how small, how fast and how
 * quickly read they are. Every body is read back and compared.
 *
 * <pre>
 * weir bench archive [--json] [--out DIR] [--data DIR] [TRAFFIC-DIRECTORY]
 * weir bench archive --small
 * </pre>
 *
 * {@code --out} writes a report and charts, {@code --small} measures short exchanges only. The
 * recordings are looked for beside the project where no directory is named.
 */
public final class ArchiveBench {

    private static final String USAGE =
            "usage: weir bench archive [--json] [--out DIR] [--data DIR] [TRAFFIC-DIRECTORY]\n"
                    + "       weir bench archive --small";
    private static final int RANDOM_READS = 500;
    private static final int SMALL_ROUNDS = 8;
    private static final int SMALL_EXCHANGES = 6_000;

    /** What is remembered of an archived exchange, to check it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Expected(ExchangeId id, byte[] request, byte[] response) {}

    private final Path traffic;
    private final Path data;
    private final Figures figures = new Figures();
    private final List<Expected> expected = new ArrayList<>();
    private final List<RecordedSessions.Place> places = new ArrayList<>();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private ArchiveBench(Path traffic, Path data) {
        this.traffic = traffic;
        this.data = data;
    }

    /** Runs the bench; exits with 1 where a body does not come back as it was. */
    public static void main(String[] args) throws Exception {
        boolean json = false;
        boolean small = false;
        Path data = null;
        Path out = null;
        Path traffic =
                Path.of(System.getProperty("weir.root", "."))
                        .resolve("../shared/traffic")
                        .normalize();
        for (int i = 0; i < args.length; i++) {
            boolean more = i + 1 < args.length;
            if (args[i].equals("--json")) {
                json = true;
            } else if (args[i].equals("--small")) {
                small = true;
            } else if (args[i].equals("--data") && more) {
                data = Path.of(args[++i]);
            } else if (args[i].equals("--out") && more) {
                out = Path.of(args[++i]);
            } else if (args[i].startsWith("-")) {
                System.err.println(USAGE);
                System.exit(2);
            } else {
                traffic = Path.of(args[i]);
            }
        }
        if (small) {
            for (SmallExchanges.Round round : small()) {
                System.out.printf(
                        Locale.ROOT,
                        "%6.1f us of the archiver's CPU and %5.0f bytes an exchange%n",
                        round.micros(),
                        round.fileBytes());
            }
            return;
        }
        if (!Files.isDirectory(traffic) || RecordedSessions.files(traffic).isEmpty()) {
            System.err.println(
                    "weir bench archive: there are no recorded sessions (sessions-*.jsonl.gz) in "
                            + traffic
                            + "; name their directory: weir bench archive DIRECTORY");
            System.exit(2);
        }
        ArchiveBench bench = run(traffic, data);
        System.out.println(json ? bench.figures.json() : bench.figures.table());
        if (out != null) {
            ArchiveReport.write(bench.figures, out);
        }
        if (bench.figures.wrong > 0) {
            System.exit(1);
        }
    }

    /** Runs it in a directory that stays, or in one of its own where none is given. */
    private static ArchiveBench run(Path traffic, @Nullable Path kept)
            throws IOException, InterruptedException, SQLException {
        if (kept == null) {
            try (WorkDirectory directory = WorkDirectory.make()) {
                return run(traffic, directory.path());
            }
        }
        ArchiveBench bench = new ArchiveBench(traffic, kept);
        bench.run();
        return bench;
    }

    private static List<SmallExchanges.Round> small() throws IOException, InterruptedException {
        try (WorkDirectory place = WorkDirectory.make()) {
            return new SmallExchanges().run(place.path(), SMALL_ROUNDS, SMALL_EXCHANGES, false);
        }
    }

    private void run() throws IOException, InterruptedException, SQLException {
        MemoryFeed feed = new MemoryFeed(64);
        try (ArchiveStore store = ArchiveStore.open(data)) {
            Archive archive = new SqliteArchive(store, feed);
            try (Archiver archiver = new Archiver(store, feed, new SimpleMeterRegistry())) {
                long processCpu = processCpu();
                archiver.start();
                feedAll(feed);
                if (!archive.settle(Duration.ofMinutes(10))) {
                    throw new IOException("the archiver did not finish in ten minutes");
                }
                figures.archiverCpuSeconds = archiverCpu() / 1e9;
                figures.processCpuSeconds = (processCpu() - processCpu) / 1e9;
            }
            checkAll(archive);
            randomReads();
        }
        sizes();
        figures.growth = Growth.measure(data.resolve("archive.db"), places);
        List<SmallExchanges.Round> rounds = small();
        figures.smallMicros =
                rounds.subList(SMALL_ROUNDS / 2, rounds.size()).stream()
                        .mapToDouble(SmallExchanges.Round::micros)
                        .average()
                        .orElse(0);
    }

    private static long processCpu() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private void feedAll(MemoryFeed feed) throws IOException {
        ExchangeIds ids = new ExchangeIds(new Random(1));
        long[] clock = {1_750_000_000_000L};
        for (Path file : RecordedSessions.files(traffic)) {
            RecordedSessions.read(
                    file,
                    turn -> {
                        clock[0] += 2_500;
                        ExchangeId id = ids.next(clock[0]);
                        expected.add(
                                new Expected(id, sha256(turn.request()), sha256(turn.response())));
                        figures.captured(turn);
                        places.add(
                                new RecordedSessions.Place(
                                        turn.session(), turn.number(), turn.request().length));
                        try {
                            feed.put(new MemoryExchange(id, turn));
                        } catch (InterruptedException e) {
                            throw new UncheckedIOException(new IOException(e));
                        }
                    });
        }
    }

    private long archiverCpu() {
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().equals("weir-archiver")) {
                return threads.getThreadCpuTime(id);
            }
        }
        return 0;
    }

    private void checkAll(Archive archive) throws IOException {
        for (Expected one : expected) {
            check(archive, one.id(), Side.REQUEST, one.request());
            check(archive, one.id(), Side.RESPONSE, one.response());
        }
    }

    private void check(Archive archive, ExchangeId id, Side side, byte[] hash) throws IOException {
        figures.checked++;
        try (InputStream body = archive.body(id, side)) {
            if (!Arrays.equals(sha256(body.readAllBytes()), hash)) {
                figures.wrong++;
            }
        }
    }

    /** Reads in no order, each with a store of its own, so that nothing is in memory. */
    private void randomReads() throws IOException {
        Random random = new Random(2);
        List<Long> nanos = new ArrayList<>();
        byte[] buffer = new byte[64 * 1024];
        for (int i = 0; i < RANDOM_READS; i++) {
            try (ArchiveStore cold = ArchiveStore.open(data)) {
                Archive archive = new SqliteArchive(cold, new MemoryFeed(1));
                archive.find(expected.getFirst().id());
                Expected one = expected.get(random.nextInt(expected.size()));
                long before = threads.getCurrentThreadCpuTime();
                try (InputStream body = archive.body(one.id(), Side.REQUEST)) {
                    while (body.read(buffer) >= 0) {
                        figures.reads++;
                    }
                }
                nanos.add(threads.getCurrentThreadCpuTime() - before);
            }
        }
        figures.readNanos(nanos);
    }

    private void sizes() throws SQLException, IOException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + data.resolve("archive.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            try (ResultSet rows =
                    statement.executeQuery(
                            """
                            SELECT coalesce(d.kind, 9), count(*),
                              sum(length(f.z)), sum(length(f.lengths)),
                              sum(coalesce(length(f.hashes), 0))
                            FROM frame f LEFT JOIN dict d ON d.id = f.enc GROUP BY 1
                            """)) {
                while (rows.next()) {
                    figures.frames(
                            rows.getInt(1),
                            rows.getLong(2),
                            rows.getLong(3),
                            rows.getLong(4) + rows.getLong(5));
                }
            }
            figures.dictionaries = sum(statement, "SELECT sum(length(bytes)) FROM dict");
            figures.requestManifests = sum(statement, "SELECT sum(length(request)) FROM exchange");
            figures.responseManifests =
                    sum(statement, "SELECT sum(length(response)) FROM exchange");
            figures.chunkTimes = sum(statement, "SELECT sum(length(chunks)) FROM exchange");
            figures.blocks = sum(statement, "SELECT count(*) FROM block");
            figures.rows = sum(statement, "SELECT count(*) FROM exchange");
            figures.hashTable = pages(statement, "block");
            figures.exchangeTable = pages(statement, "exchange");
            figures.frameTable = pages(statement, "frame");
        }
        figures.file = Files.size(data.resolve("archive.db"));
    }

    private static long sum(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Bytes of a table's pages, 0 where the driver cannot tell. */
    private static long pages(Statement statement, String table) throws SQLException {
        try {
            return sum(statement, "SELECT sum(pgsize) FROM dbstat WHERE name = '" + table + "'");
        } catch (SQLException e) {
            return 0;
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
