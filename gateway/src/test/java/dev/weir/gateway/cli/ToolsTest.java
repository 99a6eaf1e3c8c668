package dev.weir.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.access.Origin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

class ToolsTest {

    private static final String PROXY = "http://127.0.0.1:4141";

    @TempDir Path home = Path.of("");

    @Test
    void claudeGetsItsBaseUrlWithoutVersion() {
        Tools.Launch launch = prepare("claude");
        assertThat(own(launch)).isEqualTo(Map.of("ANTHROPIC_BASE_URL", PROXY + "/anthropic"));
        assertThat(launch.arguments()).isEmpty();
    }

    @Test
    void codexGetsOverridesOnItsCommandLine() {
        Tools.Launch launch = prepare("/usr/local/bin/codex");
        assertThat(own(launch)).isEmpty();
        assertThat(launch.arguments())
                .containsExactly(
                        "-c",
                        "openai_base_url=\"http://127.0.0.1:4141/openai/v1\"",
                        "-c",
                        "chatgpt_base_url=\"http://127.0.0.1:4141/chatgpt/backend-api/\"");
    }

    @Test
    void codexSignedInWithChatGptIsPointedThere() throws IOException {
        Files.createDirectories(home.resolve(".codex"));
        Files.writeString(
                home.resolve(".codex/auth.json"), "{\"OPENAI_API_KEY\":null,\"tokens\":{}}");
        assertThat(prepare("codex").arguments())
                .contains("openai_base_url=\"http://127.0.0.1:4141/chatgpt/backend-api/codex\"");
        assertThat(prepare("codex", "CODEX_API_KEY", "k").arguments())
                .contains("openai_base_url=\"http://127.0.0.1:4141/openai/v1\"");
    }

    @Test
    void geminiGetsItsBaseUrl() {
        assertThat(own(prepare("gemini")))
                .isEqualTo(Map.of("GOOGLE_GEMINI_BASE_URL", PROXY + "/gemini"));
    }

    @Test
    void opencodeGetsADocumentAddedToItsOwn() {
        Tools.Launch launch =
                prepare(
                        "opencode",
                        "OPENCODE_CONFIG_CONTENT",
                        "{\"theme\":\"dark\",\"provider\":{\"anthropic\":{\"options\":{\"apiKey\":\"k\"}}}}");
        var document = Api.JSON.readTree(own(launch).get("OPENCODE_CONFIG_CONTENT"));
        assertThat(document.path("theme").asString("")).isEqualTo("dark");
        assertThat(document.at("/provider/anthropic/options/apiKey").asString("")).isEqualTo("k");
        assertThat(document.at("/provider/anthropic/options/baseURL").asString(""))
                .isEqualTo(PROXY + "/anthropic/v1");
        assertThat(document.at("/provider/openai/options/baseURL").asString(""))
                .isEqualTo(PROXY + "/openai/v1");
        assertThat(document.at("/provider/google/options/baseURL").asString(""))
                .isEqualTo(PROXY + "/gemini/v1beta");
        Tools.Launch odd = prepare("opencode", "OPENCODE_CONFIG_CONTENT", "// not json");
        assertThat(own(odd)).isEmpty();
        assertThat(odd.notes()).hasSize(1);
    }

    @Test
    void qwenGetsItsBaseUrlWithVersion() {
        assertThat(own(prepare("qwen"))).isEqualTo(Map.of("OPENAI_BASE_URL", PROXY + "/openai/v1"));
    }

    @Test
    void copilotIsPointedByItsProviderType() {
        assertThat(own(prepare("copilot")))
                .isEqualTo(Map.of("COPILOT_PROVIDER_BASE_URL", PROXY + "/openai/v1"));
        assertThat(own(prepare("copilot", "COPILOT_PROVIDER_TYPE", "anthropic")))
                .isEqualTo(Map.of("COPILOT_PROVIDER_BASE_URL", PROXY + "/anthropic"));
    }

    @Test
    void anyOtherCommandGetsAll() {
        assertThat(own(prepare("make")))
                .isEqualTo(
                        Map.of(
                                "ANTHROPIC_BASE_URL", PROXY + "/anthropic",
                                "OPENAI_BASE_URL", PROXY + "/openai/v1",
                                "OPENAI_API_BASE", PROXY + "/openai/v1",
                                "GOOGLE_GEMINI_BASE_URL", PROXY + "/gemini",
                                "OLLAMA_HOST", PROXY + "/ollama"));
    }

    @Test
    void aBaseUrlOfTheUsersBecomesTheDoorOfThatProvider() {
        assertThat(own(prepare("qwen", "OPENAI_BASE_URL", "https://api.together.xyz/v1/")))
                .isEqualTo(Map.of("OPENAI_BASE_URL", PROXY + "/together/v1"));
        assertThat(own(prepare("qwen", "OPENAI_BASE_URL", "http://vllm.example:8000/base/v1")))
                .isEqualTo(Map.of("OPENAI_BASE_URL", PROXY + "/vllm/v1"));
        assertThat(own(prepare("qwen", "OPENAI_BASE_URL", PROXY + "/groq/v1")))
                .isEqualTo(Map.of("OPENAI_BASE_URL", PROXY + "/groq/v1"));
    }

    @Test
    void aBaseUrlThatIsNoProviderStaysSoThatItsKeyReachesNobodyElse() {
        Tools.Launch launch = prepare("qwen", "OPENAI_BASE_URL", "https://other.example/v1");
        assertThat(own(launch)).isEmpty();
        assertThat(launch.notes()).singleElement().asString().contains("https://other.example/v1");
    }

    @Test
    void loopbackIsKeptOffForwardProxies() {
        assertThat(prepare("claude").variables())
                .containsEntry("NO_PROXY", "127.0.0.1,localhost,::1")
                .containsEntry("no_proxy", "127.0.0.1,localhost,::1");
        assertThat(prepare("claude", "NO_PROXY", "corp.example").variables())
                .containsEntry("NO_PROXY", "corp.example,127.0.0.1,localhost,::1");
    }

    private Tools.Launch prepare(String command, String... variable) {
        Map<String, String> environment = new HashMap<>(Map.of("ANTHROPIC_API_KEY", "secret"));
        if (variable.length > 0) {
            environment.put(variable[0], variable[1]);
        }
        Map<String, Origin> upstreams = new LinkedHashMap<>();
        upstreams.put("openai", Origin.parse("https://api.openai.com"));
        upstreams.put("together", Origin.parse("https://api.together.xyz"));
        upstreams.put("vllm", Origin.parse("http://vllm.example:8000/base"));
        return Tools.prepare(command, new Tools.Surroundings(PROXY, upstreams, environment, home));
    }

    private static Map<String, String> own(Tools.Launch launch) {
        Map<String, String> own = new HashMap<>(launch.variables());
        own.remove("NO_PROXY");
        own.remove("no_proxy");
        return own;
    }
}
