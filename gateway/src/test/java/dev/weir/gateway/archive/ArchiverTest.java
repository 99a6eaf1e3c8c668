package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;
import dev.weir.testkit.archive.Recorded;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The archiver under load, with long bodies, and where it cannot write. */
class ArchiverTest {

    private final FakeFeed feed = new FakeFeed();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private static Recorded numbered(int number, byte[] request, byte[] response) {
        return Recorded.of(
                Recorded.id(1_760_000_000_000L + number, 0, number),
                "p",
                200,
                List.of(),
                request,
                response);
    }

    /** A body that no other has, {@code length} bytes that hardly compress. */
    private static byte[] noise(int number, int length) {
        byte[] noise = new byte[length];
        new Random(number).nextBytes(noise);
        return noise;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] body(SqliteArchive archive, Recorded recorded, Side side)
            throws IOException {
        try (InputStream body = archive.body(recorded.exchange().id(), side)) {
            return body.readAllBytes();
        }
    }

    @Test
    void bodiesLongerThanAWindowComeBack(@TempDir Path directory) throws Exception {
        StringBuilder json = new StringBuilder("{\"model\":\"m-long\",\"messages\":[");
        Random random = new Random(3);
        while (json.length() < 17 * 1024 * 1024) {
            json.append("{\"role\":\"user\",\"content\":\"")
                    .append(Long.toHexString(random.nextLong()).repeat(2_000))
                    .append("\"},");
        }
        byte[] request = text(json.append("{}]}").toString());
        Recorded first = numbered(1, request, noise(1, 2_000_000));
        Recorded second = numbered(2, noise(2, 17 * 1024 * 1024), new byte[17 * 1024 * 1024]);
        Recorded again = numbered(3, request, new byte[0]);
        try (ArchiveStore store = ArchiveStore.open(directory);
                Archiver archiver = new Archiver(store, feed, meters)) {
            archiver.start();
            List.of(first, second, again).forEach(one -> feed.put(new FakeSpooled(one)));
            assertThat(feed.settle(Duration.ofMinutes(1))).isTrue();
            SqliteArchive archive = new SqliteArchive(store, feed);
            for (Recorded one : List.of(first, second, again)) {
                assertThat(body(archive, one, Side.REQUEST).length).isEqualTo(one.request().length);
                assertThat(
                                java.util.Arrays.mismatch(
                                        body(archive, one, Side.REQUEST), one.request()))
                        .isEqualTo(-1);
                assertThat(
                                java.util.Arrays.mismatch(
                                        body(archive, one, Side.RESPONSE), one.response()))
                        .isEqualTo(-1);
            }
            assertThat(archive.find(first.exchange().id()).orElseThrow().requestedModel())
                    .isEqualTo("m-long");
        }
        assertThat(ArchiveVerifier.verify(directory, progress -> {}).damaged()).isEmpty();
        assertThat(Files.size(directory.resolve(ArchiveFile.NAME)))
                .as("the long request is stored once")
                .isLessThan(2_000_000 + 17L * 1024 * 1024 + request.length);
    }

    @Test
    void theVerifierWorksBesideABusyWriter(@TempDir Path directory) throws Exception {
        int exchanges = 3_000;
        try (ArchiveStore store = ArchiveStore.open(directory);
                Archiver archiver = new Archiver(store, feed, meters)) {
            archiver.start();
            for (int i = 0; i < exchanges; i++) {
                String request = "{\"messages\":[\"" + "again ".repeat(400) + "\",\"" + i + "\"]}";
                feed.put(new FakeSpooled(numbered(i, text(request), noise(i, 300))));
            }
            long checked = 0;
            int checks = 0;
            while (feed.acknowledged() < exchanges || checks == 0) {
                ArchiveVerifier.Result result = ArchiveVerifier.verify(directory, progress -> {});
                assertThat(result.damaged()).isEmpty();
                assertThat(result.exchanges()).isGreaterThanOrEqualTo(checked);
                checked = result.exchanges();
                checks++;
            }
            assertThat(feed.settle(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(ArchiveVerifier.verify(directory, progress -> {}).exchanges())
                .isEqualTo(exchanges);
    }

    @Test
    void anArchiverThatFellBehindCatchesUpInOrder(@TempDir Path directory) throws Exception {
        int exchanges = 2_000;
        List<ExchangeId> heard = Collections.synchronizedList(new ArrayList<>());
        try (ArchiveStore store = ArchiveStore.open(directory);
                Archiver archiver = new Archiver(store, feed, meters)) {
            SqliteArchive archive = new SqliteArchive(store, feed);
            archiver.start();
            feed.put(new FakeSpooled(numbered(0, text("{}"), new byte[1])));
            assertThat(feed.settle(Duration.ofSeconds(20))).isTrue();
            try (var _ = archive.subscribe(exchange -> heard.add(exchange.id()));
                    Connection other =
                            DriverManager.getConnection(
                                    "jdbc:sqlite:" + directory.resolve(ArchiveFile.NAME));
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                List<ExchangeId> put = new ArrayList<>();
                for (int i = 1; i <= exchanges; i++) {
                    Recorded one = numbered(i, text("{\"n\":" + i + "}"), text("answer " + i));
                    put.add(one.exchange().id());
                    feed.put(new FakeSpooled(one));
                }
                assertThat(feed.settle(Duration.ofMillis(300))).isFalse();
                assertThat(feed.acknowledged()).isEqualTo(1);
                statement.execute("ROLLBACK");
                assertThat(feed.settle(Duration.ofSeconds(30))).isTrue();
                assertThat(heard).isEqualTo(put);
            }
            Recorded last = numbered(exchanges, text("{\"n\":" + exchanges + "}"), new byte[0]);
            assertThat(body(archive, last, Side.REQUEST)).isEqualTo(last.request());
        }
    }

    /** On a file system of 6 MB, which takes root to make. */
    @Test
    void aFullDiskStopsTheArchiverUntilThereIsRoom(@TempDir Path place) throws Exception {
        Path mount = Files.createDirectory(place.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", mount.toString()),
                "a file system of its own cannot be mounted here");
        try {
            fillAndFree(mount);
        } finally {
            assertThat(run("umount", mount.toString())).isTrue();
        }
    }

    private void fillAndFree(Path mount) throws Exception {
        Path filler = Files.write(mount.resolve("filler"), new byte[3 * 1024 * 1024]);
        List<Recorded> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            all.add(numbered(i, noise(i, 10_000), noise(-1 - i, 10_000)));
        }
        try (ArchiveStore store = ArchiveStore.open(mount);
                Archiver archiver = new Archiver(store, feed, meters)) {
            archiver.start();
            SqliteArchive archive = new SqliteArchive(store, feed);
            int put = 0;
            boolean full = false;
            while (put < all.size() && !full) {
                feed.put(new FakeSpooled(all.get(put++)));
                full = !feed.settle(Duration.ofMillis(700));
            }
            assertThat(full).isTrue();
            assertThat(meters.counter("weir.archive.errors").count()).isPositive();
            long acknowledged = feed.acknowledged();
            assertThat(acknowledged).isBetween(1L, put - 1L);
            for (int i = 0; i < acknowledged; i++) {
                assertThat(body(archive, all.get(i), Side.REQUEST)).isEqualTo(all.get(i).request());
            }
            Files.delete(filler);
            assertThat(feed.settle(Duration.ofSeconds(30))).as("it goes on by itself").isTrue();
            for (int i = 0; i < put; i++) {
                Exchange found = archive.find(all.get(i).exchange().id()).orElseThrow();
                assertThat(found.responseBody().kept()).isEqualTo(10_000);
                assertThat(body(archive, all.get(i), Side.RESPONSE))
                        .isEqualTo(all.get(i).response());
            }
        }
        assertThat(ArchiveVerifier.verify(mount, progress -> {}).damaged()).isEmpty();
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
