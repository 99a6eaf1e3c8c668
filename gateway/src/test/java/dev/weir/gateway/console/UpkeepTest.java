package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.derived.Repricing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

class UpkeepTest {

    private ConsoleFixture console;

    @SuppressWarnings("NullAway.Init")
    UpkeepTest() {}

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.derived.deriving.countDown();
        console.close();
    }

    private JsonNode state() {
        try {
            return console.get("/api/v1/derive").json();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean ended(String state) throws InterruptedException {
        return ConsoleFixture.soon(() -> state().path("state").asString().equals(state));
    }

    @Test
    void derivingIsStartedFollowedAndRefusedASecondTime() throws Exception {
        assertThat(state().path("state").asString()).isEqualTo("idle");
        console.derived.deriving = new CountDownLatch(1);
        Wire.Answer started = Wire.post(console.port, "/api/v1/derive", "");
        assertThat(started.status()).isEqualTo(202);
        assertThat(started.json().path("what").asString()).isEqualTo("derive");
        assertThat(ConsoleFixture.soon(() -> state().path("done").asLong() == 2)).isTrue();
        for (String path : new String[] {"/api/v1/derive", "/api/v1/reprice"}) {
            Wire.Answer second = Wire.post(console.port, path, "");
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.json().path("error").path("code").asString())
                    .isEqualTo("already_running");
        }
        console.derived.deriving.countDown();
        assertThat(ended("done")).isTrue();
        assertThat(state().path("done").asLong()).isEqualTo(3);
        assertThat(console.derived.repricings).isEmpty();
    }

    @Test
    void aFailureIsToldAndCanBeTriedAgain() throws Exception {
        console.derived.broken = true;
        Wire.post(console.port, "/api/v1/derive", "");
        assertThat(ended("failed")).isTrue();
        assertThat(state().path("message").asString()).isEqualTo("the disk is full");
        console.derived.broken = false;
        assertThat(Wire.post(console.port, "/api/v1/derive", "").status()).isEqualTo(202);
        assertThat(ended("done")).isTrue();
    }

    @Test
    void pricingAgainSaysWhatChanged() throws Exception {
        Wire.post(console.port, "/api/v1/reprice?since=2026-11-01T00:00:00Z&dryRun=true", "");
        assertThat(ended("done")).isTrue();
        assertThat(console.derived.repricings)
                .containsExactly(new Repricing(Instant.parse("2026-11-01T00:00:00Z"), null, true));
        assertThat(state().path("dryRun").asBoolean()).isTrue();
        assertThat(state().path("result").toString())
                .isEqualTo(
                        "{\"rows\":2,\"changed\":1,\"unpricedBefore\":1,\"unpricedAfter\":0,"
                                + "\"usdBefore\":\"0.0045\",\"usdAfter\":\"0.006\",\"usdMore\":\"0.0015\"}");
    }

    @Test
    void aFormOfAPageCannotStartIt() throws Exception {
        assertThat(
                        Wire.ask(
                                        console.port,
                                        "POST",
                                        "/api/v1/derive",
                                        "Content-Type: text/plain",
                                        "Content-Length: 0")
                                .status())
                .isEqualTo(400);
        assertThat(Wire.ask(console.port, "POST", "/api/v1/reprice", "Content-Length: 0").status())
                .isEqualTo(400);
        assertThat(state().path("state").asString()).isEqualTo("idle");
    }
}
