package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.main.ConfigurationException;
import dev.weir.gateway.main.ConfigurationReader;
import dev.weir.gateway.main.Weir;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whatever lays a capture mode down, what it does not keep is in no file of the data directory: not
 * while Weir runs, and not afterwards. The same of what a policy has redacted.
 */
class CaptureModesTest {

    private static final String CANARY = "zq7WvK2xJ9mT4bRn8sYd";
    private static final String SECRET = "AK" + "IA" + "Q3EGTXZ5LMNVB7YH";

    /** Longer than the longest preview here. */
    private static final String BEFORE =
            "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":9,\"messages\":[";

    private static final String REQUEST =
            BEFORE + "{\"role\":\"user\",\"content\":\"" + CANARY + " " + SECRET + "\"}]}";
    private static final String ANSWER =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                    + "\"model\":\"claude-haiku-4-5\",\"stop_reason\":\"end_turn\","
                    + "\"usage\":{\"input_tokens\":1000,\"output_tokens\":2000},"
                    + "\"content\":[{\"type\":\"text\",\"text\":\""
                    + CANARY
                    + " "
                    + SECRET
                    + "\"}]}";

    @TempDir Path data = Path.of("");

    @Test
    void theSearchFindsWhatIsKept() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.call();
            assertThat(filesWith(CANARY)).isNotEmpty();
            assertThat(filesWith(SECRET)).isNotEmpty();
            JsonNode call = bench.recorded();
            assertThat(bench.console.body(Console.id(call), "request"))
                    .isEqualTo(Bytes.of(REQUEST));
        }
    }

    @Test
    void tokensAndCostAreThereWithoutAnyRulesToo() throws Exception {
        try (Bench bench = new Bench(Map.of("access.rules", "false", "capture.mode", "metadata"))) {
            bench.call();
            JsonNode derived = bench.derived(bench.recorded());
            assertThat(derived.path("cost").path("usd").asString("")).isEqualTo("0.011");
        }
        assertThat(filesWith(CANARY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "provider", "route", "policy"})
    void ofMetadataTokensAndCostAreThereAndNoByteOfABody(String where) throws Exception {
        try (Bench bench = bench(where, "metadata")) {
            bench.call();
            JsonNode call = bench.recorded();
            assertThat(bench.console.body(Console.id(call), "request").length()).isZero();
            assertThat(bench.console.body(Console.id(call), "response").length()).isZero();
            JsonNode derived = bench.derived(call);
            assertThat(derived.toString()).contains("1000").contains("2000");
            assertThat(derived.path("cost").path("usd").asString(""))
                    .as(derived.toString())
                    .isEqualTo("0.011");
            assertThat(filesWith(CANARY)).isEmpty();
        }
        assertThat(filesWith(CANARY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "provider", "route", "policy"})
    void ofAPreviewTheFirstCharactersAreThereAndNothingBehind(String where) throws Exception {
        try (Bench bench = bench(where, "preview(30)")) {
            bench.call();
            JsonNode call = bench.recorded();
            assertThat(bench.console.body(Console.id(call), "request"))
                    .isEqualTo(Bytes.of(REQUEST.substring(0, 30)));
            assertThat(bench.console.body(Console.id(call), "response"))
                    .isEqualTo(Bytes.of(ANSWER.substring(0, 30)));
            assertThat(filesWith(CANARY)).isEmpty();
        }
        assertThat(filesWith(CANARY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "provider", "route", "policy"})
    void ofNothingThereIsOnlyACount(String where) throws Exception {
        try (Bench bench = bench(where, "off")) {
            bench.call();
            assertThat(bench.console.allExchanges()).isEmpty();
            assertThat(bench.console.metric("weir_capture_off_total")).isEqualTo(1);
            assertThat(filesWith(CANARY)).isEmpty();
        }
        assertThat(filesWith(CANARY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "full, preview(30), metadata, preview(5)",
                "metadata, full, full, preview(30)",
                "preview(30), preview(20), full, metadata"
            })
    void theStrictestWins(String gateway, String provider, String route, String policy)
            throws Exception {
        try (Bench bench =
                new Bench(
                        Map.of("capture.mode", gateway, "providers.anthropic.capture", provider))) {
            bench.put(
                    "routes", ROUTE, "{\"provider\":\"anthropic\",\"capture\":\"" + route + "\"}");
            bench.put("policies", "p", "{\"capture\":\"" + policy + "\"}");
            bench.call();
            JsonNode call = bench.recorded();
            assertThat(bench.console.body(Console.id(call), "request").length()).isZero();
            assertThat(filesWith(CANARY)).isEmpty();
        }
    }

    @Test
    void whatIsRedactedOnRecordIsInNoFileAndNoAnswer() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.put("redactions", "secrets", "{}");
            bench.put("policies", "p", "{\"redaction\":\"secrets\"}");
            Answer answer = bench.call();
            assertThat(answer.body()).isEqualTo(Bytes.of(ANSWER));
            assertThat(bench.provider.received().getFirst().body()).isEqualTo(Bytes.of(REQUEST));
            JsonNode call = bench.recorded();
            String id = Console.id(call);
            assertThat(bench.console.body(id, "request"))
                    .isEqualTo(Bytes.of(REQUEST.replace(SECRET, "[redacted:aws_access_key]")));
            assertThat(bench.console.body(id, "response"))
                    .isEqualTo(Bytes.of(ANSWER.replace(SECRET, "[redacted:aws_access_key]")));
            assertThat(bench.console.exchange(id).toString())
                    .contains("redacted_on_record")
                    .contains("aws_access_key")
                    .doesNotContain(SECRET);
            assertThat(bench.derived(call).path("cost").path("usd").asString(""))
                    .isEqualTo("0.011");
            assertThat(bench.console.get("/api/v1/search?q=" + SECRET).json().path("items"))
                    .isEmpty();
            assertThat(bench.console.get("/api/v1/search?q=" + CANARY).json().path("items"))
                    .hasSize(1);
            assertThat(bench.console.metric("weir_redactions_total", "aws_access_key"))
                    .isEqualTo(2);
            assertThat(filesWith(SECRET)).isEmpty();
            assertThat(filesWith(CANARY)).isNotEmpty();
        }
        assertThat(filesWith(SECRET)).isEmpty();
    }

    @Test
    void whatIsRedactedBeforeSendingIsNeitherSentNorInAnyFile() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.put("redactions", "secrets", "{\"apply\":\"forward_and_record\"}");
            bench.put("policies", "p", "{\"redaction\":\"secrets\"}");
            bench.call();
            assertThat(bench.provider.received().getFirst().body())
                    .isEqualTo(Bytes.of(REQUEST.replace(SECRET, "[redacted:aws_access_key]")));
            bench.recorded();
            assertThat(filesWith(SECRET)).isEmpty();
        }
        assertThat(filesWith(SECRET)).isEmpty();
    }

    @Test
    void rulesThatMakeNoSenseOrAreMissingAreRefused() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            assertThat(bench.post("redactions", "r", "{\"kinds\":[\"secret\"]}"))
                    .contains("kinds[0]")
                    .contains("secret");
            assertThat(bench.post("policies", "p", "{\"redaction\":\"nowhere\"}"))
                    .contains("nowhere");
        }
    }

    private static final String ROUTE = "claude-haiku-4-5";

    private Bench bench(String where, String mode) throws Exception {
        String capture = "{\"capture\":\"" + mode + "\"}";
        Bench bench =
                new Bench(
                        switch (where) {
                            case "gateway" -> Map.of("capture.mode", mode);
                            case "provider" -> Map.of("providers.anthropic.capture", mode);
                            default -> Map.of();
                        });
        if (where.equals("route")) {
            bench.put("routes", ROUTE, "{\"provider\":\"anthropic\",\"capture\":\"" + mode + "\"}");
        } else if (where.equals("policy")) {
            bench.put("policies", "p", capture);
        }
        return bench;
    }

    private List<Path> filesWith(String needle) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(needle)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /** A Weir with rules, and one call through it. */
    private final class Bench implements AutoCloseable {

        private final ScriptedProvider provider =
                ScriptedProvider.start().always(Scripts.json(200, ANSWER));
        private final RunningWeir weir;
        private final Console console;
        private final HttpClient http = HttpClient.newHttpClient();

        Bench(Map<String, String> more) throws IOException {
            Settings settings =
                    Settings.in(data)
                            .provider("anthropic", provider.url())
                            .set("access.rules", "true");
            more.forEach(settings::set);
            weir = start(settings);
            console = weir.console();
        }

        /** With a price, since what answers on this machine has none in the table. */
        private RunningWeir start(Settings settings) throws IOException {
            Path file = Files.createTempFile("weir-prices", ".yaml");
            Files.writeString(
                    file,
                    """
                    prices:
                      overrides:
                        - {model: "claude-*", prices: {input_tokens: 1, output_tokens: 5}}
                    """);
            try {
                ConfigurationReader reader = new ConfigurationReader(Map.of()).file(file);
                for (Map.Entry<String, String> setting : settings.values().entrySet()) {
                    reader.override(setting.getKey(), setting.getValue(), "test");
                }
                return new RunningWeir.InProcess(Weir.start(reader.read()), data);
            } catch (ConfigurationException e) {
                throw new IllegalArgumentException(e);
            } finally {
                Files.delete(file);
            }
        }

        void put(String kind, String name, String spec) throws Exception {
            assertThat(post(kind, name, spec)).contains("\"version\"");
        }

        String post(String kind, String name, String spec) throws Exception {
            String root = "http://127.0.0.1:" + weir.consolePort();
            return http.send(
                            HttpRequest.newBuilder(URI.create(root + "/api/v1/" + kind))
                                    .header("content-type", "application/json")
                                    .header("origin", root)
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"name\":\""
                                                            + name
                                                            + "\",\"spec\":"
                                                            + spec
                                                            + "}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }

        Answer call() throws IOException {
            try (RawClient client = RawClient.connect(weir.proxyPort())) {
                Answer answer =
                        client.post("/anthropic/v1/messages", "x-api-key: k\r\n", REQUEST).answer();
                assertThat(answer.status()).isEqualTo(200);
                return answer;
            }
        }

        JsonNode recorded() throws Exception {
            for (int i = 0; i < 250; i++) {
                List<JsonNode> all = console.allExchanges();
                if (!all.isEmpty()) {
                    return all.getFirst();
                }
                Thread.sleep(20);
            }
            throw new AssertionError("nothing was recorded");
        }

        JsonNode derived(JsonNode call) throws Exception {
            String path = "/api/v1/exchanges/" + Console.id(call) + "/derived";
            for (int i = 0; i < 250; i++) {
                Console.Reply reply = console.get(path);
                if (reply.status() == 200) {
                    return reply.json();
                }
                Thread.sleep(20);
            }
            throw new AssertionError("nothing was derived");
        }

        @Override
        public void close() {
            http.close();
            console.close();
            weir.close();
            provider.close();
        }
    }
}
