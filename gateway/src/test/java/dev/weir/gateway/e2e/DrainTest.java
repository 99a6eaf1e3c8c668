package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;

/** SIGTERM in the middle of streams. */
class DrainTest {

    private static final String SSE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir private Path directory;

    @Test
    void aStreamThatEndsInTimeIsWholeAndNothingNewIsTaken() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start();
                ChildWeir weir = ChildWeir.start(settings(provider, "20s"));
                Console console = weir.console();
                RawClient kept = RawClient.connect(weir.proxyPort());
                RawClient streaming = RawClient.connect(weir.proxyPort())) {
            provider.next(Scripts.json(200, "{}"));
            assertThat(kept.post("/p/v1/x", "", "{}").answer().status()).isEqualTo(200);
            provider.next(
                    call -> {
                        call.body().rest();
                        call.send(SSE).chunk("data: 1\n\n").pause(Duration.ofSeconds(2));
                        call.chunk("data: 2\n\n").lastChunk("");
                    });
            var body =
                    streaming
                            .post("/p/v1/x", "x-weir-tag: case=stream\r\n", "{}")
                            .body(streaming.head());
            body.upTo(9);
            assertThat(console.get("/readyz").status()).isEqualTo(200);
            // An idle connection is closed soon; one that has begun to ask gets an answer.
            kept.send("POST /p/v1/x HTTP/1.1\r\nHost: 127.0.0.1\r\n");

            weir.terminate();
            awaitNotReady(console);

            Answer refused = kept.send("Content-Length: 2\r\n\r\n{}").answer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.weirError()).isEqualTo("draining");
            assertThat(kept.awaitEnd(SOON)).isEqualTo(Ended.CLOSED);
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> RawClient.connect(weir.proxyPort()))
                    .isInstanceOf(ConnectException.class);
            assertThat(body.rest()).isEqualTo(Bytes.of("data: 1\n\ndata: 2\n\n"));
            assertThat(body.ended()).isEqualTo(Ended.WHOLE);
            assertThat(weir.awaitExit(SOON)).isZero();
        }
        assertThat(recordAfterRestart().path("endReason").asString()).isEqualTo("complete");
    }

    @Test
    void aStreamThatGoesOnTooLongIsBrokenOffAndSaidSo() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start();
                ChildWeir weir = ChildWeir.start(settings(provider, "1s"));
                RawClient streaming = RawClient.connect(weir.proxyPort())) {
            provider.next(Scripts.stall(SSE + "9\r\ndata: 1\n\n\r\n"));
            var body =
                    streaming
                            .post("/p/v1/x", "x-weir-tag: case=stream\r\n", "{}")
                            .body(streaming.head());
            body.upTo(9);
            weir.terminate();
            assertThat(body.rest().latin1()).startsWith("data: 1\n\n");
            assertThat(body.ended()).isIn(Ended.CLOSED, Ended.RESET);
            assertThat(weir.awaitExit(SOON)).isZero();
        }
        JsonNode record = recordAfterRestart();
        assertThat(record.path("endReason").asString()).isEqualTo("gateway_drain");
        assertThat(record.path("outcome").asString()).isEqualTo("interrupted");
        assertThat(record.path("responseBytes").asInt()).isEqualTo(9);
    }

    private static void awaitNotReady(Console console) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        while (console.get("/readyz").status() != 503) {
            assertThat(System.nanoTime()).as("readiness goes at once").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    private Settings settings(ScriptedProvider provider, String drain) {
        return Settings.in(directory.resolve("data"))
                .provider("p", provider.url())
                .set("timeouts.drain", drain);
    }

    private JsonNode recordAfterRestart() throws Exception {
        try (ChildWeir weir = ChildWeir.start(Settings.in(directory.resolve("data")));
                Console console = weir.console()) {
            return console.awaitCase("stream");
        }
    }
}
