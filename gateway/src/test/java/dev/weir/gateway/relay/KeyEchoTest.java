package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Change;
import dev.weir.core.vault.KeyField;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.capture.RecordedCall;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Providers that say the key which Weir has sent them. */
class KeyEchoTest {

    private static final String KEY = RulesBench.PROVIDER_KEY;
    private static final String MASK = "[redacted]" + "*".repeat(KEY.length() - 10);

    private final RulesBench bench;

    KeyEchoTest() throws IOException {
        bench = new RulesBench();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void anErrorThatNamesTheKeyReachesNobodyWithIt() throws Exception {
        bench.provider.always(
                Scripts.json(400, "{\"error\":\"bad key " + KEY + " given, " + KEY + "\"}"));
        Answer answer = bench.post("", "{\"model\":\"m\"}");
        assertThat(answer.body())
                .isEqualTo(Bytes.of("{\"error\":\"bad key " + MASK + " given, " + MASK + "\"}"));
        RecordedCall call = recorded(answer);
        assertThat(call.responseBody()).isEqualTo(answer.body());
        assertThat(call.over().changes()).contains(new Change(Change.Kind.KEY_MASKED, "body"));
        assertThat(bench.rig().metrics.get("weir.key.echoes").counter().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void aCompressedErrorThatNamesTheKeyGoesOnWithoutItAndWithoutItsCoding(String coding)
            throws Exception {
        String body = "{\"error\":\"bad key " + KEY + " given\"}";
        bench.provider.always(
                Scripts.answer(
                        401,
                        "Content-Type: application/json\r\nContent-Encoding: " + coding + "\r\n",
                        Bytes.of(RedactionOnRecordTest.coded(coding, body))));
        try (RawClient client = bench.rig().client()) {
            for (int i = 0; i < 2; i++) {
                client.post("/v1/messages", RulesBench.auth(), "{\"model\":\"m\"}");
                Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.headers().contains("content-encoding")).isFalse();
                assertThat(answer.body()).isEqualTo(Bytes.of(body.replace(KEY, MASK)));
                RecordedCall call = recorded(answer);
                assertThat(call.responseBody()).isEqualTo(answer.body());
                assertThat(call.over().changes())
                        .contains(
                                new Change(Change.Kind.KEY_MASKED, "body"),
                                new Change(
                                        Change.Kind.RESPONSE_FIELD_WITHHELD, "content-encoding"));
            }
        }
    }

    @Test
    void aCompressedErrorWithoutTheKeyPassesAsItIs() throws Exception {
        byte[] small = RedactionOnRecordTest.coded("gzip", "{\"error\":\"no\"}");
        byte[] large = new byte[HeldError.MOST + 10];
        new Random(3).nextBytes(large);
        for (byte[] body : List.of(small, large)) {
            bench.provider.next(Scripts.answer(400, "Content-Encoding: gzip\r\n", Bytes.of(body)));
            Answer answer = bench.post("", "{\"model\":\"m\"}");
            assertThat(answer.headers().first("content-encoding")).isEqualTo("gzip");
            assertThat(answer.body()).isEqualTo(Bytes.of(body));
        }
        bench.rig().recorder.awaitFinished(2, RelayRig.SOON);
        assertThat(bench.rig().recorder.violations()).isEmpty();
    }

    /** What is held is not lost where more comes than is held. */
    @Test
    void aCompressedErrorOfUnknownLengthThatGrowsPassesAsItIs() throws Exception {
        String piece = "x".repeat(30_000);
        bench.provider.always(
                Scripts.chunked(
                        400,
                        "Content-Encoding: gzip\r\n",
                        List.of(piece, piece, piece),
                        Duration.ofMillis(5),
                        ""));
        Answer answer = bench.post("", "{\"model\":\"m\"}");
        assertThat(answer.body()).isEqualTo(Bytes.of(piece.repeat(3)));
        assertThat(bench.rig().recorder.awaitOne(RelayRig.SOON).responseBody())
                .isEqualTo(answer.body());
        assertThat(bench.rig().recorder.violations()).isEmpty();
    }

    @Test
    void aFieldThatHoldsTheKeyIsMasked() throws Exception {
        bench.provider.always(
                Scripts.answer(
                        200,
                        "X-Seen: key=" + KEY + ";\r\nContent-Type: application/json\r\n",
                        Bytes.of("{}")));
        Answer answer = bench.post("", "{\"model\":\"m\"}");
        assertThat(answer.headers().first("x-seen")).isEqualTo("key=[redacted];");
        RecordedCall call = recorded(answer);
        assertThat(call.over().changes()).contains(new Change(Change.Kind.KEY_MASKED, "x-seen"));
    }

    @Test
    void aKeyCutInTheMiddleOfAnEventIsMaskedAtEveryCut() throws Exception {
        String event = "data: {\"text\":\"it was " + KEY + " I think\"}\n\n";
        for (int cut = event.indexOf(KEY); cut <= event.indexOf(KEY) + KEY.length(); cut += 3) {
            bench.provider.next(
                    Scripts.events(
                            List.of(
                                    event.substring(0, cut),
                                    event.substring(cut),
                                    "data: done\n\n"),
                            Duration.ofMillis(15)));
            Answer answer = bench.post("", "{\"model\":\"m\",\"stream\":true}");
            assertThat(answer.body())
                    .isEqualTo(Bytes.of(event.replace(KEY, MASK) + "data: done\n\n"));
        }
        for (RecordedCall call : bench.rig().recorder.awaitFinished(8, RelayRig.SOON)) {
            assertThat(call.responseBody().text()).doesNotContain("canary").contains("done");
        }
    }

    @Test
    void anAnswerThatOnlyBeginsLikeTheKeyIsWhole() throws Exception {
        String body = "it ends with " + KEY.substring(0, 9);
        bench.provider.always(Scripts.json(200, body));
        Answer answer = bench.post("", "{\"model\":\"m\"}");
        assertThat(answer.body()).isEqualTo(Bytes.of(body));
        assertThat(recorded(answer).responseBody()).isEqualTo(Bytes.of(body));
    }

    @Test
    void aTrailerThatHoldsTheKeyIsMasked() throws Exception {
        bench.provider.always(
                Scripts.chunked(
                        200,
                        "Content-Type: text/plain\r\n",
                        List.of("x"),
                        Duration.ZERO,
                        "x-last: " + KEY + "\r\n"));
        Answer answer = bench.post("", "{\"model\":\"m\"}");
        recorded(answer);
    }

    @Test
    void inAFieldOfItsOwnTheKeyReplacesWhatTheCallerSentAndNeitherIsOnRecord() throws Exception {
        bench.field = KeyField.named("x-corp-auth");
        Answer answer = bench.post("X-Corp-Auth: callers-own-canary-77\r\n", "{\"model\":\"m\"}");
        assertThat(answer.status()).isEqualTo(200);
        Received received = bench.provider.received().getFirst();
        assertThat(received.head().headers().all("x-corp-auth")).containsExactly(KEY);
        RecordedCall call = recorded(answer);
        assertThat(call.opening().request().headers().first("x-corp-auth"))
                .startsWith("[credential sha256:");
    }

    /** The call on record, in which nothing of the key is. */
    private RecordedCall recorded(Answer answer) throws Exception {
        RecordedCall call = bench.rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(bench.rig().recorder.violations()).isEmpty();
        assertThat(answer.toString() + answer.body().text()).doesNotContain("canary");
        assertThat(call.toString() + call.responseBody().text() + call.opening())
                .doesNotContain("canary");
        return call;
    }
}
