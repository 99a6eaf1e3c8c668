package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.archive.Query;
import dev.weir.core.archive.StatusRange;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;
import dev.weir.testkit.archive.ArchiveContract;
import dev.weir.testkit.archive.Recorded;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class SqliteArchiveTest extends ArchiveContract {

    @TempDir private Path directory;
    private final FakeFeed feed = new FakeFeed();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ArchiveStore store;
    private Archiver archiver;
    private SqliteArchive archive;

    @BeforeEach
    void open() throws IOException {
        store = ArchiveStore.open(directory);
        archiver = new Archiver(store, feed, meters);
        archive = new SqliteArchive(store, feed);
        archiver.start();
    }

    @AfterEach
    void close() {
        archiver.close();
        store.close();
    }

    @Override
    protected Archive archive() {
        return archive;
    }

    @Override
    protected ArchiveIntake intake() {
        return archiver.intake();
    }

    @Override
    protected void record(List<Recorded> recorded) {
        recorded.forEach(one -> feed.put(new FakeSpooled(one)));
    }

    private static Recorded numbered(int number, String request, String response) {
        return Recorded.of(
                Recorded.id(1_760_000_000_000L + number, 0, number),
                "p",
                200,
                List.of(new Tag("session", "s" + number % 7)),
                request.getBytes(StandardCharsets.UTF_8),
                response.getBytes(StandardCharsets.UTF_8));
    }

    private void settled(Recorded... recorded) throws InterruptedException {
        record(List.of(recorded));
        assertThat(archive.settle(Duration.ofSeconds(20))).isTrue();
    }

    private Connection raw() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("archive.db"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = raw();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute(sql);
        }
    }

    private static final String CONVERSATION =
            "{\"model\":\"m-1\",\"stream\":true,\"messages\":["
                    + IntStream.range(0, 1_000)
                            .mapToObj(i -> "\"word " + i + "\"")
                            .collect(Collectors.joining(","))
                    + "]}";

    @Test
    void theModelAndTheStreamFlagAreReadFromTheBody() throws Exception {
        Recorded recorded = numbered(1, CONVERSATION, "a");
        settled(recorded);
        Exchange found = archive.find(recorded.exchange().id()).orElseThrow();
        assertThat(found.requestedModel()).isEqualTo("m-1");
        assertThat(found.stream()).isTrue();
    }

    @Test
    void aFlippedByteInABlockIsDamageAndTheVerifierNamesIt() throws Exception {
        Recorded recorded = numbered(1, CONVERSATION, "answer");
        settled(recorded);
        assertThat(ArchiveVerifier.verify(directory, p -> {}).sound()).isTrue();
        // Stored raw, with one byte of the first block other than what its hash was made of.
        try (Connection connection = raw();
                Statement statement = connection.createStatement()) {
            long first;
            try (ResultSet rows =
                    statement.executeQuery("SELECT first FROM frame WHERE hashes IS NOT NULL")) {
                assertThat(rows.next()).isTrue();
                first = rows.getLong(1);
            }
            byte[] wrong = CONVERSATION.getBytes(StandardCharsets.UTF_8);
            wrong[3] ^= 1;
            try (var update =
                    connection.prepareStatement(
                            "UPDATE frame SET enc = 0, z = ? WHERE first = ?")) {
                update.setBytes(1, wrong);
                update.setLong(2, first);
                assertThat(update.executeUpdate()).isEqualTo(1);
            }
        }
        ExchangeId id = recorded.exchange().id();
        assertThatThrownBy(() -> read(id, Side.REQUEST)).isInstanceOf(ArchiveDamaged.class);
        ArchiveVerifier.Result result = ArchiveVerifier.verify(directory, p -> {});
        assertThat(result.damages()).isEqualTo(2);
        assertThat(result.damaged().getFirst()).contains("does not match its hash");
        assertThat(result.damaged().getLast()).contains(id.toString());
    }

    @Test
    void aDamagedCompressedFrameIsDamageNotOtherBytes() throws Exception {
        Recorded recorded = numbered(1, "{}", "answer ".repeat(500));
        settled(recorded);
        execute(
                "UPDATE frame SET z = substr(z, 1, length(z) - 1) || x'00' WHERE first IN"
                        + " (SELECT f.first FROM frame f JOIN dict d ON d.id = f.enc WHERE d.kind = 1)");
        assertThatThrownBy(() -> read(recorded.exchange().id(), Side.RESPONSE))
                .isInstanceOf(ArchiveDamaged.class);
        assertThat(ArchiveVerifier.verify(directory, p -> {}).sound()).isFalse();
    }

    @Test
    void aManifestOfAnotherBodyDoesNotMatchTheChecksum() throws Exception {
        Recorded one = numbered(1, "{\"a\":1}", "x");
        Recorded other = numbered(2, "{\"a\":2}", "x");
        settled(one, other);
        execute(
                "UPDATE exchange SET request = (SELECT request FROM exchange ORDER BY key DESC LIMIT 1)");
        assertThatThrownBy(() -> read(one.exchange().id(), Side.REQUEST))
                .isInstanceOf(ArchiveDamaged.class)
                .hasMessageContaining(one.exchange().id().toString());
        assertThat(read(other.exchange().id(), Side.REQUEST)).isEqualTo(other.request());
    }

    private byte[] read(ExchangeId id, Side side) throws IOException {
        try (ArchiveStore fresh = ArchiveStore.open(directory);
                InputStream body = new SqliteArchive(fresh, feed).body(id, side)) {
            return body.readAllBytes();
        }
    }

    @Test
    void whileTheDatabaseIsLockedNothingIsAcknowledgedAndNothingIsLost() throws Exception {
        settled(numbered(1, CONVERSATION, "first"));
        Recorded later = numbered(2, CONVERSATION + " ", "second");
        try (Connection other = raw();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            record(List.of(later));
            assertThat(archive.settle(Duration.ofMillis(1_500))).isFalse();
            assertThat(feed.acknowledged()).isEqualTo(1);
            assertThat(archive.find(later.exchange().id())).isEmpty();
            statement.execute("ROLLBACK");
        }
        assertThat(archive.settle(Duration.ofSeconds(20))).isTrue();
        assertThat(meters.counter("weir.archive.errors").count()).isPositive();
        assertThat(read(later.exchange().id(), Side.REQUEST)).isEqualTo(later.request());
    }

    @Test
    void whatCannotBeWrittenForLackOfSpaceIsWrittenLater() throws Exception {
        settled(numbered(1, "{}", "x"));
        execute(
                "CREATE TRIGGER full BEFORE INSERT ON frame BEGIN SELECT RAISE(ABORT,"
                        + " 'database or disk is full'); END");
        Recorded later = numbered(2, CONVERSATION, "second");
        record(List.of(later));
        assertThat(archive.settle(Duration.ofMillis(400))).isFalse();
        execute("DROP TRIGGER full");
        assertThat(archive.settle(Duration.ofSeconds(20))).isTrue();
        assertThat(read(later.exchange().id(), Side.REQUEST)).isEqualTo(later.request());
        assertThat(ArchiveVerifier.verify(directory, p -> {}).sound()).isTrue();
    }

    @Test
    void blocksAreSharedWithinAnArchiveAndNeverBetweenTwo(@TempDir Path other) throws Exception {
        settled(numbered(1, CONVERSATION, "a"));
        long blocks = count(directory, "SELECT sum(length(hashes)) / 16 FROM frame");
        settled(numbered(2, CONVERSATION + "\n", "b"));
        long frames = count(directory, "SELECT count(*) FROM frame WHERE hashes IS NOT NULL");
        assertThat(frames).isEqualTo(2);
        assertThat(count(directory, "SELECT sum(length(hashes)) / 16 FROM frame"))
                .as("the second body adds its last block only")
                .isEqualTo(blocks + 1);
        FakeFeed otherFeed = new FakeFeed();
        try (ArchiveStore otherStore = ArchiveStore.open(other);
                Archiver otherArchiver = new Archiver(otherStore, otherFeed, meters)) {
            otherArchiver.start();
            otherFeed.put(new FakeSpooled(numbered(1, CONVERSATION, "a")));
            assertThat(otherFeed.settle(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(count(other, "SELECT count(*) FROM block")).isEqualTo(blocks);
        assertThat(ArchiveVerifier.verify(other, p -> {}).sound()).isTrue();
    }

    private static long count(Path directory, String sql) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("archive.db"))) {
            return ArchiveFile.longNumber(connection, sql);
        }
    }

    @Test
    void everyListIsAnIndexWalk() throws Exception {
        settled(numbered(1, "{}", "x"));
        try (Connection connection = raw()) {
            assertThat(plan(connection, Rows.ALL)).contains("USING INTEGER PRIMARY KEY");
            assertThat(plan(connection, Rows.OF_FACET))
                    .contains("USING COVERING INDEX exchange_facet");
            assertThat(plan(connection, Rows.OF_TAG)).contains("USING PRIMARY KEY");
            for (String sql : List.of(Rows.ALL, Rows.OF_FACET, Rows.OF_TAG)) {
                assertThat(plan(connection, sql)).doesNotContain("SCAN").doesNotContain("B-TREE");
            }
        }
    }

    private static String plan(Connection connection, String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (rows.next()) {
                plan.append(rows.getString("detail")).append('\n');
            }
        }
        return plan.toString();
    }

    @Test
    @org.junit.jupiter.api.Tag("slow")
    void aPageOutOfManyRowsIsQuick() throws Exception {
        int rows = 200_000;
        for (int i = 0; i < rows; i++) {
            feed.put(
                    new FakeSpooled(
                            Recorded.of(
                                    Recorded.id(1_760_000_000_000L + i, 0, i),
                                    "p" + i % 5,
                                    i % 1_000 == 0 ? 503 : 200,
                                    List.of(new Tag("session", "s" + i % 1_000)),
                                    new byte[] {'{', '}'},
                                    new byte[] {(byte) i})));
        }
        assertThat(archive.settle(Duration.ofMinutes(3))).isTrue();
        List<Query> queries =
                List.of(
                        Query.newest(200),
                        new Query(200, null, new Tag("session", "s7"), null, null, null, null),
                        new Query(200, null, null, "p3", new StatusRange(400, 599), null, null));
        for (Query query : queries) {
            archive.list(query);
            long before = System.nanoTime();
            archive.list(query);
            assertThat(System.nanoTime() - before).as("%s", query).isLessThan(100_000_000);
        }
    }

    @Test
    void theFileIsForItsOwnerOnly() throws Exception {
        assertThat(Files.getPosixFilePermissions(directory.resolve("archive.db")))
                .hasToString("[OWNER_READ, OWNER_WRITE]");
    }

    @Test
    void aLaterVersionIsNotTouched() throws Exception {
        execute("PRAGMA user_version = 99");
        assertThatThrownBy(() -> ArchiveStore.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("99");
        execute("PRAGMA user_version = 1");
    }
}
