package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.rules.Policy;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.capture.RecordedCall;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** What policies want redacted passes untouched, and is nowhere in what the recorder is told. */
class RedactionOnRecordTest {

    private static final String KEY = "AK" + "IA" + "Q3EGTXZ5LMNVB7YH";
    private static final String MASK = "[redacted:aws_access_key]";
    private static final String RULES = "{\"kinds\":[\"secrets\",\"email\"]}";
    private static final Change FOUND =
            new Change(Change.Kind.REDACTED_ON_RECORD, "aws_access_key");

    private final RulesBench bench;

    RedactionOnRecordTest() throws IOException {
        bench = new RulesBench();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void theRequestPassesAsItIsAndIsKeptWithoutWhatWasFound() throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        String body = "{\"model\":\"m\",\"text\":\"use " + KEY + " now\"}";
        assertThat(bench.post("x-note: mail ada@example.org now\r\n", body).status())
                .isEqualTo(200);
        assertThat(bench.provider.received().getFirst().body()).isEqualTo(Bytes.of(body));
        RecordedCall call = recorded();
        assertThat(call.requestBody()).isEqualTo(Bytes.of(body.replace(KEY, MASK)));
        assertThat(call.opening().request().headers().first("x-note"))
                .isEqualTo("mail [redacted:email] now");
        assertThat(call.over().changes())
                .contains(FOUND, new Change(Change.Kind.REDACTED_ON_RECORD, "email"));
        assertThat(Objects.requireNonNull(call.over().gateway()).rulings())
                .contains(
                        new Ruling(
                                "policy:no keys",
                                3,
                                "redacted",
                                "aws_access_key: 1 in the request"));
        assertThat(
                        bench.rig()
                                .metrics
                                .get("weir.redactions")
                                .tag("where", "record")
                                .tag("kind", "aws_access_key")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void theQueryIsKeptWithoutWhatWasFound() throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        bench.post("/v1/messages?who=ada@example.org&x=1", "", "{\"model\":\"m\"}");
        assertThat(bench.provider.received().getFirst().head().target())
                .isEqualTo("/v1/messages?who=ada@example.org&x=1");
        assertThat(recorded().opening().request().target())
                .isEqualTo("/v1/messages?who=[redacted:email]&x=1");
    }

    @Test
    void aFindAcrossChunksIsFoundAndTheChunksKeepTheirTimes() throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        List<String> pieces =
                List.of(
                        "the key is " + KEY.substring(0, 7),
                        KEY.substring(7, 12),
                        KEY.substring(12) + " so",
                        " what");
        bench.provider.always(
                Scripts.chunked(
                        200, "Content-Type: text/plain\r\n", pieces, Duration.ofMillis(60), ""));
        Answer answer = bench.post("", "{\"model\":\"m\"}");
        assertThat(answer.body()).isEqualTo(Bytes.of(String.join("", pieces)));
        RecordedCall call = recorded();
        assertThat(call.responseBody()).isEqualTo(Bytes.of("the key is " + MASK + " so what"));
        List<Chunk> chunks = merged(call.responseChunks());
        assertThat(chunks.stream().map(Chunk::length).toList())
                .isEqualTo(
                        List.of(("the key is " + MASK).length(), " so".length(), " what".length()));
        // The piece in the middle is all part of the find; its time is not there any more.
        assertThat(chunks.get(1).nanos() - chunks.get(0).nanos()).isGreaterThan(100_000_000);
        assertThat(chunks.get(2).nanos() - chunks.get(1).nanos()).isGreaterThan(40_000_000);
    }

    @Test
    void aFindAcrossEventsIsFoundAndEveryEventReachesTheClientAtOnce() throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        List<String> events = new ArrayList<>();
        for (String text : List.of("it is " + KEY.substring(0, 6), KEY.substring(6), ", ok?")) {
            events.add(
                    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                            + "\"delta\":{\"type\":\"text_delta\",\"text\":\""
                            + text
                            + "\"}}\n\n");
        }
        bench.provider.always(Scripts.events(events, Duration.ofMillis(30)));
        Answer answer = bench.post("", "{\"model\":\"m\",\"stream\":true}");
        assertThat(answer.body()).isEqualTo(Bytes.of(String.join("", events)));
        RecordedCall call = recorded();
        assertThat(call.responseBody().text())
                .contains("\"text\":\"it is " + MASK + "\"")
                .contains("\"text\":\"\"")
                .contains("\"text\":\", ok?\"")
                .doesNotContain(KEY.substring(6));
        assertThat(merged(call.responseChunks())).hasSizeGreaterThanOrEqualTo(3);
        assertThat(call.over().changes()).contains(FOUND);
    }

    @Test
    void aStreamThatBreaksOffIsKeptUpToItsEndWithoutWhatWasFound() throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        bench.provider.always(
                Scripts.rawThenReset(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 900\r\n\r\nsay "
                                + KEY));
        bench.post("", "{\"model\":\"m\"}");
        assertThat(recorded().responseBody()).isEqualTo(Bytes.of("say " + MASK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void aCodedAnswerIsKeptDecodedAndWithoutWhatWasFound(String coding) throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        String text = "{\"key\": \"" + KEY + "\", \"rest\": \"" + "r".repeat(5_000) + "\"}";
        Bytes coded = Bytes.of(coded(coding, text));
        bench.provider.always(
                Scripts.answer(
                        200,
                        "Content-Type: application/json\r\nContent-Encoding: " + coding + "\r\n",
                        coded));
        Answer answer = bench.post("accept-encoding: " + coding + "\r\n", "{\"model\":\"m\"}");
        assertThat(answer.body()).isEqualTo(coded);
        assertThat(answer.headers().first("content-encoding")).isEqualTo(coding);
        RecordedCall call = recorded();
        assertThat(call.responseBody()).isEqualTo(Bytes.of(text.replace(KEY, MASK)));
        assertThat(Objects.requireNonNull(call.response()).headers().first("content-encoding"))
                .isNull();
        assertThat(call.over().changes())
                .contains(FOUND, new Change(Change.Kind.DECODED_ON_RECORD, "response " + coding));
    }

    @Test
    void aCodedRequestIsKeptDecodedAndPassesAsItIs() throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        byte[] coded = coded("zstd", "{\"k\":\"" + KEY + "\"}");
        try (RawClient client = bench.rig().client()) {
            client.send(head(coded.length, "content-encoding: zstd\r\n"));
            client.send(Bytes.of(coded));
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(bench.provider.received().getFirst().body()).isEqualTo(Bytes.of(coded));
        RecordedCall call = recorded();
        assertThat(call.requestBody()).isEqualTo(Bytes.of("{\"k\":\"" + MASK + "\"}"));
        assertThat(call.opening().request().headers().contains("content-encoding")).isFalse();
        assertThat(call.opening().changes())
                .contains(new Change(Change.Kind.DECODED_ON_RECORD, "request zstd"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json\r\nContent-Encoding: snappy\r\n",
                "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
                "Content-Type: application/vnd.amazon.eventstream\r\n"
            })
    void whatCannotBeReadIsNotKept(String fields) throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        Bytes body = Bytes.of("no gzip: " + KEY);
        bench.provider.always(Scripts.answer(200, fields, body));
        assertThat(bench.post("", "{\"model\":\"m\"}").body()).isEqualTo(body);
        RecordedCall call = recorded();
        assertThat(call.responseBody().length()).isZero();
        assertThat(call.responseLeftOut()).isEqualTo(body.length());
    }

    @Test
    void theEditOfAModelIsPlacedInTheBodyThatIsKept() throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        bench.route("fast", "claude-haiku-4-5");
        String body = "{\"a\":\"" + KEY + "\",\"model\":\"fast\",\"b\":\"" + KEY + "\"}";
        assertThat(bench.post("", body).status()).isEqualTo(200);
        assertThat(bench.provider.received().getFirst().body())
                .isEqualTo(Bytes.of(body.replace("fast", "claude-haiku-4-5")));
        RecordedCall call = recorded();
        String kept = call.requestBody().text();
        assertThat(kept).isEqualTo(body.replace(KEY, MASK));
        Edit edit = Objects.requireNonNull(call.over().gateway()).edits().getFirst();
        assertThat(kept.substring((int) edit.offset(), (int) edit.offset() + edit.length()))
                .isEqualTo("fast");
    }

    @Test
    void aDryRunOnlySaysWhatItWouldHaveDone() throws Exception {
        bench.redact("trial", Policy.Mode.DRY_RUN, RULES);
        String body = "{\"model\":\"m\",\"text\":\"" + KEY + "\"}";
        Answer answer = bench.post("", body);
        assertThat(answer.headers().contains("x-weir-warning")).isFalse();
        RecordedCall call = recorded();
        assertThat(call.requestBody()).isEqualTo(Bytes.of(body));
        assertThat(call.over().changes()).doesNotContain(FOUND);
        assertThat(Objects.requireNonNull(call.over().gateway()).rulings())
                .containsExactly(
                        new Ruling(
                                "policy:trial",
                                3,
                                "would_redact",
                                "aws_access_key: 1 in the request"));
    }

    @Test
    void aWarningReachesTheCallerAndTheRecord() throws Exception {
        bench.redact("careful", Policy.Mode.ENFORCE, "{\"mode\":\"warn\"}");
        String body = "{\"model\":\"m\",\"text\":\"" + KEY + "\"}";
        Answer answer = bench.post("", body);
        assertThat(answer.headers().first("x-weir-warning"))
                .isEqualTo("careful: aws_access_key: 1 in the request");
        RecordedCall call = recorded();
        assertThat(call.requestBody()).isEqualTo(Bytes.of(body));
        assertThat(Objects.requireNonNull(call.over().gateway()).rulings().getFirst().effect())
                .isEqualTo("warned");
    }

    /** The loop reads it in turns; the answer ends for the client when its record is whole. */
    @Test
    void aLargeCompressedAnswerIsKeptWholeAndPassesAsItIs() throws Exception {
        bench.redact("no keys", Policy.Mode.ENFORCE, RULES);
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 3 << 20; i++) {
            text.append("line ").append(i).append(" of a text that says the same again\n");
        }
        text.append(KEY);
        byte[] coded = coded("gzip", text.toString());
        bench.provider.always(
                Scripts.answer(
                        200,
                        "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n",
                        Bytes.of(coded)));
        Answer answer = bench.post("", "{\"model\":\"m\"}");
        assertThat(answer.body()).isEqualTo(Bytes.of(coded));
        RecordedCall call = recorded();
        assertThat(call.responseBody()).isEqualTo(Bytes.of(text.toString().replace(KEY, MASK)));
        assertThat(call.over().changes()).contains(FOUND);
    }

    @Test
    void whereTheRulesAreMissingNoBodyIsKept() throws Exception {
        bench.policies.add(
                RulesBench.policy("lost", Policy.Mode.ENFORCE, CaptureMode.FULL, "not there"));
        bench.post("", "{\"model\":\"m\",\"text\":\"" + KEY + "\"}");
        assertThat(recorded().opening().mode()).isEqualTo(CaptureMode.METADATA);
    }

    private RecordedCall recorded() throws Exception {
        RecordedCall call = bench.rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(bench.rig().recorder.violations()).isEmpty();
        return call;
    }

    private String head(int length, String fields) throws IOException {
        return "POST /v1/messages HTTP/1.1\r\nHost: localhost:"
                + bench.rig().port()
                + "\r\n"
                + RulesBench.auth()
                + fields
                + "Content-Length: "
                + length
                + "\r\n\r\n";
    }

    private static List<Chunk> merged(List<Chunk> chunks) {
        List<Chunk> merged = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (!merged.isEmpty() && merged.getLast().nanos() == chunk.nanos()) {
                Chunk last = merged.removeLast();
                merged.add(new Chunk(chunk.nanos(), last.length() + chunk.length()));
            } else {
                merged.add(chunk);
            }
        }
        return merged;
    }

    static byte[] coded(String coding, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (coding) {
            case "zstd" -> out.writeBytes(Zstd.compress(bytes));
            case "gzip" -> {
                try (GZIPOutputStream to = new GZIPOutputStream(out)) {
                    to.write(bytes);
                }
            }
            default -> {
                try (DeflaterOutputStream to = new DeflaterOutputStream(out)) {
                    to.write(bytes);
                }
            }
        }
        return out.toByteArray();
    }
}
