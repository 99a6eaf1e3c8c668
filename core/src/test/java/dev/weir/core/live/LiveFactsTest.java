package dev.weir.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.Visible;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Opening;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.json.JsonObject;
import dev.weir.core.live.LiveFacts.Verdict;
import dev.weir.core.search.QueryError;
import dev.weir.core.search.QueryParser;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

class LiveFactsTest {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private static LiveCall call(
            @Nullable String model, int status, String organisation, String user, String route) {
        return new LiveCall(
                new Opening(
                        ExchangeId.parse("019a0000-0000-7000-8000-000000000001"),
                        START.toEpochMilli() * 1_000 + 7,
                        new ClientFacts("127.0.0.1:1", null),
                        "provider",
                        "anthropic",
                        Dialect.ANTHROPIC,
                        new RequestHead(
                                "POST",
                                "/anthropic/v1/messages",
                                "HTTP/1.1",
                                Headers.of("user-agent", "claude-cli/2.1.219 (external)")),
                        "/v1/messages",
                        "https://api.anthropic.com",
                        "/v1/messages",
                        CaptureMode.FULL,
                        List.of(),
                        List.of(new Tag("repo", "weir"), new Tag("ticket", "W-1")),
                        new GatewayFacts(
                                organisation,
                                user,
                                user + "@acme.example",
                                List.of("core"),
                                "tok",
                                null,
                                route.isEmpty() ? null : route,
                                null,
                                null,
                                null,
                                List.of(),
                                List.of(),
                                JsonObject.EMPTY)),
                LivePhase.ANSWERING,
                model,
                true,
                status,
                true,
                10,
                20,
                2,
                1_000);
    }

    private static Verdict judge(LiveCall call, String query) throws QueryError {
        return new LiveFacts(call)
                .judge(QueryParser.parse(query, START.plusSeconds(60), ZoneOffset.UTC));
    }

    @ParameterizedTest
    @CsvSource({
        "'', YES",
        "client:claude-code, YES",
        "client:codex, NO",
        "-client:codex, YES",
        "user:ada@*, YES",
        "team:core, YES",
        "repo:weir tag:ticket=W-1, YES",
        "tag:ticket=W-2, NO",
        "model:claude-*, YES",
        "model:gpt-*, OPEN",
        "-model:gpt-*, OPEN",
        "requested-model:gpt-*, NO",
        "status:200, YES",
        "status:>=400, NO",
        "stream:yes, YES",
        "at:2026-11-20, YES",
        "at:2026-11-19, NO",
        "cost:>1, OPEN",
        "duration:>1s, OPEN",
        "words, OPEN",
        "client:codex words, NO",
        "client:claude-code words, OPEN",
        "client:claude-code OR words, YES",
        "client:codex OR words, OPEN",
        "-(client:codex OR words), OPEN",
        "-(client:claude-code words), OPEN",
        "-(client:codex words), YES",
    })
    void whatIsKnownDecidesAndWhatIsNotLeavesOpen(String query, Verdict verdict) throws QueryError {
        assertThat(judge(call("claude-sonnet-4-5", 200, "acme", "ada", ""), query))
                .isEqualTo(verdict);
    }

    @Test
    void whatMayStillComeIsOpen() throws QueryError {
        LiveCall early = call(null, 0, "acme", "ada", "fast");
        assertThat(judge(early, "model:claude-*")).isEqualTo(Verdict.OPEN);
        assertThat(judge(early, "-requested-model:*")).isEqualTo(Verdict.OPEN);
        assertThat(judge(early, "status:none")).isEqualTo(Verdict.OPEN);
        // A route may go on to another provider until one has answered.
        assertThat(judge(early, "provider:openai")).isEqualTo(Verdict.OPEN);
        LiveCall answered = call(null, 200, "acme", "ada", "fast");
        assertThat(judge(answered, "provider:openai")).isEqualTo(Verdict.NO);
    }

    @Test
    void nobodySeesWhatIsNotHisToSee() throws InterruptedException {
        LiveCalls all =
                _ ->
                        List.of(
                                call("a", 0, "acme", "ada", ""),
                                call("b", 0, "acme", "bob", ""),
                                call("c", 0, "other", "ada", ""));
        assertThat(models(all, new Visible("acme", null))).containsExactly("a", "b");
        assertThat(models(all, new Visible("acme", "ada"))).containsExactly("a");
        assertThat(models(all, new Visible("other", "ada"))).containsExactly("c");
        assertThat(models(all, new Visible("acme", ""))).isEmpty();
        assertThat(models(all, Visible.ALL)).hasSize(3);
        assertThat(new VisibleLive(_ -> null, () -> Visible.ALL).now(Duration.ZERO)).isNull();
    }

    private static List<@Nullable String> models(LiveCalls all, Visible visible)
            throws InterruptedException {
        List<LiveCall> seen =
                Objects.requireNonNull(new VisibleLive(all, () -> visible).now(Duration.ZERO));
        return seen.stream().<@Nullable String>map(LiveCall::requestedModel).toList();
    }
}
