package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import dev.weir.core.archive.Query;
import dev.weir.core.capture.Loss;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.otel.span.Span;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/** Spans over OTLP/HTTP: what is taken, what becomes of it, and how the rest is answered. */
class TracesTest {

    private static final String PROTOBUF = "Content-Type: application/x-protobuf";
    private static final String JSON = "Content-Type: application/json; charset=utf-8";

    private ConsoleFixture console;

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private Wire.Answer post(byte[] body, String... lines) throws IOException {
        try (Wire wire = new Wire(console.port)) {
            StringBuilder head = new StringBuilder("POST /v1/traces HTTP/1.1\r\n");
            for (String line : lines) {
                head.append(line).append("\r\n");
            }
            if (Arrays.stream(lines).noneMatch(line -> line.startsWith("Host:"))) {
                head.append("Host: localhost:" + console.port + "\r\n");
            }
            wire.send(head + "Content-Length: " + body.length + "\r\n\r\n");
            OutputStream out = wire.socket.getOutputStream();
            out.write(body);
            return wire.answer(false);
        }
    }

    private List<Exchange> taken() {
        return console.intake.list(Query.newest(100)).items();
    }

    private static io.opentelemetry.proto.trace.v1.Span span(
            int id, Map<String, String> attributes) {
        var span =
                io.opentelemetry.proto.trace.v1.Span.newBuilder()
                        .setTraceId(ByteString.fromHex("0af7651916cd43dd8448eb211c80319c"))
                        .setSpanId(ByteString.fromHex("b7ad6b71692033%02x".formatted(id)))
                        .setName("chat gpt-4o")
                        .setStartTimeUnixNano(1_790_000_000_123_456_789L)
                        .setEndTimeUnixNano(1_790_000_001_623_456_789L);
        attributes.forEach(
                (name, value) ->
                        span.addAttributes(
                                KeyValue.newBuilder()
                                        .setKey(name)
                                        .setValue(AnyValue.newBuilder().setStringValue(value))));
        return span.build();
    }

    private static final Map<String, String> CHAT =
            Map.of(
                    "gen_ai.operation.name", "chat",
                    "gen_ai.provider.name", "openai",
                    "gen_ai.request.model", "gpt-4o",
                    "gen_ai.conversation.id", "conv-7",
                    "user.id", "u-1");

    private static byte[] request(io.opentelemetry.proto.trace.v1.Span... spans) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(
                        ResourceSpans.newBuilder()
                                .setResource(
                                        Resource.newBuilder()
                                                .addAttributes(
                                                        KeyValue.newBuilder()
                                                                .setKey("service.name")
                                                                .setValue(
                                                                        AnyValue.newBuilder()
                                                                                .setStringValue(
                                                                                        "shop"))))
                                .addScopeSpans(
                                        ScopeSpans.newBuilder().addAllSpans(Arrays.asList(spans))))
                .build()
                .toByteArray();
    }

    private static byte[] json(String spans) {
        return ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":" + spans + "}]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String jsonSpan(String id) {
        return """
               {"traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"%s","name":"chat",
                "startTimeUnixNano":1790000000123456789,"endTimeUnixNano":"1790000001623456789",
                "somethingNew":[1,2],
                "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                 {"key":"gen_ai.response.time_to_first_chunk","value":{"doubleValue":0.25}},
                 {"key":"gen_ai.usage.input_tokens","value":{"intValue":12}}]}"""
                .formatted(id);
    }

    private static byte[] zipped(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private byte[] body(Exchange exchange) throws IOException {
        return console.intake.body(exchange.id(), Side.REQUEST).readAllBytes();
    }

    @Test
    void aSpanInProtobufBecomesAnExchange() throws IOException {
        Wire.Answer answer = post(request(span(1, CHAT)), PROTOBUF);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/x-protobuf");
        assertThat(ExportTraceServiceResponse.parseFrom(answer.body()).hasPartialSuccess())
                .isFalse();
        Exchange exchange = taken().getFirst();
        assertThat(exchange.startedAt()).isEqualTo(Instant.parse("2026-09-21T14:13:20.123456Z"));
        assertThat(exchange.timeline().closed()).isEqualTo(1_500_000_000L);
        assertThat(exchange.door()).isEqualTo("otel");
        assertThat(exchange.provider()).isEqualTo("openai");
        assertThat(exchange.requestedModel()).isEqualTo("gpt-4o");
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.losses()).containsExactly(Loss.NOT_ON_WIRE);
        assertThat(exchange.tags())
                .containsExactly(
                        new Tag("source", "otel"),
                        new Tag("session", "conv-7"),
                        new Tag("user", "u-1"),
                        new Tag("service", "shop"),
                        new Tag("trace", "0af7651916cd43dd8448eb211c80319c"));
        JsonObject document = Objects.requireNonNull(JsonReader.read(body(exchange)).object());
        Span kept = Objects.requireNonNull(Span.of(document));
        assertThat(kept.spanId()).isEqualTo("b7ad6b7169203301");
        assertThat(kept.attributes().all()).hasSize(CHAT.size());
        assertThat(kept.resource().text("service.name")).isEqualTo("shop");
    }

    @Test
    void aSpanInJsonIsKeptAsItCame() throws IOException {
        byte[] sent = json("[" + jsonSpan("b7ad6b7169203302") + "]");
        Wire.Answer answer = post(zipped(sent), JSON, "Content-Encoding: gzip");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{}");
        Exchange exchange = taken().getFirst();
        assertThat(JsonReader.read(body(exchange)).value())
                .isEqualTo(JsonReader.read(sent).value());
        assertThat(exchange.timeline().firstToken()).isEqualTo(250_000_000L);
        assertThat(exchange.stream()).isTrue();
    }

    @Test
    void whatIsSentAgainIsOnRecordOnce() throws IOException {
        byte[] batch = request(span(1, CHAT), span(2, CHAT));
        post(batch, PROTOBUF);
        post(request(span(2, CHAT), span(3, CHAT)), PROTOBUF);
        post(batch, PROTOBUF);
        // The same span in the other encoding is the same span.
        String same = jsonSpan("b7ad6b7169203301");
        post(json("[" + same + "," + same + "]"), JSON);
        assertThat(taken()).hasSize(3);
        assertThat(console.metrics.counter("weir.otlp.spans", "result", "stored").count())
                .isEqualTo(3);
        assertThat(console.metrics.counter("weir.otlp.spans", "result", "known").count())
                .isEqualTo(5);
    }

    @Test
    void spansAboutOtherThingsArePassedOverAndCounted() throws IOException {
        Wire.Answer answer =
                post(
                        request(
                                span(1, Map.of("http.request.method", "POST")),
                                span(2, Map.of("gen_ai.operation.name", "execute_tool")),
                                span(3, Map.of("gen_ai.operation.name", "invoke_agent")),
                                span(4, CHAT)),
                        PROTOBUF);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(taken()).hasSize(1);
        for (String kind : List.of("not_gen_ai", "tool", "agent", "stored")) {
            assertThat(console.metrics.counter("weir.otlp.spans", "result", kind).count())
                    .isEqualTo(1);
        }
    }

    @Test
    void whatCannotBeTakenIsRejectedAndTheRestIsTaken() throws IOException {
        String bad = jsonSpan("0000000000000000");
        String late =
                jsonSpan("b7ad6b7169203305")
                        .replace("\"startTimeUnixNano\":1790000000123456789,", "");
        Wire.Answer answer =
                post(json("[" + bad + "," + jsonSpan("b7ad6b7169203306") + "," + late + "]"), JSON);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("partialSuccess").path("rejectedSpans").asString())
                .isEqualTo("2");
        assertThat(answer.json().path("partialSuccess").path("errorMessage").asString())
                .contains("spanId");
        assertThat(taken()).hasSize(1);
        io.opentelemetry.proto.trace.v1.Span.Builder wide = span(7, CHAT).toBuilder();
        KeyValue one = KeyValue.newBuilder().setKey("k").build();
        for (int i = 0; i < 20_000; i++) {
            wide.addAttributes(one);
        }
        Wire.Answer second = post(request(wide.build()), PROTOBUF);
        assertThat(
                        ExportTraceServiceResponse.parseFrom(second.body())
                                .getPartialSuccess()
                                .getRejectedSpans())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"resourceSpans\":{}}",
                "{\"resourceSpans\":[1]}",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":\"x\"}]}]}",
            })
    void jsonThatIsNoOtlpIsAnsweredInJson(String body) throws IOException {
        Wire.Answer answer = post(body.getBytes(StandardCharsets.UTF_8), JSON);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.json().path("code").asInt()).isEqualTo(3);
        assertThat(answer.json().path("message").asString()).isNotBlank();
        assertThat(answer.header("x-weir-error")).isEqualTo("bad_request");
    }

    @Test
    void bytesThatAreNoProtobufAreAnsweredInProtobuf() throws IOException {
        Wire.Answer answer = post(new byte[] {10, 5, 1}, PROTOBUF);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).isEqualTo("application/x-protobuf");
        assertThat(answer.body()[1]).isEqualTo((byte) 3);
        assertThat(answer.text()).contains("no protobuf of OTLP at byte");
        assertThat(post(new byte[0], PROTOBUF).status()).isEqualTo(200);
        assertThat(post(ConsoleFixture.bytes("{}"), JSON).status()).isEqualTo(200);
    }

    @Test
    void otherTypesAndEncodingsAreRefused() throws IOException {
        assertThat(post(new byte[0], "Content-Type: text/plain").status()).isEqualTo(415);
        assertThat(post(new byte[0]).status()).isEqualTo(415);
        Wire.Answer answer = post(new byte[0], JSON, "Content-Encoding: br");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("x-weir-error")).isEqualTo("unsupported_type");
        assertThat(post(new byte[] {1, 2, 3}, JSON, "Content-Encoding: gzip").status())
                .isEqualTo(400);
        byte[] cut = Arrays.copyOf(zipped(json("[]")), 15);
        assertThat(post(cut, JSON, "Content-Encoding: gzip").status()).isEqualTo(400);
    }

    @Test
    void aBombIsNotUnpacked() throws IOException {
        byte[] bomb = zipped(new byte[64 << 20]);
        assertThat(bomb.length).isLessThan(100_000);
        Wire.Answer answer = post(bomb, PROTOBUF, "Content-Encoding: gzip");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("x-weir-error")).isEqualTo("body_too_large");
    }

    @Test
    void tooMuchAtOnceIsRefused() throws IOException {
        try (Wire wire = new Wire(console.port)) {
            wire.send(
                    "POST /v1/traces HTTP/1.1\r\nHost: localhost:"
                            + console.port
                            + "\r\n"
                            + JSON
                            + "\r\nExpect: 100-continue\r\nContent-Length: 30000000\r\n\r\n");
            assertThat(wire.answer(false).status()).isEqualTo(413);
        }
        List<String> spans = new ArrayList<>();
        for (int i = 0; i < 10_001; i++) {
            spans.add("{}");
        }
        Wire.Answer answer = post(json("[" + String.join(",", spans) + "]"), JSON);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("message").asString()).contains("10000 spans");
        String deep = "[".repeat(300) + "]".repeat(300);
        assertThat(post(json("[{\"x\":" + deep + "}]"), JSON).status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Origin: http://evil.example",
                "Sec-Fetch-Site: cross-site",
            })
    void aPageOfAnotherSiteCannotSendSpans(String line) throws IOException {
        assertThat(post(request(span(1, CHAT)), PROTOBUF, line).status()).isEqualTo(403);
        assertThat(taken()).isEmpty();
    }

    @Test
    void onlyPostIsTaken() throws IOException {
        Wire.Answer answer = console.get("/v1/traces");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("POST");
    }
}
