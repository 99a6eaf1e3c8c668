package dev.weir.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/** What an answer says must be found again in the request that sends it back. */
class AnswerReaderTest {

    private static final String SPOKEN =
            "Grüße, I have \\\"read\\\" the file\\nand shall now change it as you asked.";

    private static AnswerClues read(String body) {
        return AnswerReader.read(body.getBytes(StandardCharsets.UTF_8), true);
    }

    private static Sayings sent(String messages) {
        return CluesReader.read(messages.getBytes(StandardCharsets.UTF_8)).chain().sayings();
    }

    @Test
    void anAnthropicStream() {
        AnswerClues answer =
                read(
                        """
                        event: message_start
                        data: {"type":"message_start","message":{"id":"msg_1","content":[],"usage":{}}}

                        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße, I have \\"read\\" the"}}

                        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" file\\nand shall now change it as you asked."}}

                        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","input":{}}}

                        data: {"type":"message_stop"}

                        """);
        assertThat(answer.id()).isEqualTo("msg_1");
        Sayings back =
                sent(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":"
                                + "[{\"type\":\"text\",\"text\":\""
                                + SPOKEN.replace("ü", "\\u00fc").replace("ß", "\\u00df")
                                + " \"},{\"type\":\"tool_use\",\"id\":\"toolu_1\"}]}]}");
        assertThat(answer.sayings().size()).isEqualTo(2);
        assertThat(answer.sayings().hash(0)).isEqualTo(back.hash(0));
        assertThat(answer.sayings().hash(1)).isEqualTo(back.hash(1));
        assertThat(Sayings.telling(back.hash(0))).as("a short id").isFalse();
        assertThat(Sayings.telling(back.hash(1))).as("a long text").isTrue();
    }

    @Test
    void aWholeAnthropicAnswer() {
        AnswerClues answer =
                read(
                        "{\"id\":\"msg_1\",\"content\":[{\"type\":\"text\",\"text\":\""
                                + SPOKEN
                                + "\"}]}");
        Sayings back =
                sent("{\"messages\":[{\"role\":\"assistant\",\"content\":\"" + SPOKEN + "\"}]}");
        assertThat(answer.sayings().shares(back)).isTrue();
    }

    @Test
    void aChatStreamAndAWholeChatAnswerSayTheSame() {
        AnswerClues streamed =
                read(
                        """
                        data: {"id":"chatcmpl-1","choices":[{"delta":{"role":"assistant","content":"Hello "}}]}

                        data: {"id":"chatcmpl-1","choices":[{"delta":{"content":"world"}}]}

                        data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_1"}]}}]}

                        data: [DONE]

                        """);
        AnswerClues whole =
                read(
                        """
                        {"id":"chatcmpl-1","choices":[{"message":{"content":"Hello world","tool_calls":[{"id":"call_1"}]}}]}
                        """);
        assertThat(streamed.id()).isEqualTo("chatcmpl-1").isEqualTo(whole.id());
        assertThat(streamed.sayings().size()).isEqualTo(2);
        assertThat(streamed.sayings().hash(1)).isEqualTo(whole.sayings().hash(1));
    }

    @Test
    void aResponsesStreamSaysEachItemOnce() {
        AnswerClues answer =
                read(
                        """
                        data: {"type":"response.created","response":{"id":"resp_1","output":[]}}

                        data: {"type":"response.output_text.delta","delta":"Hel"}

                        data: {"type":"response.output_item.done","item":{"id":"msg_1","content":[{"type":"output_text","text":"Hello"}]}}

                        data: {"type":"response.output_item.done","item":{"type":"function_call","call_id":"call_1"}}

                        data: {"type":"response.completed","response":{"id":"resp_1","output":[{"content":[{"text":"Hello"}]}]}}

                        """);
        assertThat(answer.id()).isEqualTo("resp_1");
        Sayings back =
                sent(
                        """
                        {"input":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello"}]},
                        {"type":"function_call","call_id":"call_1"}]}
                        """);
        assertThat(answer.sayings().size()).isEqualTo(2);
        assertThat(answer.sayings().shares(back.within(0, 1))).isTrue();
        assertThat(answer.sayings().shares(back.within(1, 2))).isTrue();
    }

    @Test
    void aGeminiStreamLeavesThoughtsOut() {
        AnswerClues answer =
                read(
                        """
                        data: {"candidates":[{"content":{"parts":[{"thought":true,"text":"secret"},{"text":"Hello"}]}}],"responseId":"r1"}

                        """);
        Sayings back =
                sent("{\"contents\":[{\"role\":\"model\",\"parts\":[{\"text\":\"Hello\"}]}]}");
        assertThat(answer.id()).isEqualTo("r1");
        assertThat(answer.sayings().shares(back)).isTrue();
    }

    @Test
    void anOllamaStreamOfLines() {
        AnswerClues answer =
                read(
                        """
                        {"message":{"role":"assistant","content":"Hel"},"done":false}
                        {"message":{"role":"assistant","content":"lo"},"done":true}
                        """);
        Sayings back = sent("{\"messages\":[{\"role\":\"assistant\",\"content\":\"Hello\"}]}");
        assertThat(answer.sayings().shares(back)).isTrue();
    }

    @Test
    void theTextOfACutAnswerSaysNothingAndItsCallsDo() {
        byte[] body =
                "data: {\"content_block\":{\"id\":\"toolu_1\"}}\n\ndata: {\"delta\":{\"text\":\"He\"}}\n\ndata: {\"del"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(AnswerReader.read(body, false).sayings().size()).isEqualTo(1);
        assertThat(AnswerReader.read(body, true).sayings().size()).isEqualTo(2);
    }
}
