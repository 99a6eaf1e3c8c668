package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Received;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Real tools through Weir, a turn with a tool call included: Claude Code, Codex CLI and the
 * official JavaScript SDKs, against a scripted model. Run with {@code mvn -Pclients -pl gateway -am
 * verify}; needs npm, and installs about 800 MB once.
 */
@Tag("clients")
class ClientsTest extends WireHarness {

    @TempDir private Path home;

    @Override
    Settings configure(Settings settings) {
        return settings.set("timeouts.first_byte", "60s")
                .set("timeouts.idle", "60s")
                .set("timeouts.keep_alive", "60s");
    }

    @BeforeEach
    void scriptedModel() {
        provider().always(ScriptedModel::serve);
    }

    private String base() {
        return "http://localhost:" + weir().proxyPort() + "/" + name();
    }

    @Test
    void claudeCodeRunsACommandThroughWeir() throws Exception {
        RealClients.Finished claude =
                RealClients.install()
                        .tool(
                                "claude",
                                home,
                                Map.of(
                                        "ANTHROPIC_BASE_URL", base(),
                                        "ANTHROPIC_API_KEY", "sk-ant-test-0123456789",
                                        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
                                        "CLAUDE_CODE_MAX_RETRIES", "1",
                                        "DISABLE_AUTOUPDATER", "1"),
                                "-p",
                                "run the command",
                                "--model",
                                "claude-sonnet-4-5",
                                "--allowedTools",
                                "Bash");
        assertThat(claude.status()).as(claude.toString()).isZero();
        assertThat(claude.output()).contains(ScriptedModel.FAREWELL);
        assertTurnsRecorded("/v1/messages");
    }

    @Test
    void codexRunsACommandThroughWeirAsANamedProvider() throws Exception {
        codex(
                "model_provider=\"river\"",
                "model_providers.river={name=\"river\",base_url=\""
                        + base()
                        + "/v1\",env_key=\"CODEX_API_KEY\",wire_api=\"responses\"}");
        assertTurnsRecorded("/v1/responses");
    }

    @Test
    void codexFallsBackFromWebSocketAtOnceWithItsOwnProvider() throws Exception {
        codex("openai_base_url=\"" + base() + "/v1\"");
        assertTurnsRecorded("/v1/responses");
        assertThat(console().allExchanges())
                .anyMatch(
                        record ->
                                record.path("status").asInt() == 426
                                        && record.path("path").asString().contains(name()));
    }

    private void codex(String... overrides) throws Exception {
        Path codexHome = Files.createDirectories(home.resolve("codex"));
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "exec",
                                "--skip-git-repo-check",
                                "-s",
                                "danger-full-access",
                                "-m",
                                "gpt-5"));
        for (String override : overrides) {
            arguments.add("-c");
            arguments.add(override);
        }
        arguments.add("run the command");
        RealClients.Finished codex =
                RealClients.install()
                        .tool(
                                "codex",
                                home,
                                Map.of(
                                        "CODEX_HOME",
                                        codexHome.toString(),
                                        "CODEX_API_KEY",
                                        "sk-test-0123456789"),
                                arguments.toArray(String[]::new));
        assertThat(codex.status()).as(codex.toString()).isZero();
        assertThat(codex.output()).contains(ScriptedModel.FAREWELL);
    }

    @Test
    void theJavaScriptSdksGetTheSameThroughWeir() throws Exception {
        RealClients clients = RealClients.install();
        RealClients.Finished direct = clients.script("sdks.mjs", provider().url());
        List<Received> directRequests = List.copyOf(provider().received());
        RealClients.Finished through = clients.script("sdks.mjs", base());

        assertThat(direct.status()).as(direct.errors()).isZero();
        assertThat(direct.output())
                .contains("Grü", "message_stop", "response.completed", "as asked");
        assertThat(through.output()).isEqualTo(direct.output());
        List<Received> all = provider().received();
        assertThat(all.subList(directRequests.size(), all.size()).stream().map(Received::body))
                .isEqualTo(directRequests.stream().map(Received::body).toList());
    }

    /**
     * The tool was asked for a command, ran it, and sent what it printed; every request that
     * reached the provider is on record with the same bytes.
     */
    private void assertTurnsRecorded(String path) throws Exception {
        List<Received> posts =
                provider().received().stream()
                        .filter(r -> r.head().target().split("\\?", 2)[0].endsWith(path))
                        .toList();
        assertThat(posts).hasSizeGreaterThanOrEqualTo(2);
        assertThat(posts.getLast().body().text()).contains(ScriptedModel.PRINTED);
        List<Bytes> recorded = new ArrayList<>();
        for (JsonNode record : console().allExchanges()) {
            if (record.path("provider").asString().equals(name())
                    && record.path("method").asString().equals("POST")
                    && record.path("path").asString().endsWith(path)) {
                assertThat(record.path("outcome").asString()).isEqualTo("complete");
                assertThat(record.path("requestedModel").asString("")).isNotEmpty();
                recorded.add(console().body(Console.id(record), "request"));
            }
        }
        assertThat(recorded)
                .containsExactlyInAnyOrderElementsOf(posts.stream().map(Received::body).toList());
    }
}
