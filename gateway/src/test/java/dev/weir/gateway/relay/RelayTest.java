package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.EndReason;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.capture.RecordedCall;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.Script;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class RelayTest {

    private RelayRig rig = new RelayRig();

    RelayTest() throws Exception {}

    @BeforeEach
    void freshRig() throws Exception {
        rig.close();
        rig = new RelayRig();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aRequestAndItsAnswerPassUnchangedAndAreRecorded() throws Exception {
        rig.provider.always(Scripts.json(200, "{\"ok\":true}"));
        try (RawClient client = rig.client()) {
            client.post(
                    "/openai/v1/chat/completions?a=%20b",
                    "X-Odd-CASE: 1\r\nx-odd-case: 2\r\n", "{\"model\":\"m\"}");
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Bytes.of("{\"ok\":true}"));
            assertThat(answer.weirError()).isEmpty();
        }
        Received received = rig.provider.awaitReceived(1, RelayRig.SOON).getFirst();
        assertThat(received.head().target()).isEqualTo("/v1/chat/completions?a=%20b");
        assertThat(received.body()).isEqualTo(Bytes.of("{\"model\":\"m\"}"));
        assertThat(received.head().headers().all("x-odd-case")).containsExactly("1", "2");
        assertThat(received.head().raw().text()).contains("X-Odd-CASE: 1");
        RecordedCall call = rig.recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.COMPLETE);
        assertThat(rig.recorder.violations()).isEmpty();
    }

    @Test
    void trafficIsHeldBackWhileRoomToRecordInIsBeingMadeButNotForLong() throws Exception {
        rig.provider.always(Scripts.json(200, "{}"));
        rig.recorder.shortOfRoom(true);
        String body = "x".repeat(4 << 20);
        long start = System.nanoTime();
        try (RawClient client = rig.client()) {
            client.post("/v1/messages", "", body);
            assertThat(client.answer().status()).isEqualTo(200);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isBetween(Duration.ofMillis(1_800), Duration.ofSeconds(5));
        RecordedCall call = rig.recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.COMPLETE);
        assertThat(call.requestBody().length()).isEqualTo(body.length());
        assertThat(rig.metrics.counter("weir.capture.waits").count()).isEqualTo(1);
    }

    @Test
    void trafficGoesOnAtOnceWhenRoomToRecordInWasMade() throws Exception {
        rig.provider.always(Scripts.json(200, "{}"));
        rig.recorder.shortOfRoom(true);
        long start = System.nanoTime();
        try (RawClient client = rig.client()) {
            client.post("/v1/messages", "", "x".repeat(100 << 10));
            Thread.sleep(300);
            rig.recorder.shortOfRoom(false);
            rig.tellOfRoom();
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void connectionsAreUsedAgainOnBothSides() throws Exception {
        rig.provider.always(Scripts.json(200, "{}"));
        try (RawClient client = rig.client()) {
            for (int i = 0; i < 20; i++) {
                client.post("/v1/messages", "", "{\"i\":" + i + "}");
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
        assertThat(rig.provider.connections()).isEqualTo(1);
        List<RecordedCall> calls = rig.recorder.awaitFinished(20, RelayRig.SOON);
        assertThat(calls).allMatch(call -> call.over().end() == EndReason.COMPLETE);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        rig.provider.always(
                call -> {
                    Bytes body = call.body().rest();
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n");
                    call.send(body);
                });
        try (RawClient client = rig.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 5; i++) {
                all.append("POST /v1/responses HTTP/1.1\r\nHost: 127.0.0.1:")
                        .append(rig.port())
                        .append("\r\nContent-Length: 3\r\n\r\nn=")
                        .append(i);
            }
            client.send(all.toString());
            for (int i = 0; i < 5; i++) {
                assertThat(client.answer().body()).isEqualTo(Bytes.of("n=" + i));
            }
        }
    }

    @Test
    void aStreamPassesPieceByPieceAsItArrives() throws Exception {
        rig.provider.always(
                Scripts.events(
                        List.of("data: 1\n\n", "data: 2\n\n", "data: [DONE]\n\n"),
                        Duration.ofMillis(40)));
        try (RawClient client = rig.client()) {
            client.post("/v1/chat/completions", "", "{}");
            Answer answer = client.answer();
            assertThat(answer.chunkSizes()).containsExactly(9, 9, 14, 0);
            assertThat(answer.body().text()).isEqualTo("data: 1\n\ndata: 2\n\ndata: [DONE]\n\n");
        }
        assertThat(rig.recorder.awaitOne(RelayRig.SOON).over().end()).isEqualTo(EndReason.COMPLETE);
    }

    @Test
    void aDeadPooledConnectionIsReplacedOnceAndOnRecord() throws Exception {
        rig.provider.next(
                Scripts.json(200, "{}"), Scripts.closeAtOnce(), Scripts.json(200, "{\"again\":1}"));
        try (RawClient client = rig.client()) {
            client.post("/v1/messages", "", "{}");
            assertThat(client.answer().status()).isEqualTo(200);
            client.post("/v1/messages", "", "{\"second\":true}");
            assertThat(client.answer().body()).isEqualTo(Bytes.of("{\"again\":1}"));
        }
        RecordedCall call = rig.recorder.awaitFinished(2, RelayRig.SOON).getLast();
        assertThat(call.over().attempts()).isEqualTo(2);
        assertThat(call.over().changes())
                .extracting(Change::kind)
                .containsExactly(Change.Kind.RESENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 2097152", "Transfer-Encoding: chunked"})
    void aBodyThatCannotBeKeptForARepeatDoesNotRiskAPooledConnection(String framing)
            throws Exception {
        rig.provider.next(Scripts.json(200, "{}"), dyingIfReused(1), dyingIfReused(1));
        Bytes large = Bytes.of("x".repeat(2 << 20));
        boolean chunked = framing.contains("chunked");
        try (RawClient client = rig.client()) {
            client.post("/v1/messages", "", "{}");
            assertThat(client.answer().status()).isEqualTo(200);
            client.send(
                    "POST /v1/messages HTTP/1.1\r\nHost: localhost:"
                            + rig.port()
                            + "\r\n"
                            + framing
                            + "\r\n\r\n"
                            + (chunked ? "200000\r\n" : ""));
            client.send(large);
            client.send(chunked ? "\r\n0\r\n\r\n" : "");
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(rig.provider.received().getLast().body()).isEqualTo(large);
        assertThat(rig.recorder.awaitFinished(2, RelayRig.SOON).getLast().over().attempts())
                .isEqualTo(1);
        assertThat(rig.provider.awaitEnd(1, RelayRig.SOON))
                .as("the unused connection makes room")
                .isEqualTo(Ended.CLOSED);
    }

    /** Dies in the upload where it comes on that connection, and answers on any other. */
    private static Script dyingIfReused(int connection) {
        return call -> {
            if (call.connection() == connection) {
                call.body().upTo(1);
                call.reset();
            } else {
                call.body().rest();
                call.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost\r\nno colon\r\n\r\n",
                "Host: localhost\r\nHost: localhost\r\n\r\n",
                "Host: localhost\r\nContent-Length: x\r\n\r\n",
                "Host: localhost\r\nX: a\n\r\n",
            })
    void aMalformedHeadWithARequestLineIsAnExchangeOnRecord(String rest) throws Exception {
        try (RawClient client = rig.client()) {
            Answer answer =
                    client.send(
                                    "POST /v1/messages?key=geheim HTTP/1.1\r\n"
                                            + rest
                                            + "GET / HTTP/1.1")
                            .answer();
            assertThat(answer.status()).isEqualTo(400);
            RecordedCall call = rig.recorder.awaitOne(RelayRig.SOON);
            assertThat(answer.headers().first("x-request-id"))
                    .isEqualTo(call.opening().id().toString());
            assertThat(call.opening().request().method()).isEqualTo("POST");
            assertThat(call.opening().request().target())
                    .startsWith("/v1/messages?key=[credential");
            assertThat(call.over().errorCode()).isEqualTo("bad_request");
            assertThat(call.over().end()).isEqualTo(EndReason.REFUSED_POLICY);
            assertThat(client.awaitEnd(RelayRig.SOON)).isEqualTo(Ended.CLOSED);
        }
        assertThat(rig.recorder.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /\r\n\r\n", "hello\r\n\r\nGET / HTTP/1.1\r\n\r\n", "G\n"})
    void whatHasNoRequestLineIsCountedAndAnsweredWithAnId(String bytes) throws Exception {
        try (RawClient client = rig.client()) {
            Answer answer = client.send(bytes).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers().first("x-request-id")).isNotEmpty();
            assertThat(answer.headers().first("connection")).isEqualTo("close");
        }
        assertThat(rig.metrics.counter("weir.malformed.heads").count()).isEqualTo(1);
        assertThat(rig.recorder.calls()).isEmpty();
    }

    @Test
    void anUnreachableProviderIsA502InTheDialectsShape() throws Exception {
        rig.provider.close();
        try (RawClient client = rig.client()) {
            client.post("/anthropic/v1/messages", "", "{}");
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.weirError()).isEqualTo("upstream_unreachable");
            assertThat(answer.body().text())
                    .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"api_error\"");
        }
        assertThat(rig.recorder.awaitOne(RelayRig.SOON).over().end())
                .isEqualTo(EndReason.CONNECT_FAILED);
    }

    @Test
    void aClientThatLeavesCancelsTheProvider() throws Exception {
        rig.provider.always(
                Scripts.stall(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"));
        try (RawClient client = rig.client()) {
            client.post("/v1/messages", "", "{}");
            assertThat(client.head().status()).isEqualTo(200);
        }
        assertThat(rig.provider.awaitEnd(1, Duration.ofSeconds(1)))
                .isNotEqualTo(dev.weir.testkit.wire.Ended.NOT_YET);
        assertThat(rig.provider.openConnections()).isZero();
        assertThat(rig.recorder.awaitOne(RelayRig.SOON).over().end())
                .isEqualTo(EndReason.CLIENT_CANCEL);
    }
}
