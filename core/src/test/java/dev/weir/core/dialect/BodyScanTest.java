package dev.weir.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

class BodyScanTest {

    private static final String ANTHROPIC =
            """
            {"max_tokens": 32000, "messages":[{"role":"user","content":"\\"model\\": \\"no\\" {[ \\\\"},
            {"role":"assistant","content":[{"type":"tool_use","name":"NotATool","input":{"model":"x"}}]}],
            "tools":[{"name":"Bash","description":"d","input_schema":{"type":"object","name":"deep"}},
            {"type":"web_search_20250305","name":"web_search"}],
            "model" : "claude-opus-4-5", "stream": true, "metadata":{"model":"y"}}
            """;

    @Test
    void whatRulesAreAboutIsReadAndNothingElse() {
        BodyScan scan = scan(ANTHROPIC);
        assertThat(scan.model()).isEqualTo("claude-opus-4-5");
        assertThat(scan.stream()).isTrue();
        assertThat(scan.maxTokens()).isEqualTo(32_000);
        assertThat(scan.tools()).containsExactly("Bash", "web_search");
        assertThat(scan.namesModelTwice()).isFalse();
        assertThat(scan.store()).isNull();
        assertThat(scan.sound()).isTrue();
        byte[] bytes = ANTHROPIC.getBytes(StandardCharsets.UTF_8);
        assertThat(
                        new String(
                                bytes,
                                (int) scan.modelOffset(),
                                scan.modelLength(),
                                StandardCharsets.UTF_8))
                .isEqualTo("claude-opus-4-5");
    }

    @Test
    void anySplitReadsTheSame() {
        byte[] bytes = ANTHROPIC.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(3);
        for (int run = 0; run < 500; run++) {
            BodyScan scan = new BodyScan();
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(run % 7 == 0 ? 1 : 40));
                ByteBuffer piece = ByteBuffer.wrap(bytes, at, length);
                scan.feed(piece);
                assertThat(piece.remaining()).isEqualTo(length);
                at += length;
            }
            assertThat(scan.model()).isEqualTo("claude-opus-4-5");
            assertThat(scan.modelOffset()).isEqualTo(scan(ANTHROPIC).modelOffset());
            assertThat(scan.tools()).containsExactly("Bash", "web_search");
            assertThat(scan.maxTokens()).isEqualTo(32_000);
        }
    }

    @Test
    void openAiGeminiAndOllamaHaveTheirOwnPlaces() {
        BodyScan chat =
                scan(
                        """
                        {"model":"gpt-5","store":false,"max_completion_tokens":100,"tools":[
                        {"type":"function","function":{"name":"read","parameters":{}}},
                        {"type":"web_search_preview"}]}
                        """);
        assertThat(chat.tools()).containsExactly("read", "web_search_preview");
        assertThat(chat.store()).isFalse();
        assertThat(chat.maxTokens()).isEqualTo(100);
        BodyScan gemini =
                scan(
                        """
                        {"contents":[],"generationConfig":{"maxOutputTokens":77},
                        "tools":[{"functionDeclarations":[{"name":"a"},{"name":"b"}]}]}
                        """);
        assertThat(gemini.tools()).containsExactly("a", "b");
        assertThat(gemini.maxTokens()).isEqualTo(77);
        assertThat(gemini.model()).isNull();
        assertThat(scan("{\"model\":\"llama\",\"options\":{\"num_predict\":9}}").maxTokens())
                .isEqualTo(9);
    }

    @Test
    void howManyAnswersAreAskedForIsReadAndIsNoMostOfTokens() {
        assertThat(scan("{\"model\":\"m\"}").answers()).isEqualTo(1);
        BodyScan chat = scan("{\"n\":8,\"model\":\"m\",\"max_tokens\":5}");
        assertThat(chat.answers()).isEqualTo(8);
        assertThat(chat.maxTokens()).isEqualTo(5);
        assertThat(scan("{\"n\":128}").maxTokens()).isZero();
        assertThat(scan("{\"n\":2,\"best_of\":5}").answers()).isEqualTo(5);
        assertThat(scan("{\"n\":1e1}").answers()).isEqualTo(10);
        assertThat(scan("{\"n\":null}").answers()).isEqualTo(1);
        assertThat(scan("{\"n\":0}").answers()).isEqualTo(1);
        assertThat(scan("{\"x\":{\"n\":8}}").answers()).isEqualTo(1);
        assertThat(scan("{\"generationConfig\":{\"candidateCount\":4}}").answers()).isEqualTo(4);
    }

    @Test
    void toolsAreReadInEveryShape() {
        assertThat(scan("{\"functions\":[{\"name\":\"a\"},{\"name\":\"b\"}]}").tools())
                .containsExactly("a", "b");
        assertThat(
                        scan("""
                                        {"toolConfig":{"tools":[{"toolSpec":{"name":"a","inputSchema":
                                        {"json":{"name":"no"}}}},{"cachePoint":{"type":"default"}}],
                                        "toolChoice":{"tool":{"name":"no"}}}}
                                        """)
                                .tools())
                .containsExactly("a");
        assertThat(
                        scan("""
                                        {"tools":[{"google_search":{},"codeExecution":{},
                                        "functionDeclarations":[{"name":"a","parameters":{"name":"no"}}]},
                                        {"name":"b","input_schema":{"properties":{"codeExecution":{}}}}]}
                                        """)
                                .tools())
                .containsExactly("googleSearch", "codeExecution", "a", "b");
        assertThat(scan("{\"toolConfig\":{\"functionCallingConfig\":{\"name\":\"x\"}}}").tools())
                .isEmpty();
    }

    @Test
    void moreToolsThanAreReadAreNoted() {
        String tools = "{\"name\":\"t\"},".repeat(4096);
        assertThat(scan("{\"tools\":[" + tools + "]}").hasTooManyTools()).isFalse();
        assertThat(scan("{\"tools\":[" + tools + "{\"name\":\"u\"}]}").hasTooManyTools()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1e5, 100000",
        "1.5E3, 1500",
        "2.5, 3",
        "-7, 0",
        "1e999, 1000000000000",
        "99999999999999999999999, 1000000000000",
        "true, 0",
        "'\"64\"', 64",
        "'\"no\"', 0"
    })
    void aNumberOfTokensIsReadHoweverItIsWritten(String written, long tokens) {
        assertThat(scan("{\"max_tokens\":" + written + "}").maxTokens()).isEqualTo(tokens);
        String zeros = "{\"max_tokens\":0." + "0".repeat(90) + "1e99}";
        assertThat(scan(zeros).maxTokens()).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void namesWrittenAsEscapesAreRead() {
        StringBuilder name = new StringBuilder();
        "max_completion_tokens".chars().forEach(c -> name.append(String.format("\\u%04X", c)));
        assertThat(scan("{\"" + name + "\":9}").maxTokens()).isEqualTo(9);
        assertThat(scan("{\"generation_config\":{\"max_output_tokens\":\"8\"}}").maxTokens())
                .isEqualTo(8);
        assertThat(scan("{\"inferenceConfig\":{\"maxTokens\":7}}").maxTokens()).isEqualTo(7);
    }

    @Test
    void aByteOrderMarkInFrontHidesNothing() {
        BodyScan scan = scan("\uFEFF{\"model\":\"a\"}");
        assertThat(scan.model()).isEqualTo("a");
        assertThat(scan.modelOffset()).isEqualTo(13);
        assertThat(scan.sound()).isTrue();
        assertThat(scan("{\uFEFF\"model\":\"a\"}").sound()).isFalse();
    }

    @Test
    void aSecondModelIsNotedHoweverItIsSpelt() {
        assertThat(scan("{\"model\":\"a\",\"model\":\"b\"}").namesModelTwice()).isTrue();
        assertThat(scan("{\"model\":\"a\",\"mod\\u0065l\":\"b\"}").namesModelTwice()).isTrue();
        assertThat(scan("{\"model\":\"a\",\"model\":null}").namesModelTwice()).isTrue();
        assertThat(scan("{\"model\":\"a\",\"x\":{\"model\":\"b\"}}").namesModelTwice()).isFalse();
        assertThat(scan("{\"Model\":\"a\",\"model\":\"b\"}").namesModelTwice()).isTrue();
    }

    @Test
    void aSpeltOutModelIsReadAsWhatItSays() {
        BodyScan scan = scan("{\"model\":\"gpt\\u002d5\\/x\"}");
        assertThat(scan.model()).isEqualTo("gpt-5/x");
        assertThat(scan.modelLength()).isEqualTo(13);
    }

    @Test
    void whatIsNoObjectNamesNothing() {
        for (String text :
                List.of("", "[]", "\"model\"", "12", "nonsense", "{\"model\":}", "}{", "{]")) {
            BodyScan scan = scan(text);
            assertThat(scan.model()).as(text).isNull();
            assertThat(scan.tools()).isEmpty();
        }
        assertThat(scan("[".repeat(600)).model()).isNull();
        assertThat(scan("{\"a\":" + "[".repeat(600)).sound()).isFalse();
    }

    @Test
    void randomBytesNeverThrow() {
        Random random = new Random(9);
        byte[] letters = "{}[]\",:\\u0model tols123.e-+ntf".getBytes(StandardCharsets.UTF_8);
        for (int run = 0; run < 20_000; run++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = letters[random.nextInt(letters.length)];
            }
            BodyScan scan = new BodyScan();
            scan.feed(ByteBuffer.wrap(bytes));
            assertThat(scan.modelLength()).isNotNegative();
        }
    }

    private static BodyScan scan(String text) {
        BodyScan scan = new BodyScan();
        scan.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return scan;
    }
}
