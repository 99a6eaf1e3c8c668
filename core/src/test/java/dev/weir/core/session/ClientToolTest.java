package dev.weir.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Tag;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class ClientToolTest {

    @ParameterizedTest
    @CsvSource({
        "'claude-cli/2.1.219 (external, sdk-cli)', claude-code, 2.1.219",
        "'codex_cli_rs/0.169.0 (Mac OS 26; arm64)', codex, 0.169.0",
        "'codex-tui/0.170.1', codex, 0.170.1",
        "codex_cli_rs, codex, ''",
        "'GeminiCLI/0.61.0/gemini-3-pro (linux; x64)', gemini-cli, 0.61.0",
        "'GeminiCLI-vscode/0.61.0/gemini-3-pro', gemini-cli, 0.61.0",
        "opencode/1.18.33, opencode, 1.18.33",
        "'QwenCode/0.15.10 (linux; x64)', qwen-code, 0.15.10",
        "pi-coding-agent, pi, ''",
        "pipeline/3, pipeline, 3",
        "GitHubCopilotChat/0.30.1, copilot, 0.30.1",
        "'OpenAI/Python 1.40.0', openai-python, 1.40.0",
        "'AsyncOpenAI/Python 2.1.0', openai-python, 2.1.0",
        "'OpenAI/JS 6.49.0', openai-js, 6.49.0",
        "'Anthropic/JS 1.11.0', anthropic-js, 1.11.0",
        "'Anthropic/Python 0.75.0', anthropic-python, 0.75.0",
        "'google-genai-sdk/1.20.0 gl-python/3.12', google-genai, 1.20.0",
        "'ai/6.0.326 ai-sdk/provider-utils/4.0', vercel-ai, 6.0.326",
        "curl/8.5.0, curl, 8.5.0",
        "My Own Thing, my, ''",
        "node, node, ''",
    })
    void aToolAndItsVersionAreReadFromTheUserAgent(String agent, String name, String version) {
        assertThat(ClientTool.of(agent)).isEqualTo(new ClientTool(name, version));
    }

    @Test
    void aStatedToolGoesFirst() {
        Headers headers = Headers.of("User-Agent", "opencode/1.2");
        assertThat(ClientTool.of(headers, List.of(new Tag("tool", "My-Bot"))).name())
                .isEqualTo("my-bot");
        assertThat(ClientTool.of(headers, List.of(new Tag("tool", "opencode"))).version())
                .isEqualTo("1.2");
        assertThat(ClientTool.of(Headers.EMPTY, List.of())).isEqualTo(ClientTool.UNKNOWN);
    }

    @Test
    void aLongNameIsCut() {
        assertThat(ClientTool.of("x".repeat(5000)).name()).hasSize(64);
    }
}
