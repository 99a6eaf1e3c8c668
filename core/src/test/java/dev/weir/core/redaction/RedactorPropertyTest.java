package dev.weir.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.weir.core.json.JsonReader;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What holds for any bytes and any cut into pieces. */
class RedactorPropertyTest {

    private static final List<CustomPattern> PATTERNS =
            List.of(
                    CustomPattern.parse("staff_number", "EMP-[0-9]{6}"),
                    CustomPattern.parse("social_number", "\\d{3}-\\d{2}-\\d{4}"));

    private static final Redaction EVERYTHING = Rules.of(EnumSet.allOf(Kind.class), PATTERNS);

    /** Bytes of which words and triggers are made, so that chance comes upon them. */
    private static final String[] SCRAPS = {
        "sk-",
        "ant-",
        "AKIA",
        "ASIA",
        "eyJ",
        "-----BEGIN ",
        "PRIVATE KEY-----",
        "-----END ",
        "://",
        ":\\/\\/",
        "user:",
        "@",
        "\\u0040",
        "password",
        "\"",
        "\\\"",
        "\\\\\"",
        "=",
        ": ",
        "\\n",
        "\n",
        "\\",
        "\\u",
        "00",
        "4111",
        "1111",
        "+1 ",
        "(415) ",
        "DE89",
        "Bearer ",
        "Basic ",
        "token",
        "_key",
        "api",
        "sig=",
        ":AA",
        "SG.",
        " ",
        ",",
        "{",
        "}",
        "[",
        "]",
        "hf_",
        "r8_",
        ".",
        "/",
        "a",
        "Z",
        "9",
        "é",
        "EMP-",
        "[redacted:email]",
        "gh" + "p_",
        "k_live_"
    };

    @Test
    void theCutsMakeNoDifference() {
        RandomGenerator random = new SplittableRandom(11);
        for (LabelledBody body : LabelledBody.corpus(3, 1)) {
            byte[] whole = EVERYTHING.redact(body.bytes()).bytes();
            assertThat(inPieces(body.bytes(), random, 1 + random.nextInt(40)))
                    .as(body.text())
                    .isEqualTo(whole);
        }
        for (int i = 0; i < 1_000; i++) {
            byte[] body = scraps(random);
            assertThat(inPieces(body, random, 1 + random.nextInt(9)))
                    .isEqualTo(EVERYTHING.redact(body).bytes());
        }
    }

    @Test
    void oneLongBodyComesOutTheSameInManyWays() {
        ByteArrayOutputStream bodies = new ByteArrayOutputStream();
        LabelledBody.corpus(5, 1).forEach(body -> bodies.writeBytes(body.bytes()));
        byte[] body = bodies.toByteArray();
        byte[] whole = EVERYTHING.redact(body).bytes();
        RandomGenerator random = new SplittableRandom(12);
        for (int most : new int[] {1, 7, 4_096, 70_000, 1 << 20}) {
            assertThat(inPieces(body, random, most)).isEqualTo(whole);
        }
    }

    @Test
    void whatWasJsonIsJsonAfterwards() {
        RandomGenerator random = new SplittableRandom(13);
        int changed = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] body = json(random);
            byte[] redacted = EVERYTHING.redact(body).bytes();
            changed += Arrays.equals(body, redacted) ? 0 : 1;
            assertThat(JsonReader.read(redacted).whole())
                    .as(
                            "%s -> %s",
                            new String(body, StandardCharsets.UTF_8),
                            new String(redacted, StandardCharsets.UTF_8))
                    .isTrue();
        }
        assertThat(changed).isGreaterThan(500);
    }

    @Test
    void whatWasRedactedHasNothingLeft() {
        RandomGenerator random = new SplittableRandom(14);
        for (LabelledBody body : LabelledBody.corpus(6, 1)) {
            nothingLeft(body.bytes());
        }
        for (int i = 0; i < 1_000; i++) {
            nothingLeftButGluedOnes(scraps(random));
        }
    }

    @Test
    void timeIsLinearForBodiesThatAreMeant() {
        for (String scrap :
                List.of(
                        "-----BEGIN PRIVATE KEY-----\n",
                        "eyJ",
                        "://a:",
                        "password=",
                        "1",
                        "a",
                        "1 ",
                        "AKIA/",
                        "@a.",
                        "EMP-1",
                        "Aa0/")) {
            byte[] body = Rules.bytes(scrap.repeat(500_000 / scrap.length()));
            long start = System.nanoTime();
            EVERYTHING.redact(body);
            assertThat(System.nanoTime() - start).as(scrap).isLessThan(5_000_000_000L);
        }
    }

    @FuzzTest
    void anyBytes(byte[] body) {
        byte[] whole = EVERYTHING.redact(body).bytes();
        RandomGenerator random = new SplittableRandom(body.length);
        assertThat(inPieces(body, random, 5)).isEqualTo(whole);
        nothingLeftButGluedOnes(body);
        EVERYTHING.redactStream(body);
    }

    private static void nothingLeft(byte[] body) {
        byte[] once = EVERYTHING.redact(body).bytes();
        assertThat(EVERYTHING.redact(once).findings().edits())
                .as("%s", new String(once, StandardCharsets.ISO_8859_1))
                .isEmpty();
    }

    /** A second run finds at most what was glued to a secret that the first one has taken away. */
    private static void nothingLeftButGluedOnes(byte[] body) {
        String once = new String(EVERYTHING.redact(body).bytes(), StandardCharsets.ISO_8859_1);
        for (Edit edit :
                EVERYTHING.redact(once.getBytes(StandardCharsets.ISO_8859_1)).findings().edits()) {
            int from = (int) edit.offset();
            int to = from + edit.removed();
            boolean before = once.substring(Math.max(0, from - 3), from).contains("]");
            boolean after = once.substring(to, Math.min(once.length(), to + 3)).contains("[");
            assertThat(before || after).as("%s in %s", edit, once).isTrue();
        }
    }

    private static byte[] inPieces(byte[] body, RandomGenerator random, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Redactor redactor = EVERYTHING.redactor();
        for (int from = 0; from < body.length; ) {
            int length = Math.min(body.length - from, 1 + random.nextInt(most));
            redactor.feed(body, from, length, out::write);
            from += length;
        }
        redactor.end(out::write);
        return out.toByteArray();
    }

    private static byte[] scraps(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(40); n >= 0; n--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append(Samples.alnum(random, 1 + random.nextInt(45)));
                case 1 -> text.append(unmarked(random));
                default -> text.append(SCRAPS[random.nextInt(SCRAPS.length)]);
            }
        }
        return Rules.bytes(text.toString());
    }

    private static String unmarked(RandomGenerator random) {
        Kind[] kinds = Kind.values();
        return Samples.of(kinds[random.nextInt(kinds.length)], random)
                .replace(String.valueOf(Samples.OPEN), "")
                .replace(String.valueOf(Samples.CLOSE), "");
    }

    private static byte[] json(RandomGenerator random) {
        StringBuilder text = new StringBuilder("{");
        for (int n = random.nextInt(6); n >= 0; n--) {
            String string = "\"" + LabelledBody.escape(scrapText(random)) + "\"";
            text.append(string).append(": ");
            switch (random.nextInt(5)) {
                case 0 -> text.append("4111111111111111");
                case 1 -> text.append("[4111111111111111, 1.5, true, -4155552671]");
                case 2 -> text.append("null");
                default ->
                        text.append("\"")
                                .append(LabelledBody.escape(scrapText(random)))
                                .append("\"");
            }
            text.append(n > 0 ? ", " : "}");
        }
        return Rules.bytes(text.toString());
    }

    private static String scrapText(RandomGenerator random) {
        return new String(scraps(random), StandardCharsets.UTF_8);
    }
}
