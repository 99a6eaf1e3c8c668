package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.Received;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Claude Code and Codex CLI through an organisation's gateway: with a token of Weir's, a model that
 * is a route's name, the organisation's provider key, and limits. Run with {@code mvn -Pclients -pl
 * gateway -am verify}.
 */
@Tag("clients")
class GatewayClientsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir private Path directory;

    private GatewayRig rig;

    @BeforeEach
    void gateway() throws Exception {
        rig = new GatewayRig(directory);
        rig.provider.always(ScriptedModel::serve);
        Organisation acme = rig.acme;
        acme.document(
                "routes",
                "claude-work",
                Map.of("provider", "anthropic", "model", "claude-sonnet-4-5"));
        acme.document("routes", "gpt-work", Map.of("provider", "openai", "model", "gpt-5"));
        acme.document("limits", "tries", Map.of("subject", "key", "amount", 1_000));
        acme.user("ann", "member");
        acme.user("poor", "member");
        limit(acme, "ann", "500");
        limit(acme, "poor", "0.000001");
    }

    private static void limit(Organisation acme, String user, String amount) throws Exception {
        acme.document(
                "limits",
                "budget of " + user,
                Map.of(
                        "subject",
                        "user",
                        "of",
                        acme.idOf(user),
                        "quantity",
                        "spend",
                        "amount",
                        amount,
                        "per",
                        "month",
                        "unpriced",
                        "15"));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void claudeCodeWorksByATokenAndARoute() throws Exception {
        RealClients.Finished claude = claude(rig.acme.token("ann"));
        assertThat(claude.status()).as(claude.toString()).isZero();
        assertThat(claude.output()).contains(ScriptedModel.FAREWELL);
        assertRecorded("/v1/messages", "claude-work", "claude-sonnet-4-5");
    }

    @Test
    void codexWorksByATokenAndARoute() throws Exception {
        RealClients.Finished codex = codex(rig.acme.token("ann"));
        assertThat(codex.status()).as(codex.toString()).isZero();
        assertThat(codex.output()).contains(ScriptedModel.FAREWELL);
        assertRecorded("/v1/responses", "gpt-work", "gpt-5");
    }

    @Test
    void claudeCodeShowsThatACapIsReached() throws Exception {
        RealClients.Finished claude = claude(rig.acme.token("poor"));
        assertThat(claude.status()).isNotZero();
        assertThat(claude.output() + claude.errors()).contains("budget of poor");
        assertThat(rig.provider.received()).noneMatch(GatewayClientsTest::isCall);
    }

    @Test
    void codexShowsThatACapIsReached() throws Exception {
        RealClients.Finished codex = codex(rig.acme.token("poor"));
        assertThat(codex.status()).isNotZero();
        // Codex tries again five times and then shows the status alone.
        assertThat(codex.output() + codex.errors()).contains("429 Too Many Requests");
        assertThat(rig.provider.received()).noneMatch(GatewayClientsTest::isCall);
    }

    private static boolean isCall(Received received) {
        String path = received.head().target();
        return path.contains("/messages") || path.contains("/responses");
    }

    private RealClients.Finished claude(String token) throws Exception {
        return RealClients.install()
                .tool(
                        "claude",
                        directory,
                        Map.of(
                                "ANTHROPIC_BASE_URL",
                                rig.base("anthropic"),
                                "ANTHROPIC_AUTH_TOKEN",
                                token,
                                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
                                "1",
                                "DISABLE_AUTOUPDATER",
                                "1"),
                        "-p",
                        "run the command",
                        "--model",
                        "claude-work",
                        "--allowedTools",
                        "Bash");
    }

    private RealClients.Finished codex(String token) throws Exception {
        Path home = Files.createDirectories(directory.resolve("codex"));
        String provider =
                "model_providers.weir={name=\"weir\",base_url=\""
                        + rig.base("openai")
                        + "/v1\",env_key=\"WEIR_TOKEN\",wire_api=\"responses\"}";
        return RealClients.install()
                .tool(
                        "codex",
                        directory,
                        Map.of("CODEX_HOME", home.toString(), "WEIR_TOKEN", token),
                        "exec",
                        "--skip-git-repo-check",
                        "-s",
                        "danger-full-access",
                        "-m",
                        "gpt-work",
                        "-c",
                        "model_provider=\"weir\"",
                        "-c",
                        provider,
                        "run the command");
    }

    /** Every call is on record with who made it, by which route and key, and as which model. */
    private void assertRecorded(String path, String route, String model) throws Exception {
        List<Received> sent =
                rig.provider.received().stream()
                        .filter(r -> r.head().target().split("\\?", 2)[0].endsWith(path))
                        .toList();
        assertThat(sent).hasSizeGreaterThanOrEqualTo(2);
        String last = sent.getLast().body().text();
        assertThat(last).contains(ScriptedModel.PRINTED);
        assertThat(JSON.readTree(last).path("model").asString()).isEqualTo(model);
        List<JsonNode> recorded = new ArrayList<>();
        String all =
                rig.acme
                        .ask("GET", "/api/v1/export?format=jsonl", "", rig.acme.ownerToken())
                        .text();
        for (String line : all.split("\n")) {
            JsonNode record = JSON.readTree(line);
            if (record.path("method").asString("").equals("POST")
                    && record.path("path").asString("").endsWith(path)) {
                recorded.add(record);
            }
        }
        assertThat(recorded).hasSizeGreaterThanOrEqualTo(2);
        for (JsonNode record : recorded) {
            JsonNode gateway = record.path("gateway");
            assertThat(gateway.path("user").asString()).isEqualTo(rig.acme.idOf("ann"));
            assertThat(gateway.path("route").asString()).isEqualTo(route);
            assertThat(gateway.path("key").asString()).isNotEmpty();
            assertThat(gateway.path("sent_model").asString()).isEqualTo(model);
        }
    }
}
