package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

class ExchangeFactsTest {

    private static final Instant START = Instant.parse("2026-07-28T12:00:00Z");

    private static Exchange exchange(@Nullable ResponseHead response) {
        return new Exchange(
                ExchangeId.parse("0198f2c4-0000-7000-8000-000000000001"),
                START,
                new ClientFacts("127.0.0.1:5", null),
                "provider",
                "anthropic",
                Dialect.ANTHROPIC,
                new RequestHead("POST", "/anthropic/v1/messages", "HTTP/1.1", Headers.EMPTY),
                "/v1/messages",
                null,
                response,
                Headers.EMPTY,
                Headers.EMPTY,
                new BodyFacts(2_000, 0, 0),
                BodyFacts.EMPTY,
                new Timeline(1, 2, 3, Timeline.NEVER, 4, 2_500_000_000L),
                EndReason.CLIENT_CANCEL,
                EndPhase.BODY,
                response == null ? "upstream_reset" : null,
                CaptureMode.FULL,
                Set.of(Loss.CRASH),
                List.of(),
                List.of(
                        new Tag("user", "ada"),
                        new Tag("tool", "claude-code"),
                        new Tag("session", "s1"),
                        new Tag("draft", "")),
                "claude-opus-4",
                true);
    }

    private static boolean matches(String query, Exchange exchange) throws QueryError {
        SearchQuery read = QueryParser.parse(query, START, ZoneOffset.UTC);
        return Matcher.matches(read, new ExchangeFacts(exchange));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id:0198f2c4-*1 at:today provider:anthropic",
                "model:claude-* requested-model:claude-opus-4 -answered-model:*",
                "dialect:anthropic path:/v1/messages status:201 -status:none",
                "outcome:client_disconnect reason:client_cancel -error:*",
                "stream:yes user:ada client:claude-code session:s1 -team:* -tool:*",
                "tag:draft tag:user=ada tag:tool -tag:other",
                "duration:>=2500ms duration:<=2500ms -ttft:*",
                "request-bytes:2KB response-bytes:0 has:loss -has:error",
                "-cost:* -input:* -reading:*",
            })
    void theRecordAloneAnswersWhatItKnows(String query) throws QueryError {
        Exchange exchange = exchange(new ResponseHead(201, "", "HTTP/1.1", Headers.EMPTY));
        assertThat(matches(query, exchange)).isTrue();
        assertThat(matches("-(" + query + ")", exchange)).isFalse();
    }

    @Test
    void noAnswerIsNoStatus() throws QueryError {
        Exchange exchange = exchange(null);
        assertThat(matches("status:none -status:<400 -status:*", exchange)).isTrue();
        assertThat(matches("error:upstream* has:error", exchange)).isTrue();
    }
}
