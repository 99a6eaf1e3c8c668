package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;
import dev.weir.testkit.corpus.RecordedProvider;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What passes is what was sent: recorded and hand-written exchanges through Weir, compared on the
 * wire in both directions and in the archive afterwards. The expected number of differences is
 * none.
 */
class CorpusFidelityTest {

    /**
     * Every provider name of the corpus and the fixtures; all lead to the one scripted provider.
     */
    private static final List<String> PROVIDERS =
            List.of(
                    "anthropic openai gemini ollama bedrock vertex mistral openrouter cohere xai",
                    "deepseek groq local-openai-compatible azure-ai azure-openai perplexity",
                    "openai-compatible together replicate cerebras huggingface voyageai writer",
                    "deepgram zai alibaba moonshot portkey aleph-alpha heroku");

    @TempDir private Path directory;

    private final ScriptedProvider provider;
    private RunningWeir weir;
    private final RecordedProvider recorded = new RecordedProvider();

    CorpusFidelityTest() throws IOException {
        provider = ScriptedProvider.start().always(recorded);
    }

    @BeforeEach
    void start() throws Exception {
        Settings settings = Settings.in(directory.resolve("data"));
        for (String line : PROVIDERS) {
            for (String name : line.split(" ")) {
                settings.provider(name, provider.url());
            }
        }
        weir = RunningWeir.start(settings);
    }

    @AfterEach
    void stop() {
        weir.close();
        provider.close();
    }

    private FidelityRun run() {
        provider.forgetful();
        return new FidelityRun(weir, recorded, "127.0.0.1:" + provider.port());
    }

    @Test
    void fixturesPassUnchangedOneByOneAndTogether() throws Exception {
        FidelityRun run = run();
        List<RecordedExchange> fixtures = Fixtures.all();
        run.sequential("seq-", fixtures.stream());
        run.parallel("par-", fixtures);
        finish(run, "fixtures");
    }

    @Test
    void recordedExchangesPassUnchangedOneByOne() throws Exception {
        FidelityRun run = run();
        try (Stream<RecordedExchange> exchanges = Corpus.recorded().exchanges()) {
            run.sequential("", exchanges);
        }
        finish(run, "recorded, one client");
    }

    @Test
    void recordedExchangesPassUnchangedTogether() throws Exception {
        FidelityRun run = run();
        try (Stream<RecordedExchange> exchanges = Corpus.recorded().exchanges()) {
            run.parallel("", exchanges.toList());
        }
        finish(run, "recorded, 8 clients");
    }

    @Test
    void aSampleOfAgentSessionsPassesUnchanged() throws Exception {
        FidelityRun run = run();
        Corpus corpus = Corpus.recorded();
        for (String tool : List.of("claude-code-wire", "codex", "swe-agent")) {
            try (Stream<RecordedExchange> turns = corpus.sessions(tool)) {
                run.sequential("", turns);
            }
        }
        Set<String> seen = new HashSet<>();
        try (Stream<RecordedExchange> turns = corpus.sessions("claude-code")) {
            run.sequential(
                    "",
                    turns.takeWhile(
                            turn -> {
                                seen.add(String.valueOf(turn.session()));
                                return seen.size() <= 5;
                            }));
        }
        finish(run, "sample of sessions");
    }

    @Test
    @Tag("slow")
    void allAgentSessionsPassUnchanged() throws Exception {
        FidelityRun run = run();
        Corpus corpus = Corpus.recorded();
        for (String tool : List.of("claude-code-wire", "codex", "swe-agent", "pi", "claude-code")) {
            try (Stream<RecordedExchange> turns = corpus.sessions(tool)) {
                run.sequential("", turns);
            }
        }
        finish(run, "all sessions");
    }

    private void finish(FidelityRun run, String what) throws Exception {
        run.compareRecords();
        System.out.println(run.summary(what));
        assertThat(run.differences()).isEmpty();
        assertThat(run.exchanges()).isPositive();
        weir.close();
        ChildWeir.Finished verify = ChildWeir.run("verify", "--data", weir.dataDir().toString());
        assertThat(verify.status()).as(verify.output()).isZero();
    }

    /** The same rules once more, written out, so that no table can be wrong in both places. */
    @Test
    void fieldsAreTreatedAsWrittenHere() throws Exception {
        provider.next(
                Scripts.raw(
                        """
                        HTTP/1.1 200 Fine\r
                        Request-Id: req_1\r
                        X-Odd-Case: Kept\r
                        x-twice: 1\r
                        X-Twice: 2\r
                        Retry-After: 3\r
                        anthropic-ratelimit-unified-status: allowed\r
                        X-Should-Retry: true\r
                        Set-Cookie: a=b\r
                        Access-Control-Allow-Origin: *\r
                        Strict-Transport-Security: max-age=1\r
                        Alt-Svc: h3=":443"\r
                        Keep-Alive: timeout=5\r
                        Connection: keep-alive, X-Hop\r
                        X-Hop: gone\r
                        Content-Type: application/json\r
                        Content-Length: 2\r
                        \r
                        {}"""));
        try (RawClient client = RawClient.connect(weir.proxyPort())) {
            Answer answer =
                    client.send(
                                    """
                                    POST /anthropic/v1/messages?beta=true HTTP/1.1\r
                                    Host: localhost:%d\r
                                    Authorization: Bearer sk-ant-oat-1234567890\r
                                    x-api-key: sk-ant-api-1234567890\r
                                    anthropic-version: 2023-06-01\r
                                    anthropic-beta: a,b\r
                                    anthropic-beta: c\r
                                    X-Vendor-Unknown: stays\r
                                    traceparent: 00-0-0-01\r
                                    Cookie: gone=1\r
                                    X-Forwarded-For: 10.0.0.1\r
                                    Forwarded: for=10.0.0.1\r
                                    Via: 1.1 other\r
                                    x-weir-tag: team=river\r
                                    x-weir-session: s1\r
                                    TE: trailers\r
                                    Connection: keep-alive, X-Private\r
                                    X-Private: gone\r
                                    Content-Type: application/json\r
                                    Content-Length: 2\r
                                    \r
                                    {}"""
                                            .formatted(weir.proxyPort()))
                            .answer();

            Received received = provider.awaitReceived(1, Duration.ofSeconds(5)).getFirst();
            assertThat(lines(received.head().headers(), "host", "content-length"))
                    .containsExactly(
                            "Authorization: Bearer sk-ant-oat-1234567890",
                            "x-api-key: sk-ant-api-1234567890",
                            "anthropic-version: 2023-06-01",
                            "anthropic-beta: a,b",
                            "anthropic-beta: c",
                            "X-Vendor-Unknown: stays",
                            "traceparent: 00-0-0-01",
                            "Content-Type: application/json");
            assertThat(received.head().headers().all("host"))
                    .containsExactly("127.0.0.1:" + provider.port());
            assertThat(received.head().target()).isEqualTo("/v1/messages?beta=true");
            assertThat(lines(answer.headers(), "content-length", "connection"))
                    .containsExactly(
                            "Request-Id: req_1",
                            "X-Odd-Case: Kept",
                            "x-twice: 1",
                            "X-Twice: 2",
                            "Retry-After: 3",
                            "anthropic-ratelimit-unified-status: allowed",
                            "X-Should-Retry: true",
                            "Content-Type: application/json");
            assertThat(answer.head().reason()).isEqualTo("Fine");
        }
        try (Console console = weir.console()) {
            var record = console.awaitTag("team=river");
            String text = record.toString();
            assertThat(text).doesNotContain("sk-ant-api-1234567890", "sk-ant-oat-1234567890");
            assertThat(text).contains("last4:7890", "session=s1");
            assertThat(record.path("response").path("headers").toString())
                    .contains("Access-Control-Allow-Origin", "Alt-Svc");
        }
    }

    private static List<String> lines(Headers headers, String... without) {
        Set<String> left = Set.of(without);
        List<String> lines = new java.util.ArrayList<>();
        headers.forEach(
                (name, value) -> {
                    if (!left.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                        lines.add(name + ": " + value);
                    }
                });
        return lines;
    }
}
