package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.corpus.Framer;
import dev.weir.testkit.corpus.RecordedExchange;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.Script;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The official Java SDKs behave through Weir as they do without it: each scenario runs twice, and
 * what the program gets and what the provider gets are the same.
 */
class SdkTest extends WireHarness {

    private static final String KEY = "sk-test-0123456789abcdef";

    /** What a program does with an SDK; gives all it got as text. */
    interface Scenario extends Function<String, String> {}

    @Override
    Settings configure(Settings settings) {
        return settings.set("timeouts.first_byte", "20s").set("timeouts.idle", "20s");
    }

    @ParameterizedTest
    @MethodSource
    void theProgramAndTheProviderSeeTheSameThroughWeir(Scenario scenario, List<Script> scripts)
            throws Exception {
        provider().next(scripts.toArray(Script[]::new));
        long start = System.nanoTime();
        String direct = scenario.apply(provider().url());
        Duration directTime = Duration.ofNanos(System.nanoTime() - start);
        List<Received> directRequests = List.copyOf(provider().received());

        provider().next(scripts.toArray(Script[]::new));
        start = System.nanoTime();
        String through = scenario.apply("http://localhost:" + weir().proxyPort() + "/" + name());
        Duration throughTime = Duration.ofNanos(System.nanoTime() - start);
        List<Received> all = provider().received();
        List<Received> throughRequests = all.subList(directRequests.size(), all.size());

        assertThat(direct).isNotEmpty();
        assertThat(through).isEqualTo(direct);
        assertThat(throughRequests.stream().map(SdkTest::seen).toList())
                .isEqualTo(directRequests.stream().map(SdkTest::seen).toList());
        assertThat(throughTime).isCloseTo(directTime, Duration.ofSeconds(3));
        if (directRequests.size() > 1 && directTime.toMillis() >= 1_000) {
            assertThat(throughTime)
                    .as("the wait that was asked for")
                    .isGreaterThan(Duration.ofMillis(950));
        }
    }

    /** A request as the provider got it, without what names the connection. */
    private static String seen(Received received) {
        StringBuilder fields = new StringBuilder();
        received.head()
                .headers()
                .forEach(
                        (name, value) -> {
                            String lower = name.toLowerCase(Locale.ROOT);
                            if (!lower.equals("host") && !lower.equals("connection")) {
                                fields.append(name).append(": ").append(value).append('\n');
                            }
                        });
        return received.head().startLine() + "\n" + fields + "\n" + received.body().text();
    }

    static Stream<Arguments> theProgramAndTheProviderSeeTheSameThroughWeir() {
        List<Arguments> all = new ArrayList<>();
        Scenario chat = openai(SdkTest::chat);
        Scenario chatStream = openai(SdkTest::chatStream);
        Scenario messages = anthropic(SdkTest::messages);
        Scenario messagesStream = anthropic(SdkTest::messagesStream);
        all.add(argumentSet("chat", chat, answers("openai-chat")));
        all.add(argumentSet("chat, streaming", chatStream, answers("openai-chat-stream")));
        all.add(
                argumentSet(
                        "chat, tools", openai(SdkTest::chatTools), answers("openai-tool-calls")));
        all.add(argumentSet("responses", openai(SdkTest::responses), answers("openai-responses")));
        all.add(
                argumentSet(
                        "responses, streaming",
                        openai(SdkTest::responsesStream),
                        answers("openai-responses-stream")));
        all.add(argumentSet("messages", messages, answers("anthropic-plain")));
        all.add(argumentSet("messages, compressed", messages, answers("anthropic-gzip")));
        all.add(argumentSet("messages, streaming", messagesStream, answers("anthropic-stream")));
        all.add(
                argumentSet(
                        "messages, streaming, CRLF",
                        messagesStream,
                        answers("anthropic-stream-crlf")));
        all.add(argumentSet("messages, tools", messages, answers("anthropic-tools")));
        all.add(
                argumentSet(
                        "messages, tools, streaming",
                        messagesStream,
                        answers("anthropic-tool-stream")));
        for (String status : List.of("400", "401", "404", "429", "500")) {
            all.add(argumentSet("chat, " + status, chat, answers("openai-error-" + status)));
        }
        for (String status : List.of("400", "401", "403", "413", "429", "500", "529")) {
            all.add(
                    argumentSet(
                            "messages, " + status, messages, answers("anthropic-error-" + status)));
        }
        all.add(
                argumentSet(
                        "error in a stream", messagesStream, answers("anthropic-error-in-stream")));
        Script busy =
                Scripts.answer(
                        429,
                        "Content-Type: application/json\r\nRetry-After: 1\r\n",
                        Bytes.of("{\"error\":{\"message\":\"busy\"}}"));
        Script broken = Scripts.json(500, "{\"error\":{\"message\":\"broken\"}}");
        all.add(
                argumentSet(
                        "chat, retried after 429",
                        retrying(SdkTest::chat),
                        List.of(busy, answer("openai-chat"))));
        all.add(
                argumentSet(
                        "chat, retried after 500",
                        retrying(SdkTest::chat),
                        List.of(broken, answer("openai-chat"))));
        all.add(
                argumentSet(
                        "messages, retried after 429",
                        retryingAnthropic(SdkTest::messages),
                        List.of(busy, answer("anthropic-plain"))));
        all.add(
                argumentSet(
                        "chat, cut inside an event",
                        openai(client -> failure(() -> chatStream(client))),
                        List.of(
                                Scripts.rawThenClose(
                                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n8\r\ndata: {\"\r\n"))));
        return all.stream();
    }

    // ---- the provider's side -----------------------------------------------------------------

    private static List<Script> answers(String fixture) {
        return List.of(answer(fixture));
    }

    private static Script answer(String fixture) {
        Map<String, RecordedExchange> byId =
                Fixtures.all().stream()
                        .collect(Collectors.toMap(RecordedExchange::id, Function.identity()));
        RecordedExchange found = byId.get("fixture-" + fixture);
        if (found == null) {
            throw new IllegalArgumentException("no fixture " + fixture);
        }
        Framer.Framed framed = new Framer(new Random(3)).response(found.response());
        return call -> {
            call.body().rest();
            for (Bytes piece : framed.pieces()) {
                call.send(piece);
            }
            if (framed.closes()) {
                call.close();
            }
        };
    }

    // ---- the program's side ------------------------------------------------------------------

    private static Scenario openai(Function<OpenAIClient, String> use) {
        return url -> openai(url, 0, use);
    }

    private static Scenario retrying(Function<OpenAIClient, String> use) {
        return url -> openai(url, 2, use);
    }

    private static String openai(String url, int retries, Function<OpenAIClient, String> use) {
        OpenAIClient client =
                OpenAIOkHttpClient.builder()
                        .apiKey(KEY)
                        .baseUrl(url + "/v1")
                        .maxRetries(retries)
                        .build();
        try {
            return use.apply(client);
        } catch (OpenAIServiceException e) {
            return e.getClass().getName()
                    + e.statusCode()
                    + e.getMessage()
                    + e.body()
                    + e.headers().values("retry-after-ms");
        } finally {
            client.close();
        }
    }

    private static Scenario anthropic(Function<AnthropicClient, String> use) {
        return url -> anthropic(url, 0, use);
    }

    private static Scenario retryingAnthropic(Function<AnthropicClient, String> use) {
        return url -> anthropic(url, 2, use);
    }

    private static String anthropic(
            String url, int retries, Function<AnthropicClient, String> use) {
        AnthropicClient client =
                AnthropicOkHttpClient.builder()
                        .apiKey(KEY)
                        .baseUrl(url)
                        .maxRetries(retries)
                        .build();
        try {
            return use.apply(client);
        } catch (AnthropicServiceException e) {
            return e.getClass().getName()
                    + e.statusCode()
                    + e.getMessage()
                    + e.body()
                    + e.headers().values("retry-after");
        } finally {
            client.close();
        }
    }

    private static ChatCompletionCreateParams.Builder chatRequest() {
        return ChatCompletionCreateParams.builder().model("gpt-5").addUserMessage("Grüße, 世界");
    }

    private static String chat(OpenAIClient client) {
        return client.chat().completions().create(chatRequest().build()).toString();
    }

    private static String chatTools(OpenAIClient client) {
        JsonValue tools =
                JsonValue.from(
                        List.of(Map.of("type", "function", "function", Map.of("name", "weather"))));
        return client.chat()
                .completions()
                .create(chatRequest().putAdditionalBodyProperty("tools", tools).build())
                .toString();
    }

    private static String chatStream(OpenAIClient client) {
        try (var stream = client.chat().completions().createStreaming(chatRequest().build())) {
            return stream.stream().map(Object::toString).collect(Collectors.joining("\n"));
        }
    }

    private static ResponseCreateParams responsesRequest() {
        return ResponseCreateParams.builder().model("gpt-5").input("Hello").build();
    }

    private static String responses(OpenAIClient client) {
        return client.responses().create(responsesRequest()).toString();
    }

    private static String responsesStream(OpenAIClient client) {
        try (var stream = client.responses().createStreaming(responsesRequest())) {
            return stream.stream().map(Object::toString).collect(Collectors.joining("\n"));
        }
    }

    private static MessageCreateParams messagesRequest() {
        return MessageCreateParams.builder()
                .model("claude-sonnet-4-5")
                .maxTokens(64)
                .addUserMessage("What is a weir?")
                .build();
    }

    private static String messages(AnthropicClient client) {
        return client.messages().create(messagesRequest()).toString();
    }

    private static String messagesStream(AnthropicClient client) {
        try (var stream = client.messages().createStreaming(messagesRequest())) {
            return stream.stream().map(Object::toString).collect(Collectors.joining("\n"));
        }
    }

    /** The kind of failure; it must be one. */
    private static String failure(Runnable use) {
        try {
            use.run();
        } catch (RuntimeException e) {
            return e.getClass().getName();
        }
        throw new AssertionError("a cut stream passed for a whole one");
    }
}
