package dev.weir.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class ModelPeekTest {

    /** What was found, as text. */
    private static String peek(byte[] body, int... cuts) {
        try (ModelPeek peek = new ModelPeek()) {
            int from = 0;
            for (int cut : cuts) {
                peek.feed(ByteBuffer.wrap(body, from, cut - from));
                from = cut;
            }
            ByteBuffer rest = ByteBuffer.wrap(body, from, body.length - from);
            peek.feed(rest);
            assertThat(rest.remaining()).as("left untouched").isEqualTo(body.length - from);
            return peek.model() + " " + peek.stream();
        }
    }

    private static String peek(String body) {
        return peek(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"model\":\"m\",\"stream\":true} | m true",
                "{\"stream\":true,\"model\":\"m\"} | m true",
                "{\"messages\":[{\"model\":\"inner\",\"stream\":true}],\"model\":\"outer\"} | outer false",
                "{\"model\":\"first\",\"model\":\"second\",\"stream\":false,\"stream\":true} | first false",
                "{\"model\":7,\"stream\":\"true\"} | null false",
                "{\"model\":null} | null false",
                "{\"model\":{\"model\":\"x\"}} | null false",
                "{\"model\":[\"x\"]} | null false",
                "{\"model\":\"\"} | null false",
                "{\"mod\\u0065l\":\"\\u00e9\"} | \u00e9 false",
                "[{\"model\":\"m\"}] | null false",
                "\"model\" | null false",
                "{} | null false",
            })
    void readsTheFirstMembersAtTheTopOnly(String body, String found) {
        assertThat(peek(body)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "<html>",
                "\u0000\u0001",
                "{\"a\":",
                "{,}",
                "model=m&stream=true",
                "--x\r\nmodel"
            })
    void whatIsNotJsonHasNeither(String body) {
        assertThat(peek(body)).isEqualTo("null false");
    }

    @Test
    void whatWasFoundBeforeAFaultStands() {
        assertThat(peek("{\"model\":\"m\",\"stream\":true,,,")).isEqualTo("m true");
        assertThat(peek("{\"model\":\"m\" x")).isEqualTo("m false");
    }

    @Test
    void theCutDoesNotMatter() {
        byte[] body =
                "{\"messages\":[{\"a\":\"\\ud83d\\ude00 \u20ac\"},[1.5e3,null]],\"model\":\"g\u20ac\\n\",\"stream\": true }"
                        .getBytes(StandardCharsets.UTF_8);
        for (int a = 0; a <= body.length; a++) {
            for (int b = a; b <= body.length; b += 3) {
                assertThat(peek(body, a, b)).isEqualTo("g\u20ac\n true");
            }
        }
    }

    @Test
    void aDeepBodyEndsTheSearchWithoutHarm() {
        String arrays = "{\"model\":\"m\",\"a\":" + "[".repeat(60_000);
        String objects = "{\"a\":".repeat(12_000) + "1";
        assertThat(peek(arrays)).isEqualTo("m false");
        assertThat(peek(objects)).isEqualTo("null false");
        assertThat(peek("{\"a\":" + "[".repeat(500) + "]".repeat(500) + ",\"model\":\"m\"}"))
                .isEqualTo("m false");
    }

    @Test
    void onlyTheFirst64KibAreRead() {
        String early = "{\"a\":\"" + "x".repeat(60_000) + "\",\"model\":\"m\"}";
        String late = "{\"a\":\"" + "x".repeat(65_536) + "\",\"model\":\"m\"}";
        assertThat(peek(early)).isEqualTo("m false");
        assertThat(peek(late)).isEqualTo("null false");
    }

    @Test
    void aLongModelIsCutAndLongNumbersAndNamesDoNoHarm() {
        assertThat(peek("{\"model\":\"" + "m".repeat(2000) + "\"}"))
                .isEqualTo("m".repeat(256) + " false");
        assertThat(peek("{\"" + "n".repeat(50_000) + "\":1,\"model\":\"m\"}")).isEqualTo("m false");
        assertThat(peek("{\"n\":" + "9".repeat(5000) + ",\"model\":\"m\"}")).startsWith("null");
    }

    @Test
    void arbitraryBytesNeverThrow() {
        Random random = new Random(11);
        byte[] alphabet = "{}[]\",:\\u0tf1model stream\u00e9".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = new byte[random.nextInt(40)];
            for (int at = 0; at < body.length; at++) {
                body[at] =
                        random.nextInt(5) == 0
                                ? (byte) random.nextInt(256)
                                : alphabet[random.nextInt(alphabet.length)];
            }
            int cut = random.nextInt(body.length + 1);
            assertThat(peek(body, cut)).isEqualTo(peek(body));
        }
    }
}
