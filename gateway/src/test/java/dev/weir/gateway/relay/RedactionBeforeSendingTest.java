package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.json.JsonReader;
import dev.weir.core.rules.Policy;
import dev.weir.core.rules.Policy.Subject;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.capture.RecordedCall;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Received;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** Requests that are changed, or read without their codings, before they are sent. */
class RedactionBeforeSendingTest {

    private static final String KEY = "AK" + "IA" + "Q3EGTXZ5LMNVB7YH";
    private static final String MASK = "[redacted:aws_access_key]";
    private static final String RULES = "{\"apply\":\"forward_and_record\"}";
    private static final Change FOUND =
            new Change(Change.Kind.REDACTED_BEFORE_SENDING, "aws_access_key");

    private final RulesBench bench;

    RedactionBeforeSendingTest() throws IOException {
        bench = new RulesBench();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void onlyTheBytesConcernedOfTheRequestChange() throws Exception {
        bench.redact("out", Policy.Mode.ENFORCE, RULES);
        String body =
                "{ \"model\" : \"m\",\"a\":1.50, \"text\":\"\\u00e9 "
                        + KEY
                        + "\\n\", \"key\":\""
                        + KEY
                        + "\" }";
        assertThat(bench.post("", body).status()).isEqualTo(200);
        Received received = bench.provider.received().getFirst();
        String sent = body.replace(KEY, MASK);
        assertThat(received.body()).isEqualTo(Bytes.of(sent));
        assertThat(JsonReader.read(received.body().text()).whole()).isTrue();
        assertThat(received.head().headers().all("content-length"))
                .containsExactly(Integer.toString(sent.length()));
        RecordedCall call = recorded();
        assertThat(call.requestBody()).isEqualTo(Bytes.of(sent));
        assertThat(call.opening().changes()).contains(FOUND);
        assertThat(call.opening().gateway().rulings())
                .containsExactly(
                        new Ruling(
                                "policy:out",
                                3,
                                "redacted",
                                "aws_access_key: 2 in the request, before it was sent"));
        assertThat(
                        bench.rig()
                                .metrics
                                .get("weir.redactions")
                                .tag("where", "forward")
                                .counter()
                                .count())
                .isEqualTo(2);
    }

    @Test
    void whereNothingIsFoundNothingChanges() throws Exception {
        bench.redact("out", Policy.Mode.ENFORCE, RULES);
        String body = "{\"model\":\"m\",\"text\":\"" + "plain ".repeat(50_000) + "\"}";
        bench.post("", body);
        assertThat(bench.provider.received().getFirst().body()).isEqualTo(Bytes.of(body));
        assertThat(recorded().requestBody()).isEqualTo(Bytes.of(body));
        assertThat(bench.rig().metrics.get("weir.held.bytes").gauge().value()).isZero();
    }

    @Test
    void aChunkedRequestStaysChunked() throws Exception {
        bench.redact("out", Policy.Mode.ENFORCE, RULES);
        try (RawClient client = bench.rig().client()) {
            String first = "{\"text\":\"" + KEY.substring(0, 9);
            String second = KEY.substring(9) + "\"}";
            client.send(head("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"))
                    .send(chunk(first) + chunk(second) + "0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
        Received received = bench.provider.received().getFirst();
        assertThat(received.head().headers().first("transfer-encoding")).isEqualTo("chunked");
        assertThat(received.body()).isEqualTo(Bytes.of("{\"text\":\"" + MASK + "\"}"));
    }

    @Test
    void modelAndSecretChangeTogether() throws Exception {
        bench.redact("out", Policy.Mode.ENFORCE, RULES);
        bench.route("fast", "claude-haiku-4-5");
        String body = "{\"a\":\"" + KEY + "\",\"model\":\"fast\",\"b\":\"" + KEY + "\"}";
        bench.post("", body);
        String sent = body.replace(KEY, MASK).replace("fast", "claude-haiku-4-5");
        Received received = bench.provider.received().getFirst();
        assertThat(received.body()).isEqualTo(Bytes.of(sent));
        assertThat(received.head().headers().first("content-length"))
                .isEqualTo(Integer.toString(sent.length()));
        RecordedCall call = recorded();
        String kept = call.requestBody().text();
        Edit edit = java.util.Objects.requireNonNull(call.over().gateway()).edits().getFirst();
        assertThat(
                        kept.substring(0, (int) edit.offset())
                                + edit.replacement()
                                + kept.substring((int) edit.offset() + edit.length()))
                .isEqualTo(sent);
    }

    @Test
    void aBodyThatIsNoTextPassesAsItIs() throws Exception {
        bench.redact("out", Policy.Mode.ENFORCE, RULES);
        String body = "bytes " + KEY;
        try (RawClient client = bench.rig().client()) {
            client.send(
                            head(
                                    "Content-Type: application/octet-stream\r\nContent-Length: "
                                            + body.length()
                                            + "\r\n"))
                    .send(body);
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(bench.provider.received().getFirst().body()).isEqualTo(Bytes.of(body));
        assertThat(recorded().requestBody()).isEqualTo(Bytes.of("bytes " + MASK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"KEY\"}", " \n[\"KEY\"]", "\uFEFF{\"a\":\"KEY\"}"})
    void jsonIsRedactedWhateverItSaysToBe(String shape) throws Exception {
        bench.redact("out", Policy.Mode.ENFORCE, RULES);
        Bytes body = Bytes.of(shape.replace("KEY", KEY));
        try (RawClient client = bench.rig().client()) {
            client.send(
                            head(
                                    "Content-Type: application/octet-stream\r\nContent-Length: "
                                            + body.length()
                                            + "\r\n"))
                    .send(body);
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(bench.provider.received().getFirst().body())
                .isEqualTo(Bytes.of(shape.replace("KEY", MASK)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void aCodedRequestIsRedactedAndSentWithoutItsCoding(String coding) throws Exception {
        bench.redact("out", Policy.Mode.ENFORCE, RULES);
        postCoded(coding, RedactionOnRecordTest.coded(coding, "{\"k\":\"" + KEY + "\"}"));
        String sent = "{\"k\":\"" + MASK + "\"}";
        Received received = bench.provider.received().getFirst();
        assertThat(received.body()).isEqualTo(Bytes.of(sent));
        assertThat(received.head().headers().contains("content-encoding")).isFalse();
        RecordedCall call = recorded();
        assertThat(call.requestBody()).isEqualTo(Bytes.of(sent));
        assertThat(call.opening().request().headers().contains("content-encoding")).isFalse();
        assertThat(call.opening().changes())
                .contains(
                        FOUND,
                        new Change(Change.Kind.REQUEST_FIELD_DROPPED, "content-encoding"),
                        new Change(Change.Kind.DECODED_ON_RECORD, "request " + coding));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd", "br"})
    void aRuleThatOnlyReadsLeavesACodedBodyAsItIs(String coding) throws Exception {
        bench.policies.add(noBash());
        byte[] coded = coded(coding, false);
        assertThat(postCoded(coding, coded).status()).isEqualTo(200);
        Received received = bench.provider.received().getFirst();
        assertThat(received.body()).isEqualTo(Bytes.of(coded));
        assertThat(received.head().headers().first("content-encoding")).isEqualTo(coding);
        assertThat(recorded().requestBody()).isEqualTo(Bytes.of(coded));
        assertThat(postCoded(coding, coded(coding, true)).weirError()).isEqualTo("policy_refused");
    }

    @Test
    void anotherModelInACodedBodyIsSentWithoutTheCodingAndKeptWithIt() throws Exception {
        bench.route("fast", "claude-haiku-4-5");
        String body = "{\"x\":\"" + "y".repeat(9_000) + "\",\"model\":\"fast\"}";
        byte[] coded = RedactionOnRecordTest.coded("gzip", body);
        assertThat(postCoded("gzip", coded).status()).isEqualTo(200);
        String sent = body.replace("fast", "claude-haiku-4-5");
        Received received = bench.provider.received().getFirst();
        assertThat(received.body()).isEqualTo(Bytes.of(sent));
        assertThat(received.head().headers().first("content-length"))
                .isEqualTo(Integer.toString(sent.length()));
        RecordedCall call = recorded();
        assertThat(call.requestBody()).isEqualTo(Bytes.of(coded));
        assertThat(call.opening().request().headers().first("content-encoding")).isEqualTo("gzip");
        Edit edit = call.opening().gateway().edits().getFirst();
        assertThat(body.substring((int) edit.offset(), (int) edit.offset() + edit.length()))
                .isEqualTo("fast");
        assertThat(call.opening().changes())
                .contains(new Change(Change.Kind.REQUEST_FIELD_DROPPED, "content-encoding"));
    }

    @Test
    void aBombIsRefusedAndNothingOfItIsHeldOrSent() throws Exception {
        bench.policies.add(noBash());
        bench.heldBytes = 512 << 20;
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 80; i++) {
                out.write(zeros);
            }
        }
        Answer answer = postCoded("gzip", bomb.toByteArray());
        assertThat(answer.weirError()).isEqualTo("body_too_large");
        assertThat(bench.provider.received()).isEmpty();
        assertThat(bench.rig().metrics.get("weir.held.bytes").gauge().value()).isZero();
    }

    @Test
    void aDecodedBodyThatFindsNoRoomIsTurnedAway() throws Exception {
        bench.policies.add(noBash());
        bench.heldBytes = 100_000;
        byte[] coded =
                RedactionOnRecordTest.coded("gzip", "{\"x\":\"" + "y".repeat(300_000) + "\"}");
        assertThat(postCoded("gzip", coded).weirError()).isEqualTo("overloaded");
        assertThat(bench.rig().metrics.get("weir.held.bytes").gauge().value()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd", "br", "compress"})
    void whatDoesNotHaveItsCodingIsRefused(String coding) throws Exception {
        bench.policies.add(noBash());
        Answer answer = postCoded(coding, "{\"plain\": true}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.weirError()).isEqualTo("unsupported_encoding");
        assertThat(bench.provider.received()).isEmpty();
    }

    private static Policy noBash() {
        return RulesBench.deny("no-bash", Policy.Mode.ENFORCE, Subject.TOOLS, "Bash");
    }

    /** A request that offers a tool, Bash or another. */
    private static byte[] coded(String coding, boolean bash) throws IOException {
        if (coding.equals("br")) {
            return Base64.getDecoder().decode(bash ? BR_BASH : BR_READ);
        }
        return RedactionOnRecordTest.coded(
                coding, "{\"tools\":[{\"name\":\"" + (bash ? "Bash" : "Read") + "\"}]}");
    }

    /** {@code {"tools":[{"name":"Read"}]}}, stored without compression. */
    private static final String BR_READ = stored("{\"tools\":[{\"name\":\"Read\"}]}");

    private static final String BR_BASH = stored("{\"tools\":[{\"name\":\"Bash\"}]}");

    /** Brotli with one block that is not compressed. */
    private static String stored(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // Window bits 16 (0), not the last block (0), four nibbles (00), length - 1, uncompressed.
        long bits = (long) (bytes.length - 1) << 4 | 1L << 20;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((int) bits);
        out.write((int) (bits >> 8));
        out.write((int) (bits >> 16));
        out.writeBytes(bytes);
        out.write(3);
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private Answer postCoded(String coding, byte[] body) throws IOException {
        try (RawClient client = bench.rig().client()) {
            client.send(
                            head(
                                    "Content-Type: application/json\r\nContent-Encoding: "
                                            + coding
                                            + "\r\nContent-Length: "
                                            + body.length
                                            + "\r\n"))
                    .send(Bytes.of(body));
            return client.answer();
        }
    }

    private RecordedCall recorded() throws Exception {
        RecordedCall call = bench.rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(bench.rig().recorder.violations()).isEmpty();
        return call;
    }

    private String head(String fields) throws IOException {
        return "POST /v1/messages HTTP/1.1\r\nHost: localhost:"
                + bench.rig().port()
                + "\r\n"
                + RulesBench.auth()
                + fields
                + "\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
