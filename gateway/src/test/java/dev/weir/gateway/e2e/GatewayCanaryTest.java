package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Known provider keys, tokens and a password go through a whole gateway: calls that pass, are
 * refused and break, changes that are made and refused. Then everything that comes out of it is
 * searched for them: answers, records, exports in every form, the audit log, metrics, error pages,
 * logs, spans that are sent, and every file.
 */
class GatewayCanaryTest {

    private static final String MARK = "c4n4ry";

    @TempDir private Path directory;

    private final Map<String, byte[]> said = new LinkedHashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();

    private String secret(String name, String text) {
        secrets.put(name, text);
        return text;
    }

    private void note(String where, String text) {
        said.merge(
                where,
                text.getBytes(StandardCharsets.UTF_8),
                (before, more) ->
                        Bytes.of(before)
                                .latin1()
                                .concat(Bytes.of(more).latin1())
                                .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void noSecretComesOutAnywhere() throws Exception {
        Handler handler = listener();
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        try (ScriptedProvider collector =
                ScriptedProvider.start().always(Scripts.json(200, "{}"))) {
            try (GatewayRig rig =
                    new GatewayRig(
                            Settings.in(directory.resolve("data"))
                                    .set("otel.endpoint", collector.url())
                                    .set("timeouts.first_byte", "1s")
                                    .provider("dead", "http://127.0.0.1:1"))) {
                live(rig);
                everythingThatCanBeRead(rig.acme);
            }
            assertThat(collector.received()).as("spans that were sent").isNotEmpty();
            for (var received : collector.received()) {
                byte[] body = received.body().array();
                boolean zipped = body.length > 2 && body[0] == 0x1f;
                said.put(
                        "otlp " + said.size(),
                        zipped
                                ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
                                : body);
            }
        } finally {
            root.removeHandler(handler);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                said.put(file.toString(), Files.readAllBytes(file));
            }
        }
        // What is searched is really there: text of a call, which is no secret.
        assertThat(text("GET /api/v1/export?format=jsonl")).contains("claude-sonnet-4-5");
        assertThat(text("GET /api/v1/export?format=otlp")).contains("claude-sonnet-4-5");
        assertThat(text("GET /api/v1/audit")).contains("key.create");
        assertThat(said.keySet()).anyMatch(where -> where.contains("format=html"));
        assertThat(said).hasSizeGreaterThan(60);
        said.forEach(this::search);
    }

    private String text(String where) {
        return new String(said.getOrDefault(where, new byte[0]), StandardCharsets.UTF_8);
    }

    private Handler listener() {
        return new Handler() {
            @Override
            public void publish(LogRecord logged) {
                synchronized (GatewayCanaryTest.this) {
                    StringWriter all = new StringWriter();
                    all.append(logged.getMessage()).append(Arrays.toString(logged.getParameters()));
                    if (logged.getThrown() != null) {
                        logged.getThrown().printStackTrace(new PrintWriter(all));
                    }
                    note("log", all.toString());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    // ---- what is done ------------------------------------------------------------------------

    private void live(GatewayRig rig) throws Exception {
        Organisation acme = rig.acme;
        secrets.put("the owner's session", acme.ownerToken());
        secrets.put("the owner's password", Organisation.PASSWORD);
        rig.provider.always(GatewayCanaryTest::serve);
        String key = secret("a provider key", "sk-ant-api03-" + MARK + "-0a1b2c3d4e5f6789-tail");
        String dead = secret("a key of a dead provider", "sk-dead-" + MARK + "-99887766554433");
        String id = acme.key(MARK.substring(3) + " key", "anthropic", key);
        acme.key("dead", "dead", dead);
        acme.document(
                "routes",
                "work",
                Map.of(
                        "provider",
                        "anthropic",
                        "model",
                        "claude-sonnet-4-5",
                        "key",
                        MARK.substring(3) + " key"));
        acme.document("policies", "p", Map.of("deny", Map.of("models", List.of("no*"))));
        acme.user("ann", "member");
        String token = secret("a virtual key", acme.token("ann"));
        JsonNode gone = acme.grant("ann", Map.of("capture", "metadata"));
        secret("a revoked key", gone.path("token").asString());
        acme.delete("tokens/" + gone.path("id").asString());
        calls(rig, token, gone.path("token").asString());
        changesThatAreRefused(acme, key, token, id);
    }

    /** Answers with a mark of its own; some calls break. */
    private static void serve(Call call) throws Exception {
        String body = call.body().rest().text();
        if (body.contains("please: reset")) {
            call.reset();
        } else if (body.contains("please: banana")) {
            call.send("HTTP/1.1 banana\r\n\r\n");
            call.close();
        } else if (body.contains("please: silence")) {
            call.awaitEnd(java.time.Duration.ofSeconds(20));
        } else {
            Scripts.json(200, PlainAnswers.of(call.head().target())).serve(call);
        }
    }

    private void calls(GatewayRig rig, String token, String revoked) throws IOException {
        for (String field : List.of("x-api-key: ", "Authorization: Bearer ", "x-goog-api-key: ")) {
            call(rig, "/anthropic/v1/messages", field + token, "hi", "work");
        }
        call(rig, "/anthropic/v1/messages?key=" + token, "x-api-key: " + token, "hi", "work");
        call(rig, "/anthropic/v1/messages", "x-api-key: " + revoked, "hi", "work");
        call(rig, "/anthropic/v1/messages", "x-api-key: " + token + "x", "hi", "work");
        call(rig, "/anthropic/v1/messages", "x-api-key: " + token, "hi", "no-such");
        for (String how : List.of("reset", "banana", "silence")) {
            call(rig, "/anthropic/v1/messages", "x-api-key: " + token, "please: " + how, "work");
        }
        call(rig, "/dead/v1/messages", "x-api-key: " + token, "hi", "m");
        call(rig, "/nowhere/v1/messages", "x-api-key: " + token, "hi", "m");
        call(rig, "/anthropic/v1/mess;ages", "x-api-key: " + token, "hi", "m");
    }

    private void call(GatewayRig rig, String path, String field, String text, String model)
            throws IOException {
        try (RawClient client = rig.connect()) {
            client.post(
                    path,
                    field + "\r\nx-claude-code-session-id: s1\r\n",
                    "{\"model\":\""
                            + model
                            + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\""
                            + text
                            + "\"}]}");
            Answer answer = client.answer();
            note("answer", answer.head().toString() + answer.body().text());
        }
    }

    private void changesThatAreRefused(Organisation acme, String key, String token, String id)
            throws Exception {
        for (String body :
                List.of(
                        "{\"name\":\"x\",\"provider\":\"none\",\"key\":\"" + key + "\"}",
                        "{\"name\":\"x\",\"provider\":\"anthropic\",\"key\":\""
                                + key
                                + "\",\"a\":1}",
                        "{\"name\":\"x\",\"provider\":\"dead\",\"key\":\"" + key + "\"}",
                        "{\"name\":\"x\",\"provider\":\"anthropic\",\"check\":false,\"key\":\""
                                + key
                                + "\\n\"}",
                        "{\"name\":\"x\",\"provider\":\"anthropic\",\"key\":\"" + key)) {
            note("refused key", acme.ask("POST", "/api/v1/keys", body, acme.ownerToken()).text());
        }
        note(
                "replaced",
                acme.ask(
                                "PUT",
                                "/api/v1/keys/" + id + "/secret",
                                Map.of("key", key + "2", "check", false),
                                acme.ownerToken())
                        .text());
        note("rotated", acme.post("rotate", Map.of("new_kek", true, "new_data_keys", true)) + "");
        note("member", acme.ask("GET", "/api/v1/keys", "", token).text());
        note(
                "sign-in",
                acme.ask(
                                "POST",
                                "/api/v1/sign-in",
                                Map.of(
                                        "email",
                                        "nobody@acme.example",
                                        "password",
                                        Organisation.PASSWORD),
                                "")
                        .text());
    }

    // ---- what comes out ----------------------------------------------------------------------

    private void everythingThatCanBeRead(Organisation acme) throws Exception {
        String owner = acme.ownerToken();
        List<String> paths =
                new ArrayList<>(
                        List.of(
                                "/",
                                "/livez",
                                "/readyz",
                                "/metrics",
                                "/openapi.json",
                                "/api/v1/info",
                                "/api/v1/me",
                                "/api/v1/audit",
                                "/api/v1/audit/verify",
                                "/api/v1/keys",
                                "/api/v1/tokens",
                                "/api/v1/users",
                                "/api/v1/routes",
                                "/api/v1/policies",
                                "/api/v1/limits",
                                "/api/v1/organisation",
                                "/api/v1/exchanges",
                                "/api/v1/search?q=hi",
                                "/api/v1/sessions",
                                "/api/v1/stats",
                                "/api/v1/nothing",
                                "/api/v1/keys/none",
                                "/api/v1/export?format=jsonl",
                                "/api/v1/export?format=har"));
        for (String kind : List.of("keys", "tokens", "routes", "policies", "users")) {
            for (JsonNode item : acme.get("/api/v1/" + kind).path("items")) {
                paths.add("/api/v1/" + kind + "/" + item.path("id").asString());
                paths.add("/api/v1/" + kind + "/" + item.path("id").asString() + "/versions");
            }
        }
        List<JsonNode> exchanges =
                List.copyOf(acme.get("/api/v1/exchanges?limit=200").path("items").values());
        assertThat(exchanges).hasSizeGreaterThan(8);
        for (JsonNode exchange : exchanges) {
            String one = "/api/v1/exchanges/" + exchange.path("id").asString();
            for (String rest :
                    List.of("", "/request/body", "/response/body", "/derived", "/turn")) {
                paths.add(one + rest);
            }
        }
        paths.add("/api/v1/export?format=otlp");
        for (JsonNode session : acme.get("/api/v1/sessions").path("items")) {
            String one = "/api/v1/sessions/" + session.path("id").asString();
            paths.add(one + "/turns");
            paths.add(one + "/export?format=html");
            paths.add(one + "/export?format=markdown");
        }
        for (String path : paths) {
            note("GET " + path, acme.ask("GET", path, "", owner).text());
        }
    }

    // ---- the search --------------------------------------------------------------------------

    private void search(String where, byte[] bytes) {
        String found = new String(bytes, StandardCharsets.ISO_8859_1);
        secrets.forEach(
                (name, secret) -> {
                    // The last four are shown, so that a key can be told from another.
                    String most = secret.substring(0, secret.length() - 5);
                    byte[] plain = most.getBytes(StandardCharsets.US_ASCII);
                    assertThat(found.contains(most)).as(name + " in " + where).isFalse();
                    assertThat(found.contains(HexFormat.of().formatHex(plain)))
                            .as(name + " in hex in " + where)
                            .isFalse();
                    for (int shift = 0; shift < 3; shift++) {
                        byte[] shifted = new byte[plain.length + shift];
                        System.arraycopy(plain, 0, shifted, shift, plain.length);
                        String base64 =
                                Base64.getEncoder().withoutPadding().encodeToString(shifted);
                        assertThat(found.contains(base64.substring(4, base64.length() - 4)))
                                .as(name + " in Base64 in " + where)
                                .isFalse();
                    }
                });
    }
}
