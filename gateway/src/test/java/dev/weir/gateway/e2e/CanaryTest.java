package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A key that nobody may ever read back: sent in every place where a credential can be, with
 * requests that work and requests that fail in every way, it is afterwards in no file, no output
 * and no answer of the read API. Only its last four characters are.
 */
class CanaryTest {

    private static final String CANARY = "canary-7f3a9b2c5d8e1f4a6b0c-TAIL";

    /** A piece from the middle is enough to find it in whatever form it was kept. */
    private static final String NEEDLE = "7f3a9b2c5d8e1f4a6b0c";

    private static final List<String> PLACES =
            List.of(
                    "Authorization: Bearer " + CANARY,
                    "authorization: " + CANARY,
                    "x-api-key: " + CANARY,
                    "api-key: " + CANARY,
                    "x-goog-api-key: " + CANARY,
                    "x-amz-security-token: " + CANARY,
                    "openai-ephemeral-key: " + CANARY,
                    "helicone-auth: Bearer " + CANARY,
                    "x-litellm-api-key: " + CANARY,
                    "ocp-apim-subscription-key: " + CANARY,
                    "x-auth-token: " + CANARY,
                    "x-vendor-secret: " + CANARY,
                    "X-Some-Api-Key: " + CANARY,
                    "cookie: session=" + CANARY,
                    "proxy-authorization: Basic " + CANARY);

    @TempDir private Path directory;

    @Test
    void aKeyIsNeverFoundAgain() throws Exception {
        List<String> seen = new ArrayList<>();
        Path data = directory.resolve("data");
        try (ScriptedProvider provider =
                        ScriptedProvider.start().always(Scripts.json(200, "{\"ok\":1}"));
                ChildWeir weir =
                        ChildWeir.start(
                                Settings.in(data)
                                        .provider("p", provider.url())
                                        .provider("gone", "http://127.0.0.1:1")
                                        .set("log.level", "debug"));
                Console console = weir.console()) {
            for (String place : PLACES) {
                send(weir, seen, "/p/v1/chat/completions", place + "\r\n");
            }
            String all = String.join("\r\n", PLACES) + "\r\n";
            for (String name : List.of("key", "api_key", "token", "access_token", "sig")) {
                send(weir, seen, "/p/v1/x?a=b&" + name + "=" + CANARY + "&c=d", "");
            }
            send(weir, seen, "/gone/v1/x?key=" + CANARY, all);
            send(weir, seen, "/nobody/v1/x?key=" + CANARY, all);
            send(weir, seen, "/p/v1/../x?key=" + CANARY, all);
            send(weir, seen, "/p/v1/x?key=" + CANARY, all + "X-Broken : 1\r\n");
            provider.next(
                    Scripts.raw("garbage\r\n\r\n"),
                    Scripts.resetAtOnce(),
                    Scripts.raw(
                            "HTTP/1.1 200 OK\r\nSet-Cookie: s="
                                    + CANARY
                                    + "\r\nX-Refresh-Token: "
                                    + CANARY
                                    + "\r\nContent-Length: 2\r\n\r\n{}"));
            for (int i = 0; i < 3; i++) {
                send(weir, new ArrayList<>(), "/p/v1/x", all);
            }
            assertThat(provider.received().getFirst().head().raw().latin1())
                    .as("the provider gets it")
                    .contains(CANARY);

            List<JsonNode> records = console.allExchanges();
            assertThat(records).hasSizeGreaterThan(PLACES.size() + 8);
            for (JsonNode record : records) {
                seen.add(record.toString());
                String id = Console.id(record);
                seen.add(console.exchange(id).toString());
                seen.add(console.body(id, "request").latin1());
                seen.add(console.body(id, "response").latin1());
            }
            assertThat(seen.toString()).as("it can be recognised").contains("last4:TAIL");
            seen.add(console.get("/api/v1/export?format=jsonl").body().latin1());
            seen.add(console.get("/api/v1/info").body().latin1());
            seen.add(console.metrics());
            searchFiles(data);
            weir.terminate();
            weir.awaitExit(java.time.Duration.ofSeconds(20));
            seen.add(weir.output());
        }
        assertThat(seen).allSatisfy(text -> assertThat(text).doesNotContain(NEEDLE));
        searchFiles(data);
    }

    private static void send(ChildWeir weir, List<String> seen, String target, String fields)
            throws IOException {
        try (RawClient client = RawClient.connect(weir.proxyPort())) {
            Answer answer = client.post(target, fields, "{\"model\":\"m\"}").answer();
            seen.add(answer.head().raw().latin1());
            seen.add(answer.body().latin1());
        }
    }

    private static void searchFiles(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(NEEDLE);
            }
        }
    }
}
