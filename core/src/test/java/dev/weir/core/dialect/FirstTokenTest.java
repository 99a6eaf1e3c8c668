package dev.weir.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class FirstTokenTest {

    /** The first of these pieces with model output in it, fed whole and byte by byte alike. */
    private static int first(Dialect dialect, List<String> pieces) {
        int whole = first(dialect, pieces, false);
        assertThat(first(dialect, pieces, true)).isEqualTo(whole);
        return whole;
    }

    private static int first(Dialect dialect, List<String> pieces, boolean byteByByte) {
        FirstToken search = new FirstToken(dialect);
        for (int i = 0; i < pieces.size(); i++) {
            byte[] bytes = pieces.get(i).getBytes(StandardCharsets.UTF_8);
            int step = byteByByte ? 1 : bytes.length;
            for (int at = 0; at < bytes.length; at += step) {
                if (search.feed(bytes, at, step)) {
                    return i;
                }
            }
        }
        return -1;
    }

    @Test
    void anthropicsFirstDeltaCounts() {
        assertThat(
                        first(
                                Dialect.ANTHROPIC,
                                List.of(
                                        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"content\":[]}}\n\n",
                                        "event: content_block_start\ndata: {\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                                        "event: ping\ndata: {}\n\n",
                                        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\"}\n\n")))
                .isEqualTo(3);
    }

    @Test
    void theEmptyDeltaThatOpensAChatDoesNotCount() {
        String opening =
                "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}}]}\n\n";
        assertThat(
                        first(
                                Dialect.OPENAI,
                                List.of(
                                        opening,
                                        "data: {\"choices\":[{\"delta\":{\"content\" : \"Hi\"}}]}\n\n")))
                .isEqualTo(1);
        assertThat(
                        first(
                                Dialect.OPENAI,
                                List.of(
                                        opening,
                                        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}\n\n")))
                .isEqualTo(1);
        assertThat(first(Dialect.OPENAI, List.of(opening, "data: [DONE]\n\n"))).isEqualTo(-1);
    }

    @Test
    void theEchoOfTheRequestInAResponsesStreamDoesNotCount() {
        assertThat(
                        first(
                                Dialect.OPENAI,
                                List.of(
                                        "data: {\"type\":\"response.created\",\"response\":{\"text\":\"no\"}}\n\n",
                                        "data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"}\n\n")))
                .isEqualTo(1);
    }

    @Test
    void geminiAndOllamaCountTheirFirstText() {
        assertThat(
                        first(
                                Dialect.GEMINI,
                                List.of(
                                        "data: {\"usageMetadata\": {}}\n\n",
                                        "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"a\"}]}}]}\n\n")))
                .isEqualTo(1);
        assertThat(
                        first(
                                Dialect.OLLAMA,
                                List.of(
                                        "{\"message\":{\"content\":\"\"},\"done\":false}\n",
                                        "{\"message\":{\"content\":\"a\"},\"done\":false}\n")))
                .isEqualTo(1);
    }

    @Test
    void theSearchEnds() {
        FirstToken search = new FirstToken(Dialect.OPENAI);
        byte[] noise = ": ping\n".repeat(50_000).getBytes(StandardCharsets.UTF_8);
        assertThat(search.feed(noise, 0, noise.length)).isFalse();
        assertThat(search.givenUp()).isTrue();
    }
}
