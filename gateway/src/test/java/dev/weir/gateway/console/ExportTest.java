package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

class ExportTest {

    private static final JsonMapper JSON =
            new JsonMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxStringLength(Integer.MAX_VALUE)
                                            .build())
                            .build());

    private ConsoleFixture console;

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private List<JsonNode> export(String query) throws IOException {
        Wire.Answer answer = console.get("/api/v1/export" + query);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/x-ndjson");
        List<JsonNode> lines = new ArrayList<>();
        answer.text().lines().forEach(line -> lines.add(JSON.readTree(line)));
        return lines;
    }

    @Test
    void everyExchangeIsALineNewestFirst() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            Samples.Wish wish = new Samples.Wish();
            wish.status = i % 10 == 0 ? 404 : 200;
            expected.addFirst(console.put(wish).id().toString());
        }
        List<String> seen = new ArrayList<>();
        export("?format=jsonl").forEach(line -> seen.add(line.path("id").asString()));
        assertThat(seen).isEqualTo(expected);
        assertThat(export("?status=404")).hasSize(13);
        assertThat(export("?provider=nobody")).isEmpty();
    }

    @Test
    void bodiesComeBackExactlyAsTextOrBase64() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        int[] lengths = {0, 1, 100, 65_535, 65_536, 65_537, 1_048_576, 1_048_577, 2_500_000};
        String[] pieces = {
            "a", "\"", "\\", "\n", "\u0000", "\u00e9", "\u20ac", "\ud83d\ude00", "\ufeff"
        };
        for (int length : lengths) {
            StringBuilder text = new StringBuilder();
            while (text.length() < length) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] request = text.toString().getBytes(StandardCharsets.UTF_8);
            byte[] response = new byte[length];
            random.nextBytes(response);
            if (length > 0) {
                response[length - 1] = (byte) 0xC3;
            }
            Exchange exchange = console.put(new Samples.Wish(), request, response);
            JsonNode line = export("").getFirst();
            assertThat(line.path("id").asString()).isEqualTo(exchange.id().toString());
            assertThat(line.path("request").path("body").path("text").asString())
                    .isEqualTo(text.toString());
            JsonNode body = line.path("response").path("body");
            byte[] back =
                    length == 0
                            ? body.path("text").asString().getBytes(StandardCharsets.UTF_8)
                            : Base64.getDecoder().decode(body.path("base64").asString());
            assertThat(Arrays.equals(back, response)).isTrue();
            assertThat(body.size()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNoUtf8IsBase64() throws IOException {
        byte[][] bodies = {
            {(byte) 0xC0, (byte) 0x80},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {'a', (byte) 0xE2, (byte) 0x82},
            {(byte) 0xFF},
        };
        for (byte[] body : bodies) {
            console.put(new Samples.Wish(), body, ConsoleFixture.bytes("{}"));
            JsonNode line = export("").getFirst();
            assertThat(line.path("request").path("body").path("base64").asString())
                    .isEqualTo(Base64.getEncoder().encodeToString(body));
        }
    }

    @Test
    void bodiesThatAreNotThereAreNullAndDamageIsSaid() throws IOException {
        Samples.Wish unkept = new Samples.Wish();
        unkept.requestKept = 0;
        console.put(unkept);
        Samples.Wish unanswered = new Samples.Wish();
        unanswered.status = 0;
        console.put(unanswered);
        Exchange damaged = console.put();
        console.archive.damage(damaged.id(), Side.REQUEST);

        List<JsonNode> lines = export("");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).path("request").path("body").isNull()).isTrue();
        assertThat(lines.get(0).path("request").path("damaged").asBoolean()).isTrue();
        assertThat(lines.get(0).path("response").path("body").path("text").asString())
                .isEqualTo("[]");
        assertThat(lines.get(1).path("response").isNull()).isTrue();
        assertThat(lines.get(2).path("request").path("body").isNull()).isTrue();
    }

    @Test
    void aClientThatLeavesEndsTheReading() throws Exception {
        byte[] large = new byte[900_000];
        Arrays.fill(large, (byte) 'x');
        int count = 60;
        for (int i = 0; i < count; i++) {
            console.put(new Samples.Wish(), large, large);
        }
        try (Wire wire = new Wire(console.port)) {
            wire.send(
                    "GET /api/v1/export HTTP/1.1\r\nHost: localhost:" + console.port + "\r\n\r\n");
            wire.line();
        }
        assertThat(ConsoleFixture.soon(() -> console.archive.openBodies.get() == 0)).isTrue();
        Thread.sleep(100);
        assertThat(console.archive.bytesRead.get()).isLessThan(count * 900_000L);
    }
}
