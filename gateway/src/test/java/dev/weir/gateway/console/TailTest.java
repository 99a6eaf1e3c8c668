package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

class TailTest {

    private static final JsonMapper JSON = new JsonMapper();

    private ConsoleFixture console;

    @BeforeEach
    void start() throws IOException {
        console = with(Duration.ofSeconds(15));
    }

    private static ConsoleFixture with(Duration comments) throws IOException {
        return new ConsoleFixture(
                "127.0.0.1", HttpLimits.USUAL.withTails(2, 32, comments), Set.of());
    }

    @AfterEach
    void stop() {
        console.close();
    }

    /** A tail's client. */
    private static final class Follower implements AutoCloseable {

        final Wire wire;
        private final StringBuilder text = new StringBuilder();

        Follower(int port) throws IOException {
            wire = new Wire(port);
            wire.send("GET /api/v1/tail HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n");
        }

        String begin() throws IOException {
            String status = wire.line();
            assertThat(wire.headers()).containsEntry("content-type", "text/event-stream");
            return status;
        }

        /** The next event or comment, without its empty line. */
        String event() throws IOException {
            int end = text.indexOf("\n\n");
            while (end < 0) {
                byte[] chunk = wire.chunk();
                if (chunk.length == 0) {
                    throw new EOFException("the tail ended");
                }
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.writeBytes(chunk);
                text.append(bytes.toString(StandardCharsets.UTF_8));
                end = text.indexOf("\n\n");
            }
            String event = text.substring(0, end);
            text.delete(0, end + 2);
            return event;
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    private static JsonNode data(String event) {
        return JSON.readTree(event.substring(event.indexOf("data: ") + 6));
    }

    @Test
    void eachExchangeIsToldWhenItIsOnTheArchive() throws Exception {
        console.put();
        try (Follower follower = new Follower(console.port)) {
            assertThat(follower.begin()).contains("200");
            assertThat(follower.event()).isEqualTo(": weir tail");
            for (int i = 0; i < 3; i++) {
                String id = console.put().id().toString();
                String event = follower.event();
                assertThat(event).startsWith("event: exchange\ndata: {");
                assertThat(data(event).path("id").asString()).isEqualTo(id);
            }
        }
    }

    @Test
    void aSilentTailIsKeptOpenByComments() throws Exception {
        console.close();
        console = with(Duration.ofMillis(50));
        try (Follower follower = new Follower(console.port)) {
            follower.begin();
            follower.event();
            assertThat(follower.event()).isEqualTo(": keep-alive");
            assertThat(follower.event()).isEqualTo(": keep-alive");
        }
    }

    @Test
    void aClientThatLeavesIsForgottenAtOnce() throws Exception {
        try (Follower follower = new Follower(console.port)) {
            follower.begin();
            follower.event();
            assertThat(console.archive.listeners()).isEqualTo(1);
        }
        assertThat(ConsoleFixture.soon(() -> console.archive.listeners() == 0)).isTrue();
    }

    @Test
    void aStalledReaderHoldsNobodyUpAndIsToldWhatItMissed() throws Exception {
        int sent = 20_000;
        try (Follower stalled = new Follower(console.port);
                Follower lively = new Follower(console.port)) {
            stalled.begin();
            lively.begin();
            lively.event();
            assertThat(ConsoleFixture.soon(() -> console.archive.listeners() == 2)).isTrue();
            Samples.Wish wish = new Samples.Wish();
            wish.target = "/anthropic/v1/messages?pad=" + "x".repeat(1_000);
            wish.request = Headers.of("a", "b");
            long slowest = 0;
            int heard = 0;
            for (int i = 0; i < sent; i++) {
                var exchange = console.samples.make(wish);
                long before = System.nanoTime();
                console.archive.put(exchange, new byte[2], new byte[2]);
                slowest = Math.max(slowest, System.nanoTime() - before);
                if (i % 1_000 == 999) {
                    // Read on until this one, or a word that it was left out.
                    boolean there = false;
                    while (!there) {
                        String event = lively.event();
                        there = event.contains(exchange.id().toString());
                        if (event.startsWith("event: dropped")) {
                            there = data(event).path("dropped").asInt() > 0;
                        }
                        heard++;
                    }
                }
            }
            assertThat(heard).isGreaterThan(0);
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(3));

            int told = 0;
            int dropped = 0;
            stalled.event();
            while (told + dropped < sent) {
                String event = stalled.event();
                if (event.startsWith("event: dropped")) {
                    dropped += data(event).path("dropped").asInt();
                } else {
                    told++;
                }
            }
            assertThat(told).isPositive();
            assertThat(dropped).isPositive();
            assertThat(told + dropped).isEqualTo(sent);
            assertThat(console.metrics.counter("weir.tail.dropped").count())
                    .isGreaterThanOrEqualTo(dropped);
        }
    }

    @Test
    void thereAreOnlySoManyTails() throws Exception {
        try (Follower first = new Follower(console.port);
                Follower second = new Follower(console.port)) {
            first.begin();
            second.begin();
            Wire.Answer third = console.get("/api/v1/tail");
            assertThat(third.status()).isEqualTo(503);
            assertThat(third.errorCode()).isEqualTo("overloaded");
            assertThat(third.header("retry-after")).isEqualTo("1");
            assertThat(console.get("/livez").status()).isEqualTo(200);
        }
    }

    @Test
    void closingEndsTailsCleanlyAndSoon() throws Exception {
        try (Follower follower = new Follower(console.port)) {
            follower.begin();
            follower.event();
            long before = System.nanoTime();
            console.close();
            assertThat(follower.wire.chunk()).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void headOfATailEnds() throws Exception {
        assertThat(Wire.ask(console.port, "HEAD", "/api/v1/tail").status()).isEqualTo(200);
        assertThat(ConsoleFixture.soon(() -> console.archive.listeners() == 0)).isTrue();
    }
}
