package dev.weir.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.access.Doors;
import dev.weir.core.access.HeaderRules;
import dev.weir.core.access.Providers;
import dev.weir.core.archive.Archive;
import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.archive.Incoming;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.derived.Derived;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.gateway.archive.ArchiveStore;
import dev.weir.gateway.archive.Archiver;
import dev.weir.gateway.archive.SqliteArchive;
import dev.weir.gateway.console.ConsoleInfo;
import dev.weir.gateway.console.ConsoleServer;
import dev.weir.gateway.console.ReadinessProbe.Readiness;
import dev.weir.gateway.content.ContentDecoding;
import dev.weir.gateway.intake.otlp.SpanIntake;
import dev.weir.gateway.reading.Derivations;
import dev.weir.gateway.reading.DerivedStore;
import dev.weir.gateway.reading.Deriver;
import dev.weir.gateway.reading.SqliteDerived;
import dev.weir.gateway.spool.SpoolFeed;
import dev.weir.gateway.spool.SpooledExchange;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What was exported and imported is exported as the same bytes again: through the console's API,
 * into archives on disk.
 */
class RoundTripTest {

    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path directory;

    private final ExchangeIds ids = new ExchangeIds(new SplittableRandom(3));
    private final Random random = new Random(17);

    /** An archive on disk with a console before it. */
    private static final class Server implements AutoCloseable {

        final ArchiveStore store;
        final Archiver archiver;
        final Archive archive;
        final ConsoleServer console;
        final HttpClient client = HttpClient.newHttpClient();

        Server(Path data) throws IOException {
            Files.createDirectories(data);
            PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            store = ArchiveStore.open(data);
            SpoolFeed feed = new NothingPasses();
            archiver = new Archiver(store, feed, metrics);
            archiver.start();
            archive = new SqliteArchive(store, feed);
            Providers providers = new Providers(Providers.wellKnown().values());
            console =
                    new ConsoleServer(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            new ConsoleServer.Parts(
                                    archive,
                                    derived(data, metrics),
                                    metrics,
                                    () -> Readiness.READY,
                                    new ConsoleInfo(
                                            "0",
                                            "http://127.0.0.1:1",
                                            "/d",
                                            List.copyOf(providers.all()),
                                            CaptureMode.FULL,
                                            "process",
                                            "pass"),
                                    new Doors(providers, Set.of()),
                                    new Importer(archiver.intake(), providers),
                                    new SpanIntake(
                                            archiver.intake(),
                                            providers,
                                            CaptureMode.FULL,
                                            metrics,
                                            Duration.ofSeconds(10)),
                                    (in, encodings) ->
                                            ContentDecoding.decode(in, encodings, 64L << 20),
                                    Set.of(),
                                    () -> START.toEpochMilli(),
                                    new SplittableRandom(1)));
        }

        /** Nothing here asks what exchanges mean. */
        private Derived derived(Path data, PrometheusMeterRegistry metrics) throws IOException {
            DerivedStore rows = DerivedStore.open(data);
            Pricing pricing = new Pricing(PriceTable.builtIn(), PriceOverrides.NONE);
            return new SqliteDerived(
                    rows, new Deriver(archive, rows, () -> new Derivations(pricing), metrics));
        }

        Path export(String format, Path to) throws Exception {
            URI uri = URI.create(console.url() + "/api/v1/export?format=" + format);
            var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofFile(to));
            assertThat(answer.statusCode()).isEqualTo(200);
            return to;
        }

        JsonNode take(Path file) throws Exception {
            URI uri = URI.create(console.url() + "/api/v1/import");
            var answer =
                    client.send(
                            HttpRequest.newBuilder(uri)
                                    .header("content-type", "application/octet-stream")
                                    .POST(BodyPublishers.ofFile(file))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        }

        @Override
        public void close() {
            client.close();
            console.close();
            store.close();
            archiver.close();
        }
    }

    /** The spool of a Weir through which nothing passes. */
    private static final class NothingPasses implements SpoolFeed {
        @Override
        public List<SpooledExchange> take(int atMost, Duration timeout)
                throws InterruptedException {
            Thread.sleep(Math.min(20, timeout.toMillis()));
            return List.of();
        }

        @Override
        public void acknowledge(List<SpooledExchange> done) {}

        @Override
        public boolean settle(Duration atMost) {
            return true;
        }
    }

    private static List<RecordedExchange> fixtures() {
        List<RecordedExchange> all = new ArrayList<>();
        for (String file : List.of("anthropic", "openai", "gemini-and-ollama", "others")) {
            InputStream in =
                    RoundTripTest.class.getResourceAsStream("/fixtures/" + file + ".jsonl");
            assertThat(in).isNotNull();
            all.addAll(Corpus.fixtures(in == null ? InputStream.nullInputStream() : in));
        }
        return all;
    }

    @Test
    void everyKindOfExchangeComesBack() throws Exception {
        List<Incoming> all = new ArrayList<>();
        fixtures().forEach(recorded -> all.add(incoming(recorded)));
        for (int i = 0; i < 200; i++) {
            all.add(odd(i));
        }
        thereAndBack(all.stream(), all.size());
    }

    @Test
    void aSampleOfTheRecordedTrafficComesBack() throws Exception {
        List<Incoming> all = new ArrayList<>();
        try (Stream<RecordedExchange> recorded = Corpus.recorded().exchanges()) {
            int[] number = {0};
            recorded.filter(one -> number[0]++ % 25 == 0 && one.bytes() < 200_000)
                    .forEach(one -> all.add(incoming(one)));
        }
        thereAndBack(all.stream(), all.size());
    }

    @Test
    @org.junit.jupiter.api.Tag("slow")
    void allTheRecordedTrafficComesBack() throws Exception {
        int number;
        try (Stream<RecordedExchange> recorded = Corpus.recorded().exchanges()) {
            number = (int) recorded.count();
        }
        try (Stream<RecordedExchange> recorded = Corpus.recorded().exchanges()) {
            thereAndBack(recorded.map(this::incoming), number);
        }
    }

    private void thereAndBack(Stream<Incoming> exchanges, int number) throws Exception {
        Path lines = directory.resolve("a.jsonl");
        Path har = directory.resolve("a.har");
        try (Server first = new Server(directory.resolve("first"))) {
            List<ArchiveIntake.Receipt> receipts = new ArrayList<>();
            for (Incoming one : (Iterable<Incoming>) exchanges::iterator) {
                receipts.add(first.archiver.intake().put(one));
            }
            for (ArchiveIntake.Receipt receipt : receipts) {
                assertThat(receipt.stored(Duration.ofMinutes(2))).isTrue();
            }
            first.export("jsonl", lines);
            first.export("har", har);
        }
        try (Stream<String> text = Files.lines(lines)) {
            assertThat(text.count()).isEqualTo(number);
        }
        for (Path from : List.of(lines, har)) {
            String name = from.getFileName().toString().substring(2);
            try (Server second = new Server(directory.resolve("by-" + name))) {
                long begun = System.nanoTime();
                JsonNode report = second.take(from);
                double seconds = (System.nanoTime() - begun) / 1e9;
                assertThat(report.path("broken").isNull()).as(report.toString()).isTrue();
                assertThat(report.path("problems")).isEmpty();
                assertThat(report.path("imported").asInt()).isEqualTo(number);
                assertThat(second.take(from).path("known").asInt()).isEqualTo(number);
                begun = System.nanoTime();
                Path again = second.export("jsonl", directory.resolve("b-" + name));
                System.getLogger("weir.test")
                        .log(
                                System.Logger.Level.INFO,
                                "{0}: {1} bytes imported in {2} s, {3} bytes exported in {4} s",
                                name,
                                Files.size(from),
                                seconds,
                                Files.size(again),
                                (System.nanoTime() - begun) / 1e9);
                assertThat(Files.mismatch(again, lines)).as("JSON lines by " + name).isEqualTo(-1);
                Path harAgain = second.export("har", directory.resolve("c-" + name));
                assertThat(Files.mismatch(harAgain, har)).as("HAR by " + name).isEqualTo(-1);
            }
        }
    }

    @Test
    void theHashesOfAnExportAreThoseOfTheBytes() throws Exception {
        Incoming one = incoming(fixtures().getFirst());
        try (Server server = new Server(directory.resolve("one"))) {
            assertThat(server.archiver.intake().put(one).stored(Duration.ofSeconds(20))).isTrue();
            JsonNode line = JSON.readTree(server.export("jsonl", directory.resolve("x")).toFile());
            byte[] request = new byte[one.request().remaining()];
            one.request().get(0, request);
            assertThat(line.path("request").path("sha256").asString())
                    .isEqualTo(Bytes.of(request).sha256());
            assertThat(line.path("timelineNs").path("closed").asLong())
                    .isEqualTo(one.exchange().timeline().closed());
        }
    }

    @Test
    void aLineThatWasChangedOrDamagedIsRefusedAndTheOthersAreRead() throws Exception {
        List<Incoming> all = fixtures().stream().map(this::incoming).toList();
        Path lines = directory.resolve("a.jsonl");
        try (Server server = new Server(directory.resolve("first"))) {
            for (Incoming one : all) {
                assertThat(server.archiver.intake().put(one).stored(Duration.ofSeconds(20)))
                        .isTrue();
            }
            server.export("jsonl", lines);
        }
        List<String> text = new ArrayList<>(Files.readAllLines(lines, StandardCharsets.UTF_8));
        int count = text.size();
        text.set(0, text.get(0).replaceFirst("\"text\":\"\\{", "\"text\":\"["));
        text.set(1, text.get(1).substring(0, text.get(1).length() / 2));
        text.set(2, text.get(2).replaceFirst("\"door\":\"[a-z]*\"", "\"door\":7"));
        text.set(3, text.get(3).replaceFirst("\"endReason\":\"[a-z_]*\"", "\"endReason\":\"new\""));
        text.set(4, text.get(4).replaceFirst("\"id\":\"........", "\"id\":\"no"));
        text.add(5, "");
        text.add(6, "[]");
        Path changed = directory.resolve("changed.jsonl");
        Files.write(changed, text);
        try (Server server = new Server(directory.resolve("second"))) {
            JsonNode report = server.take(changed);
            assertThat(report.path("imported").asInt()).isEqualTo(count - 5);
            assertThat(report.path("refused").asInt()).isEqualTo(6);
            List<String> reasons = new ArrayList<>();
            for (JsonNode problem : report.path("problems")) {
                reasons.add(problem.path("at").asInt() + " " + problem.path("reason").asString());
            }
            assertThat(reasons.get(0)).startsWith("1 ").contains("do not have the CRC-32C");
            assertThat(reasons.get(1)).startsWith("2 not JSON");
            assertThat(reasons.get(2)).startsWith("3 door: expected a text, got 7");
            assertThat(reasons.get(3)).startsWith("4 endReason: expected");
            assertThat(reasons.get(4)).startsWith("5 not an exchange id");
            assertThat(reasons.get(5)).startsWith("7 the line: expected an object");
        }
    }

    private Incoming incoming(RecordedExchange recorded) {
        byte[] request = recorded.request().body().array();
        byte[] response = recorded.response().body().array();
        long nanos = 1_000_000L + random.nextInt(900_000_000);
        String path = recorded.request().path();
        Exchange exchange =
                new Exchange(
                        ids.next(START.toEpochMilli()),
                        START.plusNanos(1_000L * random.nextInt(1_000)),
                        new ClientFacts("127.0.0.1:4", random.nextBoolean() ? "TLSv1.3" : null),
                        "provider",
                        recorded.provider(),
                        Dialect.ofPath(path, Dialect.OTHER),
                        new RequestHead(
                                recorded.request().method(),
                                HeaderRules.targetForRecord(recorded.request().target()),
                                "HTTP/1.1",
                                HeaderRules.forRecord(recorded.request().headers())),
                        path,
                        new UpstreamFacts(
                                "https://api.example:443",
                                path,
                                "[2001:db8::1]:443",
                                "HTTP/2",
                                "TLSv1.3",
                                true,
                                2),
                        new ResponseHead(
                                recorded.response().status(),
                                "Fine",
                                "HTTP/1.1",
                                HeaderRules.forRecord(recorded.response().headers())),
                        HeaderRules.forRecord(recorded.request().trailers()),
                        HeaderRules.forRecord(recorded.response().trailers()),
                        Bodies.whole(request),
                        Bodies.whole(response),
                        new Timeline(1, 2_345, nanos, Timeline.NEVER, nanos + 7, nanos + 999),
                        EndReason.COMPLETE,
                        EndPhase.BODY,
                        null,
                        CaptureMode.FULL,
                        Set.of(),
                        List.of(new Change(Change.Kind.REQUEST_FIELD_DROPPED, "via")),
                        List.of(new Tag("session", "s\u00e9 = \ud83d\ude42 \"x\"")),
                        "m",
                        random.nextBoolean());
        return new Incoming(
                exchange,
                ByteBuffer.wrap(request),
                ByteBuffer.wrap(response),
                chunks(request.length),
                chunks(response.length));
    }

    private List<Chunk> chunks(int length) {
        List<Chunk> chunks = new ArrayList<>();
        long micros = 0;
        for (int at = 0; at < length; ) {
            int piece = Math.min(length - at, 1 + random.nextInt(5_000));
            micros += random.nextInt(50_000);
            chunks.add(new Chunk(micros * 1_000, piece));
            at += piece;
        }
        return chunks;
    }

    /** Exchanges with everything that seldom happens, and bodies of all sizes and kinds. */
    private Incoming odd(int number) {
        byte[] request = body(number);
        byte[] response = number % 7 == 0 ? new byte[0] : body(number * 31 + 1);
        boolean answered = number % 7 != 0;
        Headers.Builder headers = Headers.builder().add("X-Odd", "\u00e9\u00ff\t!");
        headers.add("Authorization", "Bearer [credential sha256:0123456789ab last4:\u00e9-]1]");
        headers.add("", "");
        if (number % 5 == 0) {
            headers.add("Content-Encoding", number % 2 == 0 ? "gzip" : "unknown, br");
        }
        EndReason end = one(EndReason.class, number);
        Exchange exchange =
                new Exchange(
                        ids.next(START.toEpochMilli() + number * 1_000L),
                        START.plusNanos(number * 1_000L),
                        new ClientFacts("", null),
                        "bare",
                        number % 3 == 0 ? "" : "p",
                        one(Dialect.class, number),
                        new RequestHead(
                                "GET",
                                "/a%20b?x=1&&y&z==&key=[credential+sha256:0123456789ab]",
                                "HTTP/1.0",
                                headers.build()),
                        "/a%20b",
                        number % 4 == 0
                                ? null
                                : new UpstreamFacts(
                                        "http://h", "/p", null, null, null, false, number % 3),
                        answered
                                ? new ResponseHead(100 + number, "", "HTTP/2", headers.build())
                                : null,
                        Headers.of("a", "b", "A", ""),
                        answered ? Headers.of("t", "\u00e9") : Headers.EMPTY,
                        facts(request, number),
                        answered ? facts(response, number + 1) : BodyFacts.EMPTY,
                        number % 2 == 0
                                ? Timeline.NOTHING
                                : new Timeline(0, 0, 123_456_789_012L, 1, Timeline.NEVER, 999),
                        end,
                        one(EndPhase.class, number),
                        number % 2 == 0 ? null : "upstream_unreachable",
                        number % 2 == 0 ? CaptureMode.METADATA : new CaptureMode.Preview(7),
                        Set.of(one(Loss.class, number)),
                        List.of(
                                new Change(Change.Kind.RESENT, ""),
                                new Change(Change.Kind.RESPONSE_FIELD_WITHHELD, "alt-svc")),
                        List.of(new Tag("k", ""), new Tag("k", "a=b"), new Tag("\u00fc", "\n")),
                        number % 2 == 0 ? null : "mod\u00e9l",
                        number % 2 == 0);
        return new Incoming(
                exchange,
                ByteBuffer.wrap(request),
                ByteBuffer.wrap(response),
                chunks(request.length),
                chunks(response.length));
    }

    private static <E extends Enum<E>> E one(Class<E> list, int number) {
        List<E> members = List.copyOf(EnumSet.allOf(list));
        return members.get(number % members.size());
    }

    /** Some previews: less is kept than passed. */
    private static BodyFacts facts(byte[] bytes, int number) {
        BodyFacts whole = Bodies.whole(bytes);
        return new BodyFacts(
                bytes.length + (number % 3 == 0 ? 9 : 0), bytes.length, whole.crc32c());
    }

    private byte[] body(int number) {
        int length = random.nextInt(number % 40 == 0 ? 1_500_000 : 3_000);
        byte[] bytes = new byte[length];
        switch (number % 4) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> java.util.Arrays.fill(bytes, (byte) "\u0000\n\"\\/".charAt(number % 5));
            case 2 ->
                    bytes =
                            "\ufeff\ud83d\ude42\u2028 \r\n"
                                    .repeat(length / 8)
                                    .getBytes(StandardCharsets.UTF_8);
            default -> bytes = "{\"a\":\"b\"}".getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }
}
