package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Side;
import dev.weir.gateway.content.ContentDecoding;
import dev.weir.testkit.archive.Recorded;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The whole recorded corpus through the archive; skipped where it is not there. */
class RecordedTrafficTest {

    private static List<JsonNode> exchanges() throws IOException {
        Path traffic = Path.of(System.getProperty("weir.traffic", "none"));
        assumeTrue(
                Files.isDirectory(traffic),
                "no recorded traffic at " + traffic + " (set -Dweir.traffic)");
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> all = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(traffic, "exchanges-*.jsonl.gz")) {
            for (Path file : files) {
                try (BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        new GZIPInputStream(Files.newInputStream(file)),
                                        StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        all.add(json.readTree(line));
                    }
                }
            }
        }
        return all;
    }

    private static byte[] body(JsonNode message) {
        return Base64.getDecoder().decode(message.path("body_b64").asString(""));
    }

    @Test
    void everyRecordedBodyComesBack(@TempDir Path directory) throws Exception {
        List<Recorded> all = new ArrayList<>();
        for (JsonNode exchange : exchanges()) {
            all.add(
                    Recorded.of(
                            Recorded.id(1_760_000_000_000L + all.size(), 0, all.size()),
                            exchange.path("provider").asString("p"),
                            exchange.path("response").path("status").asInt(200),
                            List.of(),
                            body(exchange.path("request")),
                            body(exchange.path("response"))));
        }
        FakeFeed feed = new FakeFeed();
        try (ArchiveStore store = ArchiveStore.open(directory);
                Archiver archiver = new Archiver(store, feed, new SimpleMeterRegistry())) {
            archiver.start();
            all.forEach(one -> feed.put(new FakeSpooled(one)));
            assertThat(feed.settle(Duration.ofMinutes(2))).isTrue();
            SqliteArchive archive = new SqliteArchive(store, feed);
            for (Recorded one : all) {
                for (Side side : Side.values()) {
                    try (InputStream read = archive.body(one.exchange().id(), side)) {
                        assertThat(read.readAllBytes())
                                .isEqualTo(side == Side.REQUEST ? one.request() : one.response());
                    }
                }
            }
        }
        ArchiveVerifier.Result result = ArchiveVerifier.verify(directory, progress -> {});
        assertThat(result.damaged()).isEmpty();
        assertThat(result.exchanges()).isEqualTo(all.size());
    }

    @Test
    void everyEncodedAnswerIsDecoded() throws Exception {
        int decoded = 0;
        for (JsonNode exchange : exchanges()) {
            Headers.Builder headers = Headers.builder();
            for (JsonNode field : exchange.path("response").path("headers")) {
                headers.add(field.path(0).asString(""), field.path(1).asString(""));
            }
            List<String> encodings = ContentDecoding.encodings(headers.build());
            byte[] bytes = body(exchange.path("response"));
            String fidelity = exchange.path("fidelity").path("response").asString("");
            if (encodings.isEmpty() || bytes.length == 0 || !fidelity.equals("wire")) {
                continue;
            }
            try (InputStream plain =
                    ContentDecoding.decode(
                            new ByteArrayInputStream(bytes), encodings, 100_000_000)) {
                assertThat(plain.readAllBytes()).isNotEmpty();
                decoded++;
            }
        }
        assertThat(decoded).isPositive();
    }
}
