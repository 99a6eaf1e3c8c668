package dev.weir.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class RefusalTest {

    private static final ExchangeId ID = ExchangeId.parse("019a1f2e-3c4d-7abc-9def-0123456789ab");

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void anthropicClientsGetAnthropicsShape(ErrorCode code) {
        assertThat(flat(new Refusal(code, "why").body(Dialect.ANTHROPIC, ID)))
                .containsExactly(
                        "type=error",
                        "error.type=" + code.type(),
                        "error.message=why",
                        "request_id=" + ID);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void openAiClientsAndUnknownOnesGetOpenAisShape(ErrorCode code) {
        // OpenAI itself says so of a key that is wrong or missing.
        String type = code.status() == 401 ? "invalid_request_error" : code.type();
        for (Dialect dialect : List.of(Dialect.OPENAI, Dialect.OTHER)) {
            assertThat(flat(new Refusal(code, "why").body(dialect, ID)))
                    .containsExactly(
                            "error.message=why",
                            "error.type=" + type,
                            "error.param=null",
                            "error.code=" + code.word());
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void geminiClientsGetGeminisShape(ErrorCode code) {
        assertThat(flat(new Refusal(code, "why").body(Dialect.GEMINI, ID)))
                .containsExactly(
                        "error.code=" + code.status(),
                        "error.message=why",
                        "error.status=" + code.rpcStatus());
    }

    @Test
    void ollamaClientsGetOllamasShape() {
        assertThat(flat(new Refusal(ErrorCode.INTERNAL, "why").body(Dialect.OLLAMA, ID)))
                .containsExactly("error=why");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anyMessageStaysValidJsonAndReadsBack(Dialect dialect) {
        Random random = new Random(29);
        String[] parts = {
            "\"",
            "\\",
            "\n",
            "\r\n\r\n",
            "\u0000",
            "\u001F",
            "\u007F",
            "\u2028",
            "\u00E9",
            "\uD83D\uDE00",
            "</script>",
            "{}",
            "data: x",
            "a"
        };
        for (int i = 0; i < 2_000; i++) {
            StringBuilder message = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                message.append(parts[random.nextInt(parts.length)]);
            }
            byte[] body = new Refusal(ErrorCode.BAD_REQUEST, message.toString()).body(dialect, ID);
            String name = dialect == Dialect.OLLAMA ? "error=" : "error.message=";
            assertThat(flat(body)).contains(name + message);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void halfACharacterDoesNotBreakTheAnswer(Dialect dialect) {
        for (String half : List.of("\uD800", "x\uDC00y", "\uD800\uD800", "\uD83D")) {
            byte[] body = new Refusal(ErrorCode.BAD_REQUEST, half).body(dialect, ID);
            assertThat(flat(body)).isNotEmpty();
        }
    }

    @Test
    void anEventIsOneEventWhateverTheMessageHolds() {
        Refusal refusal = new Refusal(ErrorCode.UPSTREAM_RESET, "a\n\ndata: b\r\revent: c");
        for (Dialect dialect : List.of(Dialect.ANTHROPIC, Dialect.OPENAI, Dialect.GEMINI)) {
            String event = new String(refusal.event(dialect, ID), StandardCharsets.UTF_8);
            String start = dialect == Dialect.ANTHROPIC ? "event: error\ndata: " : "data: ";
            assertThat(event).startsWith(start + "{").endsWith("}\n\n");
            String json = event.substring(start.length(), event.length() - 2);
            assertThat(json).doesNotContain("\n", "\r");
            assertThat(json.getBytes(StandardCharsets.UTF_8)).isEqualTo(refusal.body(dialect, ID));
        }
    }

    @Test
    void aShapeWithoutErrorEventsHasNone() {
        Refusal refusal = new Refusal(ErrorCode.UPSTREAM_RESET, "x");
        assertThat(refusal.event(Dialect.OLLAMA, ID)).isEmpty();
        assertThat(refusal.event(Dialect.OTHER, ID)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void theFieldsMarkItAsWeirsOwn(ErrorCode code) {
        Headers headers = new Refusal(code, "why").headers(ID);
        assertThat(headers.first("x-weir-error")).isEqualTo(code.word());
        assertThat(headers.first("x-request-id")).isEqualTo(ID.toString());
        assertThat(headers.first("content-type")).isEqualTo("application/json");
        assertThat(headers.first("cache-control")).isEqualTo("no-store");
        boolean later = code.status() == 503 || code.status() == 429;
        assertThat(headers.contains("retry-after")).isEqualTo(later);
        assertThat(code.retryAfterSeconds()).isBetween(later ? 1 : 0, later ? 5 : 0);
    }

    /** Every scalar with its path, in order. */
    private static List<String> flat(byte[] json) {
        List<String> found = new ArrayList<>();
        List<String> path = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case PROPERTY_NAME -> path.add(parser.currentName());
                    case END_OBJECT -> {
                        if (!path.isEmpty()) {
                            path.removeLast();
                        }
                    }
                    case START_OBJECT -> {}
                    default -> {
                        found.add(String.join(".", path) + "=" + parser.getString());
                        path.removeLast();
                    }
                }
            }
        }
        return found;
    }
}
