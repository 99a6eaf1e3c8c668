package dev.weir.core.reading.wire;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.sse.AwsFrames;
import dev.weir.core.usage.Unit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Streams of each dialect: put together, and broken off anywhere. */
class StreamedAnswerTest {

    private static ModelResponse answer(String name) {
        Reading reading = reading(name);
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.status()).isEqualTo(Reading.Status.FULL);
        assertThat(reading.streamed()).isTrue();
        return reading.turn().response();
    }

    private static Reading reading(String name) {
        String[] stream = requireNonNull(Streams.ALL.get(name));
        return Exchanges.read(stream[0], "{\"model\":\"m\"}", stream[1], stream[2]);
    }

    private static List<Part> parts(ModelResponse answer) {
        assertThat(answer.choices()).hasSize(1);
        return answer.choices().getFirst().message().parts();
    }

    private static Part.ToolCall call(Part part) {
        assertThat(part).isInstanceOf(Part.ToolCall.class);
        Part.ToolCall call = (Part.ToolCall) part;
        assertThat(call.form()).isEqualTo(Part.ToolCall.Form.JSON);
        return call;
    }

    @Test
    void messages() {
        ModelResponse answer = answer("messages");
        assertThat(answer.id()).isEqualTo("msg_1");
        assertThat(answer.model()).isEqualTo("claude-x");
        List<Part> parts = parts(answer);
        assertThat(parts).hasSize(3);
        assertThat(parts.getFirst())
                .isEqualTo(new Part.Thinking("Let me look.", "c2ln", false, Extra.NONE));
        Part.Text text = (Part.Text) parts.get(1);
        assertThat(text.text()).isEqualTo("Grüße 😀");
        assertThat(text.citations().getFirst().url()).isEqualTo("https://example.com");
        assertThat(call(parts.get(2)).arguments().write()).isEqualTo("{\"path\":\"a.txt\"}");
        assertThat(call(parts.get(2)).id()).isEqualTo("toolu_1");
        assertThat(answer.stop()).isEqualTo(StopReason.TOOL_CALL);
        assertThat(answer.choices().getFirst().stopWord()).isEqualTo("tool_use");
        assertThat(answer.usage().counts())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                Unit.INPUT_TOKENS, 2310L,
                                Unit.CACHE_READ_TOKENS, 2000L,
                                Unit.CACHE_WRITE_TOKENS, 300L,
                                Unit.CACHE_WRITE_5M_TOKENS, 100L,
                                Unit.CACHE_WRITE_1H_TOKENS, 200L,
                                Unit.OUTPUT_TOKENS, 55L,
                                Unit.WEB_SEARCHES, 2L,
                                Unit.WEB_FETCHES, 0L));
        assertThat(answer.serviceTier()).isEqualTo("standard");
        assertThat(answer.usage().raw()).contains("\"input_tokens\":10").contains("2000");
    }

    @Test
    void chatCompletions() {
        ModelResponse answer = answer("chat");
        List<Part> parts = parts(answer);
        assertThat(parts)
                .extracting(Part::word)
                .containsExactly("thinking", "text", "tool_call", "tool_call");
        assertThat(((Part.Text) parts.get(1)).text()).isEqualTo("Hello");
        assertThat(call(parts.get(2)).arguments().write()).isEqualTo("{}");
        assertThat(call(parts.get(3)).arguments().write()).isEqualTo("{\"x\":1}");
        assertThat(call(parts.get(3)).name()).isEqualTo("g");
        assertThat(answer.stop()).isEqualTo(StopReason.TOOL_CALL);
        assertThat(answer.usage().counts())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                Unit.INPUT_TOKENS, 20L,
                                Unit.CACHE_READ_TOKENS, 16L,
                                Unit.INPUT_AUDIO_TOKENS, 0L,
                                Unit.OUTPUT_TOKENS, 9L,
                                Unit.OUTPUT_REASONING_TOKENS, 4L));
        assertThat(answer.serviceTier()).isEqualTo("flex");
    }

    @Test
    void responses() {
        ModelResponse answer = answer("responses");
        checkResponses(answer);
        assertThat(answer.stop()).isEqualTo(StopReason.TOOL_CALL);
        assertThat(answer.usage().of(Unit.INPUT_TOKENS)).isEqualTo(30);
        assertThat(answer.usage().of(Unit.CACHE_READ_TOKENS)).isZero();
        assertThat(answer.usage().of(Unit.CACHE_WRITE_TOKENS)).isNull();
    }

    /** What the final event would have said can be had from the others, but for usage. */
    @Test
    void aResponseWithoutItsFinalEventIsMadeOfItsItems() {
        String stream = Streams.RESPONSES;
        String cut = stream.substring(0, stream.indexOf("event: response.completed"));
        Reading reading = Exchanges.read("/v1/responses", "{}", Exchanges.SSE, cut);
        assertThat(reading.reasons()).containsExactly(Reason.CUT_STREAM);
        checkResponses(reading.turn().response());
        assertThat(reading.turn().response().usage().isEmpty()).isTrue();
    }

    private static void checkResponses(ModelResponse answer) {
        List<Part> parts = parts(answer);
        assertThat(parts).extracting(Part::word).containsExactly("thinking", "text", "tool_call");
        assertThat(((Part.Thinking) parts.getFirst()).signature()).isEqualTo("enc");
        assertThat(((Part.Text) parts.get(1)).text()).isEqualTo("Hello you");
        assertThat(call(parts.get(2)).arguments().write()).isEqualTo("{\"a\":[1]}");
        assertThat(call(parts.get(2)).id()).isEqualTo("call_1");
    }

    @Test
    void gemini() {
        ModelResponse answer = answer("gemini");
        List<Part> parts = parts(answer);
        assertThat(parts).extracting(Part::word).containsExactly("thinking", "text", "tool_call");
        assertThat(((Part.Text) parts.get(1)).text()).isEqualTo("Hello");
        assertThat(call(parts.get(2)).extra().rest().text("thoughtSignature")).isEqualTo("c2ln");
        assertThat(answer.usage().counts())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                Unit.INPUT_TOKENS, 11L,
                                Unit.INPUT_TOOL_TOKENS, 3L,
                                Unit.CACHE_READ_TOKENS, 2L,
                                Unit.INPUT_TEXT_TOKENS, 6L,
                                Unit.INPUT_IMAGE_TOKENS, 2L,
                                Unit.OUTPUT_TOKENS, 12L,
                                Unit.OUTPUT_REASONING_TOKENS, 7L));
    }

    @Test
    void ollamaWhereAnExplicitZeroStaysZero() {
        ModelResponse answer = answer("ollama");
        assertThat(parts(answer))
                .extracting(Part::word)
                .containsExactly("thinking", "text", "tool_call");
        assertThat(answer.usage().counts())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Unit.INPUT_TOKENS, 0L, Unit.OUTPUT_TOKENS, 6L));
        assertThat(answer.stop()).isEqualTo(StopReason.TOOL_CALL);
    }

    @Test
    void cohereIsCountedAsItIsBilled() {
        ModelResponse answer = answer("cohere");
        assertThat(parts(answer))
                .extracting(Part::word)
                .containsExactly("thinking", "text", "tool_call");
        assertThat(answer.usage().of(Unit.INPUT_TOKENS)).isEqualTo(3);
        assertThat(answer.usage().of(Unit.OUTPUT_TOKENS)).isEqualTo(4);
    }

    /** Whatever part of a stream has come, it reads, and says nothing that the whole does not. */
    @ParameterizedTest
    @ValueSource(strings = {"messages", "chat", "responses", "gemini", "ollama", "cohere"})
    void aStreamThatBreaksOffAnywhereGivesAPrefix(String name) {
        String[] stream = requireNonNull(Streams.ALL.get(name));
        byte[] bytes = stream[2].getBytes(StandardCharsets.UTF_8);
        String whole = words(reading(name));
        for (int length = 0; length < bytes.length; length++) {
            Reading cut =
                    Exchanges.read(
                            stream[0],
                            "{\"model\":\"m\"}",
                            200,
                            stream[1],
                            Arrays.copyOf(bytes, length));
            assertThat(cut.reasons()).as("%d bytes", length).doesNotContain(Reason.READER_FAULT);
            assertThat(whole).as("%d bytes", length).startsWith(words(cut));
            boolean complete = cut.status() == Reading.Status.FULL;
            assertThat(complete || cut.reasons().contains(Reason.CUT_STREAM))
                    .as("%d bytes: %s", length, cut.findings())
                    .isTrue();
        }
    }

    private static String words(Reading reading) {
        StringBuilder words = new StringBuilder();
        for (Choice choice : reading.turn().response().choices()) {
            for (Part part : choice.message().parts()) {
                switch (part) {
                    case Part.Text text -> words.append(text.text());
                    case Part.Thinking thinking -> words.append(thinking.text());
                    default -> {}
                }
            }
        }
        return words.toString();
    }

    @Test
    void argumentsOfACallThatWasCutStayText() {
        String stream = Streams.MESSAGES;
        String cut =
                stream.substring(
                        0,
                        stream.indexOf(
                                "data: {\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\".txt"));
        Reading reading = Exchanges.read("/v1/messages", "{}", Exchanges.SSE, cut);
        Part.ToolCall call = (Part.ToolCall) parts(reading.turn().response()).get(2);
        assertThat(call.form()).isEqualTo(Part.ToolCall.Form.INVALID);
        assertThat(call.arguments().write()).isEqualTo("\"{\\\"path\\\": \\\"a\"");
        assertThat(reading.turn().response().usage().of(Unit.OUTPUT_TOKENS)).isEqualTo(1);
    }

    @Test
    void anErrorInTheMiddleIsTheAnswersError() {
        String stream = Streams.MESSAGES;
        String failed =
                stream.substring(0, stream.indexOf("event: message_delta"))
                        + Exchanges.events(
                                """
                                {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""");
        Reading reading = Exchanges.read("/v1/messages", "{}", Exchanges.SSE, failed);
        assertThat(reading.status()).isEqualTo(Reading.Status.FULL);
        assertThat(requireNonNull(reading.turn().response().error()).type())
                .isEqualTo("overloaded_error");
        assertThat(parts(reading.turn().response())).hasSize(3);

        String chat =
                Streams.CHAT
                                .substring(
                                        0,
                                        Streams.CHAT.indexOf(
                                                "data: {\"id\":\"chatcmpl-1\",\"choices\":[],"))
                                .replace(
                                        "\"finish_reason\":\"tool_calls\"",
                                        "\"finish_reason\":null")
                        + "data: {\"error\":{\"message\":\"bad\",\"code\":502}}\n\n";
        Reading second = Exchanges.read("/v1/chat/completions", "{}", Exchanges.SSE, chat);
        assertThat(second.reasons()).isEmpty();
        assertThat(requireNonNull(second.turn().response().error()).word()).isEqualTo("502");
    }

    /** Servers that leave out the index, or give each call the index 0, or repeat id and name. */
    @Test
    void piecesOfCallsFindEachOtherHoweverTheyAreNumbered() {
        String sloppy =
                Exchanges.events(
                        """
                        {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}}]}""",
                        """
                        {"choices":[{"index":0,"delta":{"tool_calls":[{"function":{"arguments":"}"}}]}}]}""",
                        """
                        {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":"[1"}}]}}]}""",
                        """
                        {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"b","function":{"name":"","arguments":"]"}}]}}]}""",
                        """
                        {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"h","arguments":"2"}}]},"finish_reason":"tool_calls"}]}""");
        Reading reading = Exchanges.read("/v1/chat/completions", "{}", Exchanges.SSE, sloppy);
        assertThat(parts(reading.turn().response()))
                .extracting(part -> call(part).id() + call(part).name() + call(part).arguments())
                .containsExactly("af{}", "bg[1]", "ch2");
    }

    private static final String AWS = "application/vnd.amazon.eventstream";

    private static byte[] converse() {
        return AwsFrames.join(
                AwsFrames.frame("event", "messageStart", "{\"p\":\"ab\",\"role\":\"assistant\"}"),
                AwsFrames.frame(
                        "event",
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hel\"}}"),
                AwsFrames.frame(
                        "event",
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"lo\"}}"),
                AwsFrames.frame(
                        "event",
                        "contentBlockStart",
                        "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\"}}}"),
                AwsFrames.frame(
                        "event",
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{\\\"a\\\":1}\"}}}"),
                AwsFrames.frame("event", "messageStop", "{\"stopReason\":\"tool_use\"}"),
                AwsFrames.frame(
                        "event",
                        "metadata",
                        "{\"usage\":{\"inputTokens\":5,\"outputTokens\":6,\"totalTokens\":11}}"));
    }

    @Test
    void converseInFramesOfAmazon() {
        Reading reading = Exchanges.read("/model/m/converse-stream", "{}", 200, AWS, converse());
        assertThat(reading.findings()).isEmpty();
        ModelResponse answer = reading.turn().response();
        assertThat(parts(answer)).extracting(Part::word).containsExactly("text", "tool_call");
        assertThat(call(parts(answer).get(1)).arguments().write()).isEqualTo("{\"a\":1}");
        assertThat(answer.stop()).isEqualTo(StopReason.TOOL_CALL);
        assertThat(answer.usage().of(Unit.OUTPUT_TOKENS)).isEqualTo(6);
        assertThat(answer.rest().isEmpty()).isTrue();
    }

    @Test
    void framesThatBreakOffOrFail() {
        byte[] whole = converse();
        for (int length = 0; length < whole.length; length += 7) {
            Reading cut =
                    Exchanges.read(
                            "/model/m/converse-stream",
                            "{}",
                            200,
                            AWS,
                            Arrays.copyOf(whole, length));
            assertThat(cut.reasons()).doesNotContain(Reason.READER_FAULT);
            assertThat("Hello").startsWith(words(cut));
        }
        byte[] failed =
                AwsFrames.join(
                        AwsFrames.frame("event", "messageStart", "{\"role\":\"assistant\"}"),
                        AwsFrames.frame(
                                "exception", "throttlingException", "{\"message\":\"slow\"}"));
        Reading reading = Exchanges.read("/model/m/converse-stream", "{}", 200, AWS, failed);
        assertThat(reading.reasons()).isEmpty();
        assertThat(requireNonNull(reading.turn().response().error()).type())
                .isEqualTo("throttlingException");
    }

    /** Bedrock wraps the events of Messages; their JSON comes as base64. */
    @Test
    void messagesInsideFramesOfAmazon() {
        List<byte[]> frames = new ArrayList<>();
        Streams.MESSAGES
                .lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(
                        line -> {
                            String data =
                                    Base64.getEncoder()
                                            .encodeToString(
                                                    line.substring(6)
                                                            .getBytes(StandardCharsets.UTF_8));
                            frames.add(
                                    AwsFrames.frame(
                                            "event", "chunk", "{\"bytes\":\"" + data + "\"}"));
                        });
        Reading reading =
                Exchanges.read(
                        "/model/m/invoke-with-response-stream",
                        "{\"anthropic_version\":\"bedrock-2023-05-31\",\"messages\":[]}",
                        200,
                        AWS,
                        AwsFrames.join(frames.toArray(byte[][]::new)));
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.turn().response()).isEqualTo(answer("messages"));
    }
}
