package dev.weir.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.Injection;
import dev.weir.core.vault.KeyField;
import dev.weir.core.vault.Secret;
import dev.weir.gateway.vault.KeyCheck.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class KeyCheckTest {

    private static final String CANARY = "sk-CANARY-0123456789-wxyz";

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final KeyCheck check =
            new KeyCheck(new HttpLookup(Duration.ofSeconds(5), Duration.ofSeconds(2)));
    private HttpServer server = server();
    private int status = 200;
    private String body = "{}";

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext(
                "/",
                exchange -> {
                    seen.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Authorization"));
                    if (status == 0) {
                        exchange.close();
                        return;
                    }
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("location", "/stolen");
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static Provider provider(String url, Dialect dialect) {
        return new Provider("some", Origin.parse(url), dialect, CaptureMode.FULL, false);
    }

    private static Injection injection(String url) {
        return new Injection(
                "o1",
                "k1",
                Destination.of(Origin.parse(url)),
                KeyField.AUTHORIZATION,
                Secret.ofText(CANARY));
    }

    private KeyCheck.Result checked() {
        return check.check(provider(url(), Dialect.OPENAI), injection(url()));
    }

    @ParameterizedTest
    @CsvSource({
        "200, '{\"data\":[]}', ACCEPTED",
        "401, 'bad key sk-CANARY-0123456789-wxyz', REJECTED",
        "400, '{\"reason\":\"API_KEY_INVALID\"}', REJECTED",
        "400, 'something else', UNKNOWN",
        "403, 'sk-CANARY-0123456789-wxyz may not', UNKNOWN",
        "404, '', UNKNOWN",
        "429, '', UNKNOWN",
        "500, '', UNKNOWN",
        "302, '', UNKNOWN",
        "0, '', UNKNOWN",
    })
    void theProvidersAnswerIsRead(int status, String body, Verdict expected) {
        this.status = status;
        this.body = body;
        KeyCheck.Result result = checked();
        assertThat(result.verdict()).isEqualTo(expected);
        assertThat(result.reason()).doesNotContain("CANARY").isNotBlank();
        // A connection that breaks is tried again, a redirect is not followed.
        assertThat(seen)
                .hasSizeBetween(1, status == 0 ? 3 : 1)
                .containsOnly("GET /v1/models Bearer " + CANARY);
    }

    @Test
    void nobodyThereIsNoVerdict() {
        String url = url();
        server.stop(0);
        server = server();
        KeyCheck.Result result = check.check(provider(url, Dialect.OPENAI), injection(url));
        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.reason()).contains("no answer").doesNotContain("CANARY");
    }

    @Test
    void aKeyOfAnotherDestinationIsNotSent() {
        KeyCheck.Result result =
                check.check(provider(url(), Dialect.OPENAI), injection("https://api.openai.com"));
        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.anthropic.com, ANTHROPIC, https://api.anthropic.com/v1/models?limit=1",
        "https://generativelanguage.googleapis.com, GEMINI, https://generativelanguage.googleapis.com/v1beta/models?pageSize=1",
        "https://api.openai.com, OPENAI, https://api.openai.com/v1/models",
        "https://me.openai.azure.com, OPENAI, https://me.openai.azure.com/openai/models?api-version=2024-10-21",
        "https://openrouter.ai, OPENAI, https://openrouter.ai/api/v1/key",
        "https://api.groq.com, OPENAI, https://api.groq.com/openai/v1/models",
        "http://127.0.0.1:8000/v1, OPENAI, http://127.0.0.1:8000/v1/models",
    })
    void theQuestionIsAskedWhereTheProviderAnswersIt(String url, Dialect dialect, String asked) {
        List<URI> urls = new ArrayList<>();
        List<Map<String, String>> fields = new ArrayList<>();
        KeyCheck recording =
                new KeyCheck(
                        (where, what) -> {
                            urls.add(where);
                            fields.add(Map.copyOf(what));
                            return new Lookup.Answer(200, "");
                        });
        recording.check(provider(url, dialect), injection(url));
        assertThat(urls).containsExactly(URI.create(asked));
        assertThat(fields.getFirst())
                .containsEntry("authorization", "Bearer " + CANARY)
                .doesNotContainKey("cookie");
        assertThat(fields.getFirst().containsKey("anthropic-version"))
                .isEqualTo(dialect == Dialect.ANTHROPIC);
    }

    @Test
    void everyWellKnownProviderHasAQuestion() {
        for (Provider provider : Providers.wellKnown().values()) {
            Injection injection =
                    new Injection(
                            "o1",
                            "k1",
                            Destination.of(provider.base()),
                            KeyField.AUTHORIZATION,
                            Secret.ofText(CANARY));
            KeyCheck accepting = new KeyCheck((_, _) -> new Lookup.Answer(200, ""));
            assertThat(accepting.check(provider, injection).verdict()).isEqualTo(Verdict.ACCEPTED);
        }
    }
}
