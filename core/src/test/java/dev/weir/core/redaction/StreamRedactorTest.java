package dev.weir.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.json.JsonReader;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Streams that are redacted while they pass. */
class StreamRedactorTest {

    private static final Redaction EVERYTHING = Rules.everything();

    @Test
    void aPassingStreamIsRedactedAsAWholeOneIs() {
        RandomGenerator random = new SplittableRandom(21);
        int found = 0;
        for (LabelledBody body : LabelledBody.corpus(7, 1)) {
            byte[] stream = stream(body.text(), random);
            Redacted whole = EVERYTHING.redactStream(stream);
            found += whole.findings().edits().size();
            for (int most : new int[] {1 << 20, 1 + random.nextInt(60)}) {
                assertThat(new String(inPieces(stream, random, most), StandardCharsets.UTF_8))
                        .as("pieces of at most %s", most)
                        .isEqualTo(new String(whole.bytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(found).isGreaterThan(2_000);
    }

    @Test
    void everyCutOfAStreamGivesTheSame() {
        String key = "AK" + "IA" + "Q3EGTXZ5LMNVB7YH";
        String stream =
                event("text", 0, "the key is " + key.substring(0, 5))
                        + event("text", 0, key.substring(5) + ", and ada@example.org")
                        + event("partial_json", 1, "{\\\"mail\\\":\\\"bob@")
                        + event("partial_json", 1, "example.com\\\"}")
                        + "data: {\"text\":\""
                        + key
                        + "\"}\n\n";
        byte[] bytes = Rules.bytes(stream);
        byte[] whole = EVERYTHING.redactStream(bytes).bytes();
        assertThat(new String(whole, StandardCharsets.UTF_8))
                .doesNotContain(key.substring(5))
                .doesNotContain("example")
                .contains("[redacted:aws_access_key]");
        for (int cut = 1; cut < bytes.length; cut++) {
            BodyRedactor redactor = EVERYTHING.redactor(true, true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            redactor.feed(bytes, 0, cut, out::write);
            redactor.feed(bytes, cut, bytes.length - cut, out::write);
            redactor.end(out::write);
            assertThat(out.toByteArray()).as("cut at %s", cut).isEqualTo(whole);
            assertThat(redactor.findings().counts())
                    .containsEntry("aws_access_key", 2L)
                    .containsEntry("email", 2L);
        }
    }

    @Test
    void whatIsHeldIsLittleWhereNothingIsFound() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            text.append(event("text", 0, " word" + i));
        }
        byte[] stream = Rules.bytes(text.toString());
        BodyRedactor redactor = EVERYTHING.redactor(true, true);
        long[] given = new long[1];
        int most = 0;
        for (int from = 0; from < stream.length; ) {
            int length = Math.min(100, stream.length - from);
            redactor.feed(stream, from, length, (_, _, n) -> given[0] += n);
            from += length;
            most = (int) Math.max(most, from - given[0]);
        }
        redactor.end((_, _, n) -> given[0] += n);
        assertThat(given[0]).isEqualTo(stream.length);
        assertThat(most).isLessThan(600);
    }

    @Test
    void aTextThatNeverDecidesAnythingIsNotHeldForEver() {
        BodyRedactor redactor = EVERYTHING.redactor(true, true);
        long[] given = new long[1];
        byte[] first = Rules.bytes(event("text", 0, "no end"));
        redactor.feed(first, 0, first.length, (_, _, n) -> given[0] += n);
        byte[] other = Rules.bytes(event("text", 1, "something else. "));
        long fed = first.length;
        while (fed < 2L << 20) {
            redactor.feed(other, 0, other.length, (_, _, n) -> given[0] += n);
            fed += other.length;
            assertThat(fed - given[0]).isLessThan(StreamRedactor.APART + 4_096);
        }
        byte[] long1 =
                Rules.bytes("data: {\"delta\":{\"text\":\"" + "lorem ipsum ".repeat(100_000));
        redactor.feed(long1, 0, long1.length, (_, _, n) -> given[0] += n);
        assertThat(fed + long1.length - given[0]).isLessThan(2 * StreamRedactor.LONGEST_LINE);
    }

    @Test
    void everyEventStaysJson() {
        RandomGenerator random = new SplittableRandom(23);
        for (LabelledBody body : LabelledBody.corpus(8, 1)) {
            String redacted =
                    new String(
                            inPieces(stream(body.text(), random), random, 200),
                            StandardCharsets.UTF_8);
            redacted.lines()
                    .filter(line -> line.startsWith("data: "))
                    .forEach(
                            line ->
                                    assertThat(JsonReader.read(line.substring(6)).whole())
                                            .as(line)
                                            .isTrue());
        }
    }

    private static String event(String member, int index, String text) {
        return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"
                + index
                + ",\"delta\":{\""
                + member
                + "\":\""
                + text
                + "\"}}\n\n";
    }

    /** A text as a model would stream it, in pieces of a few characters. */
    private static byte[] stream(String text, RandomGenerator random) {
        StringBuilder stream = new StringBuilder();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(12));
            if (Character.isHighSurrogate(text.charAt(to - 1)) && to < text.length()) {
                to++;
            }
            stream.append(event("text", 0, LabelledBody.escape(text.substring(from, to))));
            from = to;
        }
        return Rules.bytes(stream.toString());
    }

    private static byte[] inPieces(byte[] body, RandomGenerator random, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BodyRedactor redactor = EVERYTHING.redactor(true, true);
        for (int from = 0; from < body.length; ) {
            int length = Math.min(body.length - from, 1 + random.nextInt(most));
            redactor.feed(body, from, length, out::write);
            from += length;
        }
        redactor.end(out::write);
        return out.toByteArray();
    }
}
