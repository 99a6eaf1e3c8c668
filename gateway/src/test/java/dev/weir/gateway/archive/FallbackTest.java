package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;
import dev.weir.gateway.archive.Fallbacks.Step;
import dev.weir.gateway.spool.SpooledExchange;
import dev.weir.testkit.archive.Recorded;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whatever fails in archiving an exchange, the exchange is on record. */
class FallbackTest {

    @TempDir private Path directory;
    private final FakeFeed feed = new FakeFeed();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Set<Step> failing = EnumSet.noneOf(Step.class);

    private static Recorded numbered(int number) {
        String request =
                "{\"model\":\"m-1\",\"messages\":[\""
                        + "number "
                        + number
                        + " x".repeat(9_000)
                        + "\"]}";
        return Recorded.of(
                Recorded.id(1_760_000_000_000L + number, 0, number),
                "p",
                200,
                List.of(new Tag("session", "s1")),
                request.getBytes(StandardCharsets.UTF_8),
                ("answer " + number).repeat(20_000).getBytes(StandardCharsets.UTF_8));
    }

    /** Archives these with the failing steps; gives what is on record then, in order. */
    private List<Exchange> archived(List<? extends SpooledExchange> exchanges) throws Exception {
        exchanges.forEach(feed::put);
        List<Exchange> found = new ArrayList<>();
        try (ArchiveStore store = ArchiveStore.open(directory);
                Archiver archiver =
                        new Archiver(
                                store,
                                feed,
                                meters,
                                step -> {
                                    if (failing.contains(step)) {
                                        throw new IllegalStateException("made to fail");
                                    }
                                })) {
            archiver.start();
            assertThat(feed.settle(Duration.ofSeconds(20))).isTrue();
            SqliteArchive archive = new SqliteArchive(store, feed);
            for (SpooledExchange exchange : exchanges) {
                found.add(archive.find(exchange.opening().id()).orElseThrow());
            }
        }
        assertThat(ArchiveVerifier.verify(directory, progress -> {}).damaged()).isEmpty();
        return found;
    }

    private void bodiesAreThere(Recorded... recorded) throws IOException {
        try (ArchiveStore store = ArchiveStore.open(directory)) {
            SqliteArchive archive = new SqliteArchive(store, feed);
            for (Recorded one : recorded) {
                for (Side side : Side.values()) {
                    try (InputStream body = archive.body(one.exchange().id(), side)) {
                        assertThat(body.readAllBytes())
                                .isEqualTo(side == Side.REQUEST ? one.request() : one.response());
                    }
                }
            }
        }
    }

    private double fallbacks(Step step) {
        return meters.counter("weir.archive.fallbacks", "step", step.word()).count();
    }

    @Test
    void aBodyThatCannotBeCutIsStoredInPieces() throws Exception {
        failing.add(Step.CUT);
        List<Exchange> found =
                archived(List.of(new FakeSpooled(numbered(1)), new FakeSpooled(numbered(2))));
        assertThat(found).extracting(Exchange::requestedModel).containsOnlyNulls();
        assertThat(found).allMatch(exchange -> exchange.timeline().firstToken() >= 0);
        bodiesAreThere(numbered(1), numbered(2));
        assertThat(fallbacks(Step.CUT)).isEqualTo(2);
        assertThat(fallbacks(Step.WHOLE)).isZero();
    }

    @Test
    void whatCannotBeCompressedIsStoredAsItIsAndStillChecked() throws Exception {
        failing.add(Step.COMPRESS);
        Exchange found = archived(List.of(new FakeSpooled(numbered(1)))).getFirst();
        assertThat(found.requestedModel()).isEqualTo("m-1");
        bodiesAreThere(numbered(1));
        assertThat(fallbacks(Step.COMPRESS)).isPositive();
        try (var connection =
                        java.sql.DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve("archive.db"));
                var statement = connection.createStatement()) {
            assertThat(ArchiveFile.longNumber(connection, "SELECT max(enc) FROM frame")).isZero();
            long record = ArchiveFile.longNumber(connection, "SELECT record FROM exchange");
            statement.executeUpdate(
                    "UPDATE frame SET z = substr(z, 1, length(z) - 1) || x'01' WHERE first = "
                            + record);
        }
        assertThat(ArchiveVerifier.verify(directory, progress -> {}).sound())
                .as("a record without zstd's checksum has a hash")
                .isFalse();
    }

    @Test
    void whatCannotBeReadFromAnAnswerIsLeftOut() throws Exception {
        failing.add(Step.DERIVE);
        Exchange found = archived(List.of(new FakeSpooled(numbered(1)))).getFirst();
        assertThat(found.requestedModel()).isNull();
        assertThat(found.timeline().firstToken()).isNegative();
        bodiesAreThere(numbered(1));
        assertThat(fallbacks(Step.DERIVE)).isPositive();
    }

    @Test
    void allStepsMayFailAtOnce() throws Exception {
        failing.addAll(EnumSet.allOf(Step.class));
        archived(List.of(new FakeSpooled(numbered(1)), new FakeSpooled(numbered(2))));
        bodiesAreThere(numbered(1), numbered(2));
    }

    @Test
    void anExchangeWhoseChunksCannotBeReadIsThereWithItsBodiesAndSoAreTheOthers() throws Exception {
        SpooledExchange broken =
                new Broken(new FakeSpooled(numbered(2))) {
                    @Override
                    public List<Chunk> chunks(Side side) {
                        throw new IllegalStateException("made to fail");
                    }
                };
        archived(List.of(new FakeSpooled(numbered(1)), broken, new FakeSpooled(numbered(3))));
        bodiesAreThere(numbered(1), numbered(2), numbered(3));
        assertThat(feed.acknowledged()).isEqualTo(3);
        assertThat(fallbacks(Step.WHOLE)).isEqualTo(3);
    }

    @Test
    void anExchangeWithFewerBytesThanItSaysKeepsThoseAndSaysSo() throws Exception {
        SpooledExchange broken =
                new Broken(new FakeSpooled(numbered(1))) {
                    @Override
                    public List<ByteBuffer> pieces(Side side) {
                        List<ByteBuffer> pieces = super.pieces(side);
                        return side == Side.REQUEST
                                ? List.of(pieces.getFirst().slice(0, 1))
                                : pieces;
                    }
                };
        Exchange found = archived(List.of(broken)).getFirst();
        assertThat(found.losses()).contains(Loss.SPOOL_CORRUPT);
        assertThat(found.requestBody().kept()).isEqualTo(1);
        assertThat(found.responseBody().kept()).isEqualTo(numbered(1).response().length);
    }

    @Test
    void anExchangeWhoseBodyCannotBeReadAtAllIsThereWithoutIt() throws Exception {
        SpooledExchange broken =
                new Broken(new FakeSpooled(numbered(1))) {
                    @Override
                    public BodyFacts body(Side side) {
                        throw new InternalError("a fault in mapped memory");
                    }
                };
        Exchange found = archived(List.of(broken)).getFirst();
        assertThat(found.losses()).contains(Loss.SPOOL_CORRUPT);
        assertThat(found.response()).isEqualTo(numbered(1).exchange().response());
    }

    @Test
    void anExchangeThatNothingHelpsIsNotAcknowledgedAndKeepsNoOtherWaiting() throws Exception {
        feed.put(
                new Broken(new FakeSpooled(numbered(1))) {
                    @Override
                    public Opening opening() {
                        throw new IllegalStateException("made to fail");
                    }
                });
        feed.put(new FakeSpooled(numbered(2)));
        try (ArchiveStore store = ArchiveStore.open(directory);
                Archiver archiver = new Archiver(store, feed, meters)) {
            archiver.start();
            SqliteArchive archive = new SqliteArchive(store, feed);
            long end = System.nanoTime() + 20_000_000_000L;
            while (feed.acknowledged() < 1 && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertThat(archive.find(numbered(2).exchange().id())).isPresent();
            assertThat(feed.settle(Duration.ofMillis(100))).isFalse();
            assertThat(feed.acknowledged()).isEqualTo(1);
            assertThat(meters.get("weir.archive.stuck").gauge().value()).isEqualTo(1);
        }
    }

    /** Hands everything on; tests break single methods. */
    private abstract static class Broken implements SpooledExchange {
        private final SpooledExchange whole;

        Broken(SpooledExchange whole) {
            this.whole = whole;
        }

        @Override
        public Opening opening() {
            return whole.opening();
        }

        @Override
        public Closing closing() {
            return whole.closing();
        }

        @Override
        public Headers requestTrailers() {
            return whole.requestTrailers();
        }

        @Override
        public @Nullable ResponseHead responseHead() {
            return whole.responseHead();
        }

        @Override
        public Headers responseTrailers() {
            return whole.responseTrailers();
        }

        @Override
        public Set<Loss> losses() {
            return whole.losses();
        }

        @Override
        public BodyFacts body(Side side) {
            return whole.body(side);
        }

        @Override
        public List<ByteBuffer> pieces(Side side) {
            return whole.pieces(side);
        }

        @Override
        public List<Chunk> chunks(Side side) {
            return whole.chunks(side);
        }

        @Override
        public @Nullable String peekedModel() {
            return whole.peekedModel();
        }

        @Override
        public boolean peekedStream() {
            return whole.peekedStream();
        }
    }
}
