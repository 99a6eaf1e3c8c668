package dev.weir.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {

    @ParameterizedTest(name = "{0} at {1} is {2}")
    @CsvSource({
        "/v1/messages, OPENAI, ANTHROPIC",
        "/v1/messages/count_tokens, OTHER, ANTHROPIC",
        "/anthropic/v1/messages, OTHER, ANTHROPIC",
        "/v1/threads/t/messages, OPENAI, OPENAI",
        "/v1/threads/t/messages, ANTHROPIC, ANTHROPIC",
        "/v1/chat/completions, ANTHROPIC, OPENAI",
        "/openai/deployments/d/chat/completions, OTHER, OPENAI",
        "/v1beta/openai/chat/completions, GEMINI, OPENAI",
        "/v1/responses, OTHER, OPENAI",
        "/v1/responses/resp_1, OTHER, OPENAI",
        "/backend-api/codex/responses, OTHER, OPENAI",
        "/v1/embeddings, GEMINI, OPENAI",
        "/v1/completions, OLLAMA, OPENAI",
        "/v1beta/models/gemini-pro:generateContent, OPENAI, GEMINI",
        "/v1/projects/p/locations/l/publishers/google/models/g:streamGenerateContent, OTHER, GEMINI",
        "/v1/projects/p/locations/l/publishers/anthropic/models/c:rawPredict, OTHER, ANTHROPIC",
        "/v1beta/models/gemini-pro, OTHER, OTHER",
        "/api/chat, OPENAI, OLLAMA",
        "/api/generate, OPENAI, OLLAMA",
        "/api/embed, OPENAI, OLLAMA",
        "/api/tags, OLLAMA, OLLAMA",
        "/v1/models, ANTHROPIC, ANTHROPIC",
        "/model/anthropic.claude/invoke, OTHER, OTHER",
        "/, GEMINI, GEMINI",
        "'', OTHER, OTHER",
    })
    void thePathTellsElseTheProviderDoes(String path, Dialect fallback, Dialect dialect) {
        assertThat(Dialect.ofPath(path, fallback)).isEqualTo(dialect);
    }

    @Test
    void everyDialectIsReadFromItsWord() {
        for (Dialect dialect : Dialect.values()) {
            assertThat(Dialect.parse(dialect.word())).isEqualTo(dialect);
        }
        assertThat(Dialect.parse("OpenAI")).isNull();
        assertThat(Dialect.parse("")).isNull();
    }
}
