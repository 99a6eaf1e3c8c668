package dev.weir.core.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dialect.Dialect;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {

    @ParameterizedTest
    @CsvSource({
        "POST,/v1/messages,MESSAGES",
        "POST,/anthropic/v1/messages,MESSAGES",
        "POST,/v1/messages/count_tokens,MESSAGES_COUNT_TOKENS",
        "POST,/v1/messages/batches,MESSAGES_BATCH",
        "GET,/v1/messages/batches/msgbatch_1,MESSAGES_BATCH_STATUS",
        "GET,/v1/messages/batches/msgbatch_1/results,MESSAGES_BATCH_RESULTS",
        "POST,/v1/projects/p/locations/l/publishers/anthropic/models/claude@1:streamRawPredict,MESSAGES",
        "POST,/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict,MESSAGES_COUNT_TOKENS",
        "POST,/v1/chat/completions,CHAT_COMPLETIONS",
        "POST,/openai/deployments/d/chat/completions,CHAT_COMPLETIONS",
        "POST,/v1beta/openai/chat/completions,CHAT_COMPLETIONS",
        "POST,/v1/completions,COMPLETIONS",
        "POST,/backend-api/codex/responses,RESPONSES",
        "GET,/v1/responses/resp_1,RESPONSES_FETCH",
        "GET,/v1/responses,OTHER",
        "POST,/v1/embeddings,EMBEDDINGS",
        "POST,/api/v1/embeddings,EMBEDDINGS",
        "POST,/api/embeddings,OLLAMA_EMBED",
        "POST,/v1beta/models/gemini-x:generateContent,GENERATE_CONTENT",
        "POST,/v1beta/models/gemini-x:streamGenerateContent,STREAM_GENERATE_CONTENT",
        "POST,/v1beta/models/gemini-x:countTokens,GEMINI_COUNT_TOKENS",
        "POST,/api/chat,OLLAMA_CHAT",
        "POST,/api/generate,OLLAMA_GENERATE",
        "POST,/model/a%3A0/converse,BEDROCK_CONVERSE",
        "POST,/model/a:0/invoke-with-response-stream,BEDROCK_INVOKE_STREAM",
        "POST,/v2/chat,COHERE_CHAT",
        "GET,/v1/models,MODELS",
        "GET,/api/tags,MODELS",
        "POST,/v1/threads/thread_1/messages,ASSISTANTS",
        "POST,/v1/files,FILES",
        "POST,/elsewhere,OTHER",
        "DELETE,/v1/responses/resp_1,OTHER",
    })
    void aPathAsksForSomething(String method, String path, Endpoint expected) {
        assertThat(Endpoints.of(Dialect.OTHER, null, method, path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/gemini-x:generateContent,gemini-x",
        "/model/arn%3Aaws%3Ab%2Fc%3A0/invoke,arn:aws:b/c:0",
        "/model/a.b-v1:0/converse,a.b-v1:0",
        "/openai/deployments/my+gpt/chat/completions,my+gpt",
        "/v1/projects/p/locations/l/publishers/anthropic/models/claude@1:rawPredict,claude@1",
        "/model/bad%zz%4/invoke,bad%zz%4",
        "/v1/messages,",
    })
    void aPathMayNameTheModel(String path, String model) {
        assertThat(Endpoints.modelOf(path)).isEqualTo(model);
    }

    @Test
    void wordsAreReadBack() {
        for (Endpoint endpoint : Endpoint.values()) {
            assertThat(Endpoint.parse(endpoint.word())).isEqualTo(endpoint);
        }
        for (Reason reason : Reason.values()) {
            assertThat(Reason.parse(reason.word())).isEqualTo(reason);
            assertThat(reason.sentence()).isNotBlank().doesNotEndWith(".");
        }
        assertThat(Endpoint.parse("nothing")).isNull();
    }
}
