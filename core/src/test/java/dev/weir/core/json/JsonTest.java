package dev.weir.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;

class JsonTest {

    private static Json whole(String text) {
        JsonReader.Parsed parsed = JsonReader.read(text);
        assertThat(parsed.message()).isEmpty();
        return requireNonNull(parsed.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":1,\"a\":[1.0,-0,1e400,true,false,null],\"b\":\"twice\"}",
                "[]",
                "{}",
                "\"\\ud800 \\\"\\\\\\n\\u0001\"",
                "12345678901234567890123456789",
                "{\"x\":{\"y\":[[[]]]}}",
            })
    void whatIsReadIsWrittenAgainAsItWas(String text) {
        assertThat(whole(text).write()).isEqualTo(text);
    }

    @Test
    void membersKeepTheirOrderAndTheLastOfANameCounts() {
        Json json = whole("{\"z\":1,\"a\":2,\"z\":3}");
        assertThat(((JsonObject) json).size()).isEqualTo(3);
        assertThat(json.integer("z")).isEqualTo(3);
    }

    @Test
    void lenientLooksGiveNothingOnOtherKinds() {
        Json json = whole("{\"s\":\"x\",\"n\":1.5,\"w\":28.0,\"o\":{},\"z\":null}");
        assertThat(json.text("n", "s")).isEqualTo("x");
        assertThat(json.integer("n", "w")).isEqualTo(28);
        assertThat(json.number("n")).isEqualTo(1.5);
        assertThat(json.integer("s")).isNull();
        assertThat(json.value("z")).isNull();
        assertThat(json.has("z")).isTrue();
        assertThat(json.object("s")).isSameAs(JsonObject.EMPTY);
        assertThat(json.array("o")).isSameAs(JsonArray.EMPTY);
        assertThat(JsonNull.NULL.text("a")).isNull();
        assertThat(new JsonNumber("1e999999999").integer()).isNull();
        assertThat(new JsonNumber("9223372036854775808").integer()).isNull();
    }

    @Test
    void aRestIsWhatIsNotKnown() {
        JsonObject json = (JsonObject) whole("{\"a\":1,\"b\":2,\"c\":3}");
        assertThat(json.without(Set.of("b")).write()).isEqualTo("{\"a\":1,\"c\":3}");
        assertThat(json.without(Set.of("x"))).isSameAs(json);
        assertThat(json.without(Set.of("a", "b", "c"))).isSameAs(JsonObject.EMPTY);
    }

    @Test
    void aTextThatIsCutGivesWhatCameBefore() {
        JsonReader.Parsed cut = JsonReader.read("{\"a\":[1,2,{\"b\":\"x\"},\"un");
        assertThat(cut.fault()).isEqualTo(JsonReader.Fault.CUT);
        assertThat(String.valueOf(cut.value())).isEqualTo("{\"a\":[1,2,{\"b\":\"x\"}]}");
        // 12 may have been 123.
        assertThat(String.valueOf(JsonReader.read("{\"a\":1,\"b\":12").value()))
                .isEqualTo("{\"a\":1}");
        assertThat(JsonReader.read("").fault()).isEqualTo(JsonReader.Fault.CUT);
        assertThat(JsonReader.read(" \n").value()).isNull();
    }

    @Test
    void whatIsNoJsonIsAFaultThatDoesNotRepeatTheText() {
        for (String text :
                List.of("<html>secret", "{\"a\":secret}", "{} {}", "{\"a\" 1}", "[1,]")) {
            JsonReader.Parsed parsed = JsonReader.read(text);
            assertThat(parsed.fault()).as(text).isEqualTo(JsonReader.Fault.MALFORMED);
            assertThat(parsed.message()).doesNotContain("secret");
            assertThat(parsed.object()).isNull();
        }
        assertThat(JsonReader.read(new byte[] {'"', (byte) 0xC3, '"'}).fault()).isNotNull();
    }

    @Test
    void otherEncodingsThanUtf8AreNoJson() {
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-32", "UTF-32BE")) {
            byte[] bytes = "{\"a\":1}".getBytes(Charset.forName(charset));
            assertThat(JsonReader.read(bytes).fault())
                    .as(charset)
                    .isEqualTo(JsonReader.Fault.MALFORMED);
        }
        assertThat(JsonReader.read(new byte[] {0, 0, '2', 0, 0}).fault()).isNotNull();
    }

    @Test
    void limitsEndTheReading() {
        assertThat(JsonReader.read("[".repeat(100_000)).fault())
                .isEqualTo(JsonReader.Fault.TOO_LARGE);
        byte[] many = ("[" + "1,".repeat(50) + "1]").getBytes(StandardCharsets.UTF_8);
        JsonReader.Parsed parsed =
                JsonReader.read(many, 0, many.length, new JsonLimits(1000, 10, 20));
        assertThat(parsed.fault()).isEqualTo(JsonReader.Fault.TOO_LARGE);
        assertThat(((JsonArray) requireNonNull(parsed.value())).size()).isEqualTo(19);
        assertThat(JsonReader.read(many, 0, many.length, new JsonLimits(10, 10, 20)).value())
                .isNull();
    }

    @Test
    void aLongStringKnowsWhereItStood() {
        String long1 = "A".repeat(JsonReader.PLACED);
        for (String before : List.of("", "\uFEFF")) {
            byte[] bytes =
                    (before + "{\"ä\":\"short\",\"b\" : \"" + long1 + "\"}")
                            .getBytes(StandardCharsets.UTF_8);
            JsonObject json = requireNonNull(JsonReader.read(bytes).object());
            JsonString string = (JsonString) requireNonNull(json.get("b"));
            assertThat(new String(bytes, (int) string.at(), long1.length(), StandardCharsets.UTF_8))
                    .isEqualTo(long1);
            assertThat(((JsonString) requireNonNull(json.get("ä"))).at())
                    .isEqualTo(JsonString.NOWHERE);
        }
    }

    @Test
    void randomValuesComeBackAndEveryCutOfThemIsTaken() {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            Json value = value(random, 0);
            byte[] bytes = value.write().getBytes(StandardCharsets.UTF_8);
            assertThat(JsonReader.read(bytes).value()).isEqualTo(value);
            int cut = random.nextInt(bytes.length);
            JsonReader.read(bytes, 0, cut, JsonLimits.USUAL);
        }
    }

    private static Json value(Random random, int depth) {
        int kinds = depth > 4 ? 4 : 6;
        return switch (random.nextInt(kinds)) {
            case 0 -> JsonNumber.of(random.nextLong());
            case 1 -> JsonBoolean.of(random.nextBoolean());
            case 2 -> JsonNull.NULL;
            case 3 -> JsonString.of(text(random));
            case 4 -> {
                JsonObject.Builder object = JsonObject.builder();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.add(text(random), value(random, depth + 1));
                }
                yield object.build();
            }
            default ->
                    JsonArray.of(
                            random.ints(random.nextInt(5))
                                    .mapToObj(_ -> value(random, depth + 1))
                                    .toList());
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> 0x1F600 + random.nextInt(50);
                        case 2 -> 0xE0 + random.nextInt(0x500);
                        default -> ' ' + random.nextInt(90);
                    });
        }
        return text.toString();
    }
}
