package dev.weir.gateway.e2e;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

import dev.weir.core.dialect.Dialect;

import io.github.ollama4j.Ollama;
import io.github.ollama4j.exceptions.OllamaException;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;
import io.github.ollama4j.models.chat.OllamaChatRequest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The Java clients that programs use, one a dialect, and what each makes of a refusal. */
enum Sdk {
    ANTHROPIC(Dialect.ANTHROPIC, "claude-sonnet-4-5"),
    OPENAI(Dialect.OPENAI, "gpt-5"),
    GEMINI(Dialect.GEMINI, "gemini-2.5-pro"),
    OLLAMA(Dialect.OLLAMA, "llama3.2");

    final Dialect dialect;
    final String model;

    Sdk(Dialect dialect, String model) {
        this.dialect = dialect;
        this.model = model;
    }

    /** The name of the dialect, and of the provider. */
    String word() {
        return dialect.word();
    }

    private static String usual(int status) {
        return switch (status) {
            case 400 -> "BadRequestException";
            case 401 -> "UnauthorizedException";
            case 403 -> "PermissionDeniedException";
            case 404 -> "NotFoundException";
            case 422 -> "UnprocessableEntityException";
            case 429 -> "RateLimitException";
            default -> status >= 500 ? "InternalServerException" : "UnexpectedStatusCodeException";
        };
    }

    /** True where the client leaves the answer's message out: of most statuses, ollama4j does. */
    boolean hidesMessage(int status) {
        return this == OLLAMA && status != 400 && status != 404 && status != 500;
    }

    /** True where the client can send fields of the program's own. */
    boolean sendsFields() {
        return this != OLLAMA;
    }

    /**
     * What a program asks for.
     *
     * @param tool a tool that the model may use, empty for none; not with ollama4j
     * @param fields further fields of the request
     */
    record Wish(String model, String text, String tool, Map<String, String> fields) {}

    /**
     * What a program got.
     *
     * @param type simple name of the exception, empty where there was an answer
     * @param status as the client gives it, 0 where it gives none
     */
    record Got(String type, int status, String message) {}

    /** A client as a program keeps it, for several calls. */
    interface Session extends AutoCloseable {
        Got ask(Wish wish);

        @Override
        void close();
    }

    /** What the client's own documentation calls an error of that status. */
    String typeOf(int status) {
        return switch (this) {
            case ANTHROPIC ->
                    switch (status) {
                        case 408 -> "RequestTimeoutException";
                        case 413 -> "ContentTooLargeException";
                        case 431 -> "RequestHeaderFieldsTooLargeException";
                        case 503 -> "ServiceUnavailableException";
                        case 504 -> "GatewayTimeoutException";
                        default -> usual(status);
                    };
            case OPENAI -> usual(status);
            case GEMINI -> status >= 500 ? "ServerException" : "ClientException";
            case OLLAMA -> "OllamaException";
        };
    }

    /**
     * Makes a client.
     *
     * @param base the URL in front of the dialect's own paths, without its version
     * @param retries how often it may try again, where it can be told; -1 for what is usual
     */
    Session open(String base, String token, int retries) {
        return switch (this) {
            case ANTHROPIC -> anthropic(base, token, retries);
            case OPENAI -> openai(base, token, retries);
            case GEMINI -> gemini(base, token, retries);
            case OLLAMA -> ollama(base, token);
        };
    }

    private static Session anthropic(String base, String token, int retries) {
        AnthropicOkHttpClient.Builder builder =
                AnthropicOkHttpClient.builder().apiKey(token).baseUrl(base);
        if (retries >= 0) {
            builder.maxRetries(retries);
        }
        AnthropicClient client = builder.build();
        return new Session() {
            @Override
            public Got ask(Wish wish) {
                MessageCreateParams.Builder params =
                        MessageCreateParams.builder()
                                .model(wish.model())
                                .maxTokens(64)
                                .addUserMessage(wish.text());
                wish.fields().forEach(params::putAdditionalHeader);
                if (!wish.tool().isEmpty()) {
                    params.putAdditionalBodyProperty(
                            "tools",
                            com.anthropic.core.JsonValue.from(
                                    List.of(
                                            Map.of(
                                                    "name",
                                                    wish.tool(),
                                                    "input_schema",
                                                    Map.of("type", "object")))));
                }
                try {
                    return new Got("", 200, client.messages().create(params.build()).toString());
                } catch (AnthropicServiceException e) {
                    return new Got(e.getClass().getSimpleName(), e.statusCode(), text(e));
                }
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    private static Session openai(String base, String token, int retries) {
        OpenAIOkHttpClient.Builder builder =
                OpenAIOkHttpClient.builder().apiKey(token).baseUrl(base + "/v1");
        if (retries >= 0) {
            builder.maxRetries(retries);
        }
        OpenAIClient client = builder.build();
        return new Session() {
            @Override
            public Got ask(Wish wish) {
                ChatCompletionCreateParams.Builder params =
                        ChatCompletionCreateParams.builder()
                                .model(wish.model())
                                .maxCompletionTokens(64)
                                .addUserMessage(wish.text());
                wish.fields().forEach(params::putAdditionalHeader);
                if (!wish.tool().isEmpty()) {
                    params.putAdditionalBodyProperty(
                            "tools",
                            JsonValue.from(
                                    List.of(
                                            Map.of(
                                                    "type",
                                                    "function",
                                                    "function",
                                                    Map.of("name", wish.tool())))));
                }
                try {
                    return new Got(
                            "", 200, client.chat().completions().create(params.build()).toString());
                } catch (OpenAIServiceException e) {
                    return new Got(e.getClass().getSimpleName(), e.statusCode(), text(e));
                }
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    private static Session gemini(String base, String token, int retries) {
        HttpOptions.Builder options = HttpOptions.builder().baseUrl(base);
        if (retries >= 0) {
            options.retryOptions(HttpRetryOptions.builder().attempts(retries + 1).build());
        }
        Client client = Client.builder().apiKey(token).httpOptions(options.build()).build();
        return new Session() {
            @Override
            public Got ask(Wish wish) {
                GenerateContentConfig.Builder config =
                        GenerateContentConfig.builder().maxOutputTokens(64);
                if (!wish.fields().isEmpty()) {
                    config.httpOptions(
                            HttpOptions.builder().headers(new HashMap<>(wish.fields())).build());
                }
                if (!wish.tool().isEmpty()) {
                    config.tools(
                            com.google.genai.types.Tool.builder()
                                    .functionDeclarations(
                                            FunctionDeclaration.builder().name(wish.tool()).build())
                                    .build());
                }
                try {
                    return new Got(
                            "",
                            200,
                            String.valueOf(
                                    client.models.generateContent(
                                            wish.model(), wish.text(), config.build())));
                } catch (ApiException e) {
                    return new Got(e.getClass().getSimpleName(), e.code(), text(e));
                }
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    private static Session ollama(String base, String token) {
        Ollama client = new Ollama(base);
        client.setBearerAuth(token);
        return new Session() {
            @Override
            public Got ask(Wish wish) {
                OllamaChatRequest request =
                        OllamaChatRequest.builder()
                                .withModel(wish.model())
                                .withUseTools(false)
                                .withMessage(OllamaChatMessageRole.USER, wish.text());
                try {
                    return new Got("", 200, String.valueOf(client.chat(request, null)));
                } catch (OllamaException e) {
                    Throwable why = e.getCause() instanceof OllamaException cause ? cause : e;
                    return new Got(e.getClass().getSimpleName(), 0, text(why));
                }
            }

            @Override
            public void close() {}
        };
    }

    private static String text(Throwable problem) {
        return String.valueOf(problem.getMessage());
    }
}
