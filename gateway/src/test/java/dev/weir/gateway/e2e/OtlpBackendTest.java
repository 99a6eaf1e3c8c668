package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Spans and metrics as a backend of others takes them: {@code @elastic/mockotlpserver}, with its
 * own protobuf and gRPC. It has the usual ports of OTLP, 4317 and 4318, which must be free. Run
 * with {@code mvn -Pclients -pl gateway -am verify}; needs npm.
 */
@Tag("clients")
class OtlpBackendTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init")
    OtlpBackendTest() {}

    @ParameterizedTest
    @CsvSource({"http/protobuf, http://127.0.0.1:4318", "grpc, http://127.0.0.1:4317"})
    void aBackendOfOthersUnderstandsSpansAndMetrics(String protocol, String endpoint)
            throws Exception {
        Path heard = directory.resolve("heard.json");
        try (RealClients.Running backend =
                        RealClients.install("@elastic/mockotlpserver@0.10.0")
                                .start(
                                        "mockotlpserver",
                                        heard,
                                        "--hostname=127.0.0.1",
                                        "-o",
                                        "trace-json2,metrics-json2");
                ScriptedProvider provider = ScriptedProvider.start()) {
            awaitPort(4317);
            awaitPort(4318);
            try (RunningWeir weir =
                            RunningWeir.start(
                                    Settings.in(directory.resolve("data"))
                                            .set("otel.endpoint", endpoint)
                                            .set("otel.protocol", protocol)
                                            .set("otel.compress", "false")
                                            .provider("p", provider.url()));
                    RawClient client = RawClient.connect(weir.proxyPort())) {
                provider.always(
                        Scripts.json(
                                200,
                                """
                                {"id":"c1","object":"chat.completion","model":"gpt-4o-2024-08-06",\
                                "choices":[{"index":0,"message":{"role":"assistant","content":"Green."},\
                                "finish_reason":"stop"}],\
                                "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}"""));
                client.post(
                                "/p/v1/chat/completions",
                                "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01\r\n",
                                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Which?\"}]}")
                        .answer();
                assertThat(await(heard, TRACE)).isTrue();
            }
            String text = Files.readString(heard);
            assertThat(text)
                    .contains(
                            "\"traceId\": \"" + TRACE,
                            "\"parentSpanId\": \"00f067aa0ba902b7\"",
                            "\"name\": \"chat gpt-4o\"",
                            "\"gen_ai.request.model\": \"gpt-4o\"",
                            "\"gen_ai.response.model\": \"gpt-4o-2024-08-06\"",
                            "gen_ai.client.inference.duration")
                    .containsPattern("\"gen_ai.usage.input_tokens\": \"?9\\b")
                    .containsPattern("\"gen_ai.usage.output_tokens\": \"?3\\b")
                    .doesNotContain("Which?", "Green.");
        }
    }

    private static void awaitPort(int port) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    private static boolean await(Path file, String text) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < end) {
            if (Files.exists(file) && Files.readString(file).contains(text)) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }
}
