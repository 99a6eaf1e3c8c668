package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.archive.Query;
import dev.weir.core.exchange.Side;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/** The one call that writes: what it takes, how it is read, and whom it refuses. */
class ImportTest {

    private static final String TYPE = "Content-Type: application/x-ndjson";

    private ConsoleFixture console;

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private Wire.Answer post(byte[] body, String target, String... lines) throws IOException {
        try (Wire wire = new Wire(console.port)) {
            StringBuilder head = new StringBuilder("POST " + target + " HTTP/1.1\r\n");
            for (String line : lines) {
                head.append(line).append("\r\n");
            }
            if (Arrays.stream(lines).noneMatch(line -> line.startsWith("Host:"))) {
                head.append("Host: localhost:" + console.port + "\r\n");
            }
            wire.send(head + "Content-Length: " + body.length + "\r\n\r\n");
            wire.socket.getOutputStream().write(body);
            return wire.answer(false);
        }
    }

    private byte[] exported() throws IOException {
        return console.get("/api/v1/export").body();
    }

    /** The same, without the checksum of 0 that the samples say, which is none. */
    private String importable() throws IOException {
        return new String(exported(), StandardCharsets.UTF_8)
                .replace("\"crc32c\":\"00000000\"", "\"crc32c\":null");
    }

    @Test
    void whatWasExportedIsTakenBackIn() throws IOException {
        byte[] large = new byte[3_000_000];
        Arrays.fill(large, (byte) 'x');
        var first = console.put(new Samples.Wish(), large, ConsoleFixture.bytes("[]"));
        console.put(new Samples.Wish(), ConsoleFixture.bytes("{}"), new byte[] {-1});
        byte[] lines = ConsoleFixture.bytes(importable());
        JsonNode report = post(lines, "/api/v1/import", TYPE).json();
        assertThat(report.path("problems")).isEmpty();
        assertThat(report.path("imported").asInt()).isEqualTo(2);
        assertThat(report.path("format").asString()).isEqualTo("jsonl");
        assertThat(report.path("broken").isNull()).isTrue();
        assertThat(console.intake.body(first.id(), Side.REQUEST).readAllBytes()).isEqualTo(large);
        JsonNode again = post(lines, "/api/v1/import?format=jsonl", TYPE).json();
        assertThat(again.path("known").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Origin: http://evil.example",
                "Sec-Fetch-Site: cross-site",
                "Content-Type: text/plain",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: Application/X-WWW-Form-Urlencoded",
                "X-Nothing: 1"
            })
    void aPageOfAnotherSiteCannotWrite(String line) throws IOException {
        console.put();
        byte[] lines = exported();
        Wire.Answer answer =
                line.startsWith("Content-Type") || line.startsWith("X-")
                        ? post(lines, "/api/v1/import", line)
                        : post(lines, "/api/v1/import", TYPE, line);
        assertThat(answer.status()).isIn(400, 403);
        assertThat(console.intake.list(Query.newest(1)).items()).isEmpty();
    }

    @Test
    void whatIsNotKnownIsRefused() throws IOException {
        Wire.Answer nothing = post(ConsoleFixture.bytes("hello"), "/api/v1/import", TYPE);
        assertThat(nothing.status()).isEqualTo(400);
        assertThat(nothing.message()).contains("cannot be imported");
        Wire.Answer format = post(new byte[0], "/api/v1/import?format=csv", TYPE);
        assertThat(format.message())
                .isEqualTo("format: expected jsonl, har or claude-code, got 'csv'");
    }

    /**
     * A client sends its next request when it has the last byte of an answer, which may be before
     * the server knows that the answer is out.
     */
    @Test
    void aBodyBehindOtherRequestsOfTheConnectionIsReadAsWell() throws IOException {
        byte[] large = new byte[1_000_000];
        Arrays.fill(large, (byte) 'x');
        console.put(new Samples.Wish(), large, ConsoleFixture.bytes("[]"));
        String lines = importable();
        String host = "Host: localhost:" + console.port + "\r\n";
        String get = "GET /api/v1/exchanges HTTP/1.1\r\n" + host + "\r\n";
        try (Wire wire = new Wire(console.port)) {
            wire.send(
                    get.repeat(3)
                            + "POST /api/v1/import HTTP/1.1\r\n"
                            + host
                            + TYPE
                            + "\r\nContent-Length: "
                            + lines.length()
                            + "\r\n\r\n"
                            + lines);
            for (int i = 0; i < 3; i++) {
                assertThat(wire.answer(false).status()).isEqualTo(200);
            }
            assertThat(wire.answer(false).json().path("imported").asInt()).isEqualTo(1);
        }
    }

    @Test
    void theClientIsAskedToGoOnOnlyWhereItsBodyIsWanted() throws IOException {
        try (Wire wire = new Wire(console.port)) {
            wire.send(
                    "POST /api/v1/import?format=jsonl HTTP/1.1\r\nHost: localhost:"
                            + console.port
                            + "\r\n"
                            + TYPE
                            + "\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(wire.line()).startsWith("HTTP/1.1 100");
            assertThat(wire.line()).isEmpty();
            wire.send("{}\n");
            JsonNode report = wire.answer(false).json();
            assertThat(report.path("problems").path(0).path("at").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatCannotBeReadOnIsNoWholeOne() throws Exception {
        console.put();
        String line = importable();
        try (Wire wire = new Wire(console.port)) {
            wire.send(
                    "POST /api/v1/import HTTP/1.1\r\nHost: localhost:"
                            + console.port
                            + "\r\n"
                            + TYPE
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(line.length())
                            + "\r\n"
                            + line
                            + "\r\nno number\r\n");
            assertThatThrownBy(() -> wire.answer(false)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleKeepsWhatWasWhole() throws Exception {
        console.put();
        byte[] line = ConsoleFixture.bytes(importable());
        try (Wire wire = new Wire(console.port)) {
            wire.send(
                    "POST /api/v1/import HTTP/1.1\r\nHost: localhost:"
                            + console.port
                            + "\r\n"
                            + TYPE
                            + "\r\nContent-Length: 999999\r\n\r\n");
            wire.socket.getOutputStream().write(line);
            wire.socket.getOutputStream().write(line, 0, 100);
        }
        assertThat(
                        ConsoleFixture.soon(
                                () -> !console.intake.list(Query.newest(1)).items().isEmpty()))
                .isTrue();
        // The next one has room.
        JsonNode report = null;
        for (int i = 0; i < 100 && report == null; i++) {
            Wire.Answer answer = post(line, "/api/v1/import", TYPE);
            report = answer.status() == 200 ? answer.json() : null;
            Thread.sleep(20);
        }
        assertThat(report).isNotNull();
    }

    @Test
    void aSilentClientIsGivenUp() throws IOException {
        console.close();
        HttpLimits limits =
                HttpLimits.USUAL.withTimes(
                        Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(200));
        console = new ConsoleFixture("127.0.0.1", limits, Set.of());
        try (Wire wire = new Wire(console.port)) {
            wire.send(
                    "POST /api/v1/import?format=jsonl HTTP/1.1\r\nHost: localhost:"
                            + console.port
                            + "\r\n"
                            + TYPE
                            + "\r\nContent-Length: 99\r\n\r\n{}\n");
            JsonNode report = wire.answer(false).json();
            assertThat(report.path("broken").asString()).startsWith("nothing was sent");
            assertThat(report.path("refused").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aSecondImportAtTheSameTimeIsToldToWait() throws IOException {
        try (Wire first = new Wire(console.port)) {
            first.send(
                    "POST /api/v1/import HTTP/1.1\r\nHost: localhost:"
                            + console.port
                            + "\r\n"
                            + TYPE
                            + "\r\nExpect: 100-continue\r\nContent-Length: 99\r\n\r\n");
            first.line();
            Wire.Answer second = post(new byte[0], "/api/v1/import", TYPE);
            assertThat(second.status()).isEqualTo(503);
            assertThat(second.header("retry-after")).isEqualTo("5");
        }
    }
}
