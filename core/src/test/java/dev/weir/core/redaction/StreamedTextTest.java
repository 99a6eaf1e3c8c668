package dev.weir.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.json.JsonReader;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Secrets that a model wrote in pieces. */
class StreamedTextTest {

    private final Redaction everything = Rules.everything();
    private final String key = "AK" + "IA" + "Q3EGTXZ5LMNVB7YH";

    private final List<String> pieces =
            List.of(
                    "the key ",
                    "is " + key.substring(0, 3),
                    key.substring(3, 11),
                    key.substring(11) + ",",
                    " keep it");

    @Test
    void everyDialectsPiecesAreJoined() {
        check(
                piece ->
                        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                                + piece
                                + "\"}}\n\n");
        check(
                piece ->
                        "data: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""
                                + piece
                                + "\"}}\n\n");
        check(
                piece ->
                        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                                + piece
                                + "\"}}]}\n\n");
        check(
                piece ->
                        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\""
                                + piece
                                + "\"}}]}}]}\r\n\r\n");
        check(
                piece ->
                        "data: {\"type\":\"response.output_text.delta\",\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,\"delta\":\""
                                + piece
                                + "\"}\n\n");
        check(
                piece ->
                        "data: {\"type\":\"response.function_call_arguments.delta\",\"item_id\":\"f\",\"delta\":\""
                                + piece
                                + "\"}\n\n");
        check(
                piece ->
                        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\""
                                + piece
                                + "\"}],\"role\":\"model\"},\"index\":0}]}\n\n");
        check(
                piece ->
                        "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\""
                                + piece
                                + "\"}}\n");
    }

    private void check(Function<String, String> event) {
        String body = pieces.stream().map(event).collect(Collectors.joining());
        Redacted redacted = everything.redactStream(Rules.bytes(body));
        String expected =
                event.apply("the key ")
                        + event.apply("is [redacted:aws_access_key]")
                        + event.apply("")
                        + event.apply(",")
                        + event.apply(" keep it");
        assertThat(new String(redacted.bytes(), StandardCharsets.UTF_8)).isEqualTo(expected);
        assertThat(redacted.findings().edits()).hasSize(3);
        assertThat(everything.redact(Rules.bytes(body)).findings().isEmpty()).isTrue();
    }

    @Test
    void piecesOfDifferentBlocksAreNotJoined() {
        String body =
                "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                        + key.substring(0, 9)
                        + "\"}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                        + key.substring(9)
                        + "\"}}\n\n";
        assertThat(everything.redactStream(Rules.bytes(body)).findings().isEmpty()).isTrue();
    }

    @Test
    void anEscapeThatIsCutBetweenTwoEventsStaysWhole() {
        Function<String, String> event =
                piece -> "data: {\"index\":0,\"delta\":{\"partial_json\":\"" + piece + "\"}}\n\n";
        String pem = "-----BEGIN PRIVATE KEY-----";
        String body =
                event.apply("{\\\"k\\\":\\\"" + pem + "\\\\")
                        + event.apply("n" + "Ab1".repeat(20) + "\\\\n-----END PRIV")
                        + event.apply("ATE KEY-----\\\"}");
        String redacted =
                new String(
                        everything.redactStream(Rules.bytes(body)).bytes(), StandardCharsets.UTF_8);
        assertThat(redacted)
                .isEqualTo(
                        event.apply("{\\\"k\\\":\\\"[redacted:private_key]")
                                + event.apply("")
                                + event.apply("\\\"}"));
        redacted.lines()
                .filter(line -> !line.isEmpty())
                .forEach(line -> assertThat(JsonReader.read(line.substring(6)).whole()).isTrue());
    }

    @Test
    void theRestOfTheStreamIsRedactedAsItStands() {
        String body =
                "data: {\"type\":\"response.output_text.done\",\"text\":\""
                        + key
                        + "\"}\n\ndata: [DONE]\n\n";
        assertThat(
                        new String(
                                everything.redactStream(Rules.bytes(body)).bytes(),
                                StandardCharsets.UTF_8))
                .isEqualTo(
                        "data: {\"type\":\"response.output_text.done\",\"text\":\"[redacted:aws_access_key]\"}\n\ndata: [DONE]\n\n");
    }
}
