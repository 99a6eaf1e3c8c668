package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.telemetry.OtlpReceiver;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import io.opentelemetry.proto.trace.v1.Span;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** A call through a whole Weir, as its provider, a receiver of OTLP and an export see it. */
class TelemetryWireTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String STATE = "rojo=1,congo=t61rcWkgMzE";

    private static final String REQUEST =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Which colour?\"}]}";
    private static final String ANSWER =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Green.\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}";

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init")
    TelemetryWireTest() {}

    @Test
    void aCallIsToldOfOnceAndItsImportIsNot() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start();
                ScriptedProvider provider = ScriptedProvider.start();
                RunningWeir weir =
                        RunningWeir.start(
                                Settings.in(directory.resolve("data"))
                                        .set("otel.endpoint", receiver.httpUrl())
                                        .provider("p", provider.url()))) {
            provider.always(Scripts.json(200, ANSWER));
            try (RawClient client = RawClient.connect(weir.proxyPort())) {
                String fields = "traceparent: " + PARENT + "\r\ntracestate: " + STATE + "\r\n";
                assertThat(client.post("/p/v1/chat/completions", fields, REQUEST).answer().status())
                        .isEqualTo(200);
            }
            Received received = provider.received().getFirst();
            assertThat(received.head().headers().all("traceparent")).containsExactly(PARENT);
            assertThat(received.head().headers().all("tracestate")).containsExactly(STATE);
            List<Span> spans = receiver.await(1, SOON);
            assertThat(spans).hasSize(1);
            Span span = spans.getFirst();
            assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray())).isEqualTo(TRACE);
            assertThat(span.getName()).isEqualTo("chat gpt-4o");
            assertThat(OtlpReceiver.attribute(span.getAttributesList(), "weir.cost.how"))
                    .isNotEmpty();
            assertThat(weir.console().metrics())
                    .contains("gen_ai_client_inference_duration_seconds_count{");
            String line = get(weir, "/api/v1/export?format=otlp");
            exported(new JsonMapper().readTree(line), span);
            String lines = get(weir, "/api/v1/export?format=jsonl");
            try (RunningWeir second =
                    RunningWeir.start(
                            Settings.in(directory.resolve("second"))
                                    .set("otel.endpoint", receiver.httpUrl()))) {
                assertThat(post(second, "/api/v1/import", lines)).contains("\"imported\":1");
                assertThat(get(second, "/api/v1/export?format=otlp")).isEqualTo(line);
            }
            assertThat(receiver.spans()).hasSize(1);
        }
    }

    private static void exported(JsonNode request, Span sent) {
        JsonNode span =
                request.path("resourceSpans")
                        .path(0)
                        .path("scopeSpans")
                        .path(0)
                        .path("spans")
                        .path(0);
        assertThat(span.path("traceId").asString()).isEqualTo(TRACE);
        assertThat(span.path("name").asString()).isEqualTo(sent.getName());
        assertThat(span.path("startTimeUnixNano").asString())
                .isEqualTo(Long.toString(sent.getStartTimeUnixNano()));
        assertThat(span.path("attributes").toString()).contains("Green.");
    }

    private static String get(RunningWeir weir, String path) throws Exception {
        return send(weir, path, HttpRequest.newBuilder().GET());
    }

    private static String post(RunningWeir weir, String path, String body) throws Exception {
        return send(
                weir,
                path,
                HttpRequest.newBuilder()
                        .header("content-type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String send(RunningWeir weir, String path, HttpRequest.Builder request)
            throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            request.uri(URI.create("http://127.0.0.1:" + weir.consolePort() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}
