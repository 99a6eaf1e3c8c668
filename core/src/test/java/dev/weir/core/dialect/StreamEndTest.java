package dev.weir.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

class StreamEndTest {

    private static final String ANTHROPIC =
            """
            event: message_start
            data: {"type":"message_start"}

            event: ping
            data: {"type":"ping"}

            event: message_stop
            data: {"type":"message_stop"}

            """;
    private static final String CHAT =
            """
            data: {"choices":[{"delta":{"content":"event: message_stop"}}]}

            data: [DONE]

            """;
    private static final String RESPONSES =
            """
            event: response.created
            data: {"type":"response.created"}

            event: response.completed
            data: {"type":"response.completed","response":{"output":[]}}

            """;
    private static final String GEMINI =
            """
            data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}

            data: {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"totalTokenCount":3}}

            """;
    private static final String OLLAMA =
            """
            {"message":{"content":"a"},"done":false}
            {"message":{"content":""},"done_reason":"stop","done":true,"eval_count":3}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void eachDialectsStreamIsFinishedAtTheEndOfItsLastEventAndNotBefore(String lineEnd) {
        assertFinishedOnlyAtTheEnd(Dialect.ANTHROPIC, ANTHROPIC, lineEnd);
        assertFinishedOnlyAtTheEnd(Dialect.OPENAI, CHAT, lineEnd);
        assertFinishedOnlyAtTheEnd(Dialect.OTHER, CHAT, lineEnd);
        assertFinishedOnlyAtTheEnd(Dialect.OPENAI, RESPONSES, lineEnd);
        assertFinishedOnlyAtTheEnd(Dialect.GEMINI, GEMINI, lineEnd);
        assertFinishedOnlyAtTheEnd(Dialect.OLLAMA, OLLAMA, lineEnd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: message_stop",
                "event:message_stop",
                "event: response.completed",
                "event:response.completed",
                "event: response.incomplete",
                "event: response.failed",
                "event:response.failed",
                "data: [DONE]",
                "data:[DONE]"
            })
    void theSpaceAfterTheColonIsOptional(String line) {
        assertThat(after("data: {}\n\n" + line + "\n\n").finished(Dialect.OPENAI)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: message_stopped",
                "event: message_delta",
                "event:  message_stop",
                " event: message_stop",
                "event:",
                "e",
                "data: [DONE",
                "data: [DONE] x",
                "data: \"[DONE]\"",
                "id: message_stop",
                "data: {\"text\":\"event: message_stop\"}",
                "data: event: message_stop",
                "event: message_stopevent: message_stopevent: message_stopevent: message_stop"
            })
    void otherLinesAreNoEnd(String line) {
        assertThat(after(line + "\n\n").finished(Dialect.ANTHROPIC)).isFalse();
        assertThat(after(line + "\n\n").finished(Dialect.OPENAI)).isFalse();
    }

    @Test
    void anEventHasEndedAfterItsEmptyLine() {
        assertThat(after("").betweenEvents()).isTrue();
        assertThat(after("data: x").betweenEvents()).isFalse();
        assertThat(after("data: x\n").betweenEvents()).isFalse();
        assertThat(after("data: x\n\n").betweenEvents()).isTrue();
        assertThat(after("data: x\r\n").betweenEvents()).isFalse();
        assertThat(after("data: x\r\n\r\n").betweenEvents()).isTrue();
        assertThat(after("data: x\r\r").betweenEvents()).isTrue();
        assertThat(after("data: x\n\n:").betweenEvents()).isFalse();
    }

    @Test
    void nothingIsFinishedBeforeTheFirstByte() {
        for (Dialect dialect : Dialect.values()) {
            assertThat(after("").finished(dialect)).isFalse();
        }
    }

    @Test
    void wordsOfTheModelAreNotTakenForTheEnd() {
        String gemini = "data: {\"candidates\":[{\"text\":\"\\\"finishReason\\\"\"}]}\n\n";
        assertThat(after(gemini).finished(Dialect.GEMINI)).isFalse();
        String ollama = "{\"message\":{\"content\":\"\\\"done\\\":true\"},\"done\":false}\n";
        assertThat(after(ollama).finished(Dialect.OLLAMA)).isFalse();
    }

    @Test
    void argumentsOfAToolCallAreNotTakenForTheEnd() {
        String line =
                "{\"message\":{\"tool_calls\":[{\"function\":{\"arguments\":{\"done\":true}}}]},"
                        + "\"done\":false}\n";
        assertThat(after(line).finished(Dialect.OLLAMA)).isFalse();
        assertThat(after(line.replace("\"done\":false", "\"done\": true")).finished(Dialect.OLLAMA))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void arbitraryBytesNeverFail(Dialect dialect) {
        Random random = new Random(31);
        byte[] alphabet =
                "\r\n\r\nevent: message_stop[DONE]{}\"".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 300; i++) {
            StreamEnd end = new StreamEnd();
            for (int n = random.nextInt(2000); n > 0; n--) {
                end.accept(
                        random.nextBoolean()
                                ? alphabet[random.nextInt(alphabet.length)]
                                : (byte) random.nextInt());
            }
            boolean first = end.finished(dialect);
            assertThat(end.finished(dialect)).as("asking changes nothing").isEqualTo(first);
        }
    }

    private static void assertFinishedOnlyAtTheEnd(Dialect dialect, String stream, String lineEnd) {
        String wire = stream.replace("\n", lineEnd);
        int enough = wire.length() - (lineEnd.equals("\r\n") ? 1 : 0);
        StreamEnd end = new StreamEnd();
        for (int i = 0; i < wire.length(); i++) {
            assertThat(end.finished(dialect)).as("%s after %d", dialect, i).isEqualTo(i >= enough);
            end.accept((byte) wire.charAt(i));
        }
        assertThat(end.finished(dialect)).isTrue();
        for (String more : List.of(": comment", "data: {\"x\":1")) {
            for (byte b : more.getBytes(StandardCharsets.US_ASCII)) {
                end.accept(b);
            }
            assertThat(end.finished(dialect)).isFalse();
        }
    }

    private static StreamEnd after(String stream) {
        StreamEnd end = new StreamEnd();
        for (byte b : stream.getBytes(StandardCharsets.UTF_8)) {
            end.accept(b);
        }
        return end;
    }
}
