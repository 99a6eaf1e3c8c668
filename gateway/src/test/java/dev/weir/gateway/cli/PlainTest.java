package dev.weir.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.Random;

class PlainTest {

    @Test
    void whatATerminalWouldObeyIsShownInstead() {
        assertThat(Plain.text("\u001b]0;owned\u0007 \u009b2J \u007f"))
                .isEqualTo("\\x1b]0;owned\\x07 \\x9b2J \\x7f");
        assertThat(Plain.text("abc\u202edcba\u2066 \u2028"))
                .isEqualTo("abc\\u{202e}dcba\\u{2066} \\u{2028}");
        assertThat(Plain.text("half \ud83d surrogate")).isEqualTo("half \\u{d83d} surrogate");
        assertThat(Plain.text("over\rwritten"))
                .isEqualTo("over\\x0dwritten".replace("\\x0d", "\\r"));
    }

    @Test
    void ordinaryTextStays() {
        String text = "Grüße, 日本語, 🌊\n\tindented — “quoted”";
        assertThat(Plain.text(text)).isEqualTo(text);
        assertThat(Plain.text("a\r\nb")).isEqualTo("a\nb");
        assertThat(Plain.line("a\nb\tc")).isEqualTo("a\\nb\\tc");
        assertThat(Plain.cut("🌊🌊🌊🌊", 3)).isEqualTo("🌊🌊…");
    }

    @Test
    void noBytesWhateverLeaveAControlCharacterBehind() {
        Random random = new Random(11);
        byte[] bytes = new byte[200];
        for (int round = 0; round < 2000; round++) {
            random.nextBytes(bytes);
            if (round % 2 == 0) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (bytes[i] & 0x3f);
                }
            }
            String captured = new String(bytes, StandardCharsets.UTF_8);
            assertThat(Plain.line(captured).codePoints()).noneMatch(Plain::isDangerous);
            for (String type : new String[] {"", "text/event-stream", "application/json"}) {
                assertThat(BodyText.of(bytes, type).codePoints())
                        .noneMatch(c -> c != '\n' && c != '\t' && Plain.isDangerous(c));
            }
        }
    }

    @Test
    void jsonIsLaidOutAndKeepsEveryToken() {
        String json = "{\"a\":1.50e+00,\"a\":[ ],\"b\":{},\"c\":[1,{\"d\":\"x\\\"},{\"}]}";
        String laidOut = JsonIndent.of(json);
        assertThat(laidOut)
                .isEqualTo(
                        """
                        {
                          "a": 1.50e+00,
                          "a": [],
                          "b": {},
                          "c": [
                            1,
                            {
                              "d": "x\\"},{"
                            }
                          ]
                        }""");
        assertThat(new JsonMapper().readTree(laidOut)).isEqualTo(new JsonMapper().readTree(json));
    }

    @Test
    void eventsAreOneALine() {
        String body = "event: ping\r\ndata: {\"type\":\"ping\"}\r\n\r\n: note\n\ndata: [DONE]\n\n";
        assertThat(
                        BodyText.of(
                                body.getBytes(StandardCharsets.UTF_8),
                                "text/event-stream; charset=utf-8"))
                .isEqualTo("ping  {\"type\":\"ping\"}\n: note\ndata  [DONE]\n");
        assertThat(BodyText.of(new byte[] {(byte) 0xff, 0, 1}, ""))
                .isEqualTo("(3 B that are not text)");
    }
}
