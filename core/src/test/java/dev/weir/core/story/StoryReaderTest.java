package dev.weir.core.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.wire.TurnReader;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

class StoryReaderTest {

    private final StoryReader reader = new StoryReader(100, false);
    private int calls;

    private Step ollama(int turn, int step, String messages, String answer) {
        Source source =
                new Source(
                        Dialect.OLLAMA,
                        null,
                        "POST",
                        "/api/chat",
                        "",
                        Headers.of("content-type", "application/json"),
                        body(
                                "{\"model\":\"llama\",\"stream\":false,\"messages\":["
                                        + messages
                                        + "]}"),
                        200,
                        Headers.of("content-type", "application/json"),
                        body("{\"model\":\"llama\",\"done\":true,\"message\":" + answer + "}"));
        return reader.read(
                row(turn, step), TurnReader.read(source), source.request(), source.response());
    }

    private static Source.Body body(String text) {
        return Source.Body.of(text.getBytes(StandardCharsets.UTF_8), Source.State.WHOLE);
    }

    private DerivedExchange row(int turn, int step) {
        int number = calls++;
        return new DerivedExchange(
                new ExchangeId(number << 16 | 0x7000L, 0x8000_0000_0000_0000L),
                Instant.EPOCH.plusSeconds(number),
                new DerivedExchange.Call(
                        "ollama",
                        "ollama",
                        "ollama_chat",
                        "/api/chat",
                        200,
                        "complete",
                        "complete",
                        null,
                        "llama",
                        null,
                        false,
                        null,
                        null,
                        400_000,
                        null,
                        1,
                        1),
                new DerivedExchange.Caller(null, null, null, null, null, null, List.of()),
                DerivedExchange.Gateway.NONE,
                new DerivedExchange.Place("s", "first", true, "main", turn, step, "main"),
                Map.of(),
                new DerivedExchange.Cost(null, null, "unpriced:unknown_model", "1", null, null),
                "full",
                null,
                List.of(),
                Set.of());
    }

    @Test
    void resultsWithoutIdsGoToTheCallsOfTheirNameInOrder() {
        String ask = "{\"role\":\"user\",\"content\":\"Look\"}";
        String called =
                "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"ls\",\"arguments\":{\"path\":\"a\"}}},"
                        + "{\"function\":{\"name\":\"cat\",\"arguments\":{\"path\":\"b\"}}},{\"function\":{\"name\":\"ls\",\"arguments\":{\"path\":\"c\"}}}]}";
        String results =
                "{\"role\":\"tool\",\"tool_name\":\"cat\",\"content\":\"B\"},{\"role\":\"tool\",\"tool_name\":\"ls\",\"content\":\"A\"},{\"role\":\"tool\",\"tool_name\":\"ls\",\"content\":\"C\"}";
        Step first = ollama(1, 1, ask, called);
        Step second =
                ollama(
                        1,
                        2,
                        ask + "," + called + "," + results,
                        "{\"role\":\"assistant\",\"content\":\"Done\"}");
        assertThat(first.asks()).isTrue();
        assertThat(first.waits()).isTrue();
        Step told = first.with(second.results());
        assertThat(told.waits()).isFalse();
        assertThat(
                        told.answer().stream()
                                .filter(Piece.ToolCall.class::isInstance)
                                .map(piece -> text((Piece.ToolCall) piece)))
                .containsExactly("a A", "b B", "c C");
        assertThat(second.said()).isEmpty();
        assertThat(second.marks().toolMicros()).isEqualTo(600_000);
    }

    private static String text(Piece.ToolCall call) {
        Piece.ToolResult result = call.result();
        return ToolLine.of(call)
                + " "
                + (result == null ? "" : ((Piece.Words) result.parts().getFirst()).text().text());
    }

    @Test
    void aNewTryOfAStepSaysNothingTwice() {
        String ask = "{\"role\":\"user\",\"content\":\"Look\"}";
        ollama(1, 1, ask, "{\"role\":\"assistant\",\"content\":\"\"}");
        Step again = ollama(1, 1, ask, "{\"role\":\"assistant\",\"content\":\"Yes\"}");
        assertThat(again.marks().repeats()).isTrue();
        assertThat(again.said()).isEmpty();
        assertThat(again.asks()).isFalse();
    }

    @Test
    void textsAreCutBetweenCharactersAndBlocksInATagAreReminders() {
        assertThat(Snip.of("ab\uD83D\uDE00", 3)).isEqualTo(new Snip("ab", 4));
        assertThat(Snip.of("ab", 2).cut()).isFalse();
        assertThat(Pieces.isReminder(" <system-reminder>x</system-reminder>\n")).isTrue();
        assertThat(Pieces.isReminder("<b>bold</b> words")).isFalse();
        assertThat(Pieces.isReminder("<a")).isFalse();
    }
}
