package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

class BlockCutterTest {

    /** Blocks follow each other without gap, none is empty, and the last one ends the body. */
    private static void assertCovers(byte[] body, Cuts cuts) {
        int at = 0;
        for (int i = 0; i < cuts.size(); i++) {
            assertThat(cuts.start(i)).isEqualTo(at);
            assertThat(cuts.end(i)).isGreaterThan(at);
            assertThat(cuts.end(i) - at).isLessThanOrEqualTo(BlockCutter.LARGEST);
            at = cuts.end(i);
        }
        assertThat(at).isEqualTo(body.length);
    }

    private static void assertSame(Cuts actual, Cuts expected) {
        assertThat(ends(actual)).isEqualTo(ends(expected));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.stateAtEnd(i)).isEqualTo(expected.stateAtEnd(i));
        }
    }

    private static int[] ends(Cuts cuts) {
        int[] ends = new int[cuts.size()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = cuts.end(i);
        }
        return ends;
    }

    /** From one body to the next: whatever differs, the blocks are those of a full scan. */
    private static void assertIncremental(byte[] before, byte[] after) {
        Cuts old = BlockCutter.cut(before);
        BlockCutter.Incremental incremental = BlockCutter.cut(after, before, old);
        Cuts full = BlockCutter.cut(after);
        assertSame(incremental.cuts(), full);
        for (int i = 0; i < incremental.sameAtStart(); i++) {
            assertThat(block(after, full, i)).isEqualTo(block(before, old, i));
        }
        for (int i = 1; i <= incremental.sameAtEnd(); i++) {
            assertThat(block(after, full, full.size() - i))
                    .isEqualTo(block(before, old, old.size() - i));
        }
    }

    private static byte[] block(byte[] body, Cuts cuts, int block) {
        return Arrays.copyOfRange(body, cuts.start(block), cuts.end(block));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] randomJson(Random random, int messages) {
        StringBuilder json = new StringBuilder("{\"model\":\"m\",");
        if (random.nextBoolean()) {
            json.append("\"request\":{");
        }
        json.append("\"messages\":[");
        for (int i = 0; i < messages; i++) {
            json.append(i == 0 ? "" : random.nextBoolean() ? "," : ", ");
            value(random, json, 0);
        }
        return bytes(json.append("],\"tools\":[{\"name\":\"x\"}],\"stream\":true}").toString());
    }

    private static void value(Random random, StringBuilder json, int depth) {
        switch (random.nextInt(depth > 5 ? 3 : 5)) {
            case 0 -> json.append(random.nextInt());
            case 1 -> text(random, json, 3_000);
            case 2 -> text(random, json, 30);
            case 3 -> {
                json.append('{');
                for (int i = random.nextInt(5); i >= 0; i--) {
                    text(random, json, 10);
                    json.append(": ");
                    value(random, json, depth + 1);
                    json.append(i == 0 ? "" : ",\n");
                }
                json.append('}');
            }
            default -> {
                json.append('[');
                for (int i = random.nextInt(5); i >= 0; i--) {
                    value(random, json, depth + 1);
                    json.append(i == 0 ? "" : ",");
                }
                json.append(']');
            }
        }
    }

    private static void text(Random random, StringBuilder json, int most) {
        String alphabet = "abc {}[],:\\\"\u00e9\n";
        json.append('"');
        for (int i = random.nextInt(most); i > 0; i--) {
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                default -> json.append(c);
            }
        }
        json.append('"');
    }

    private static byte[] mutated(Random random, byte[] body) {
        int from = body.length == 0 ? 0 : random.nextInt(body.length);
        int to = Math.min(body.length, from + random.nextInt(300));
        byte[] middle = new byte[random.nextInt(400)];
        for (int i = 0; i < middle.length; i++) {
            middle[i] = (byte) "\"\\{}[], a".charAt(random.nextInt(9));
        }
        byte[] all = new byte[body.length - (to - from) + middle.length];
        System.arraycopy(body, 0, all, 0, from);
        System.arraycopy(middle, 0, all, from, middle.length);
        System.arraycopy(body, to, all, from + middle.length, body.length - to);
        return all;
    }

    @Test
    void blocksOfAnyBodyJoinToTheBody() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] json = randomJson(random, random.nextInt(40));
            assertCovers(json, BlockCutter.cut(json));
            byte[] broken = mutated(random, json);
            assertCovers(broken, BlockCutter.cut(broken));
            byte[] noise = new byte[random.nextInt(200_000)];
            random.nextBytes(noise);
            assertCovers(noise, BlockCutter.cut(noise));
        }
    }

    @Test
    void aSecondCutGivesTheBlocksOfAFullScanWhateverChanged() {
        Random random = new Random(2);
        for (int i = 0; i < 400; i++) {
            byte[] before = randomJson(random, random.nextInt(60));
            byte[] after = before;
            for (int change = random.nextInt(4); change > 0; change--) {
                after = mutated(random, after);
            }
            assertIncremental(before, after);
            assertIncremental(after, before);
            assertIncremental(before, before.clone());
        }
        byte[] noise = new byte[150_000];
        random.nextBytes(noise);
        assertIncremental(noise, mutated(random, noise));
        assertIncremental(randomJson(random, 20), noise);
    }

    @Test
    void aBodyTakenInPartsHasTheBlocksOfAWholeOne() {
        Random random = new Random(3);
        for (int i = 0; i < 30; i++) {
            byte[] body = randomJson(random, 600);
            int window = BlockCutter.LARGEST + 1 + random.nextInt(100_000);
            Cuts whole = BlockCutter.cut(body);
            Cuts joined = new Cuts(whole.stateAtStart(0));
            int done = 0;
            int state = whole.stateAtStart(0);
            while (done < body.length) {
                int length = Math.min(window, body.length - done);
                byte[] part = Arrays.copyOfRange(body, done, done + length);
                Cuts cuts = BlockCutter.cutPart(part, length, state, done + length == body.length);
                joined.addAll(cuts, 0, cuts.size(), done);
                state = cuts.stateAtStart(cuts.size());
                done += cuts.start(cuts.size());
            }
            assertSame(joined, whole);
        }
    }

    @Test
    void aNewMessageAddsItsOwnBlocksOnly() {
        String message = "{\"role\":\"user\",\"content\":\"" + "word ".repeat(400) + "\"}";
        String end = "],\"system\":\"" + "rule ".repeat(1_000) + "\",\"stream\":true}";
        String start = "{\"model\":\"m\",\"messages\":[" + (message + ",").repeat(50);
        byte[] before = bytes(start + message + end);
        byte[] after = bytes(start + message + "," + message.replace("word", "else") + end);
        BlockCutter.Incremental cut = BlockCutter.cut(after, before, BlockCutter.cut(before));
        int changed = cut.cuts().size() - cut.sameAtStart() - cut.sameAtEnd();
        assertThat(changed).isBetween(1, 2);
        assertThat(TopMembers.of(after, after.length, cut.cuts()))
                .isEqualTo(new TopMembers("m", true));
    }

    @Test
    void theTopMembersAreFoundWhereverTheyStandAndNotDeeper() {
        assertThat(
                        top(
                                "{\"messages\":[{\"model\":\"no\"}],\"stream\" : false , \"model\" :\"a\\/b\"}"))
                .isEqualTo(new TopMembers("a/b", false));
        assertThat(top(" \n{ \"model\":\"x\"}")).isEqualTo(new TopMembers("x", null));
        assertThat(top("[{\"model\":\"x\"}]")).isEqualTo(TopMembers.NONE);
        assertThat(top("{\"model\":7,\"stream\":null}")).isEqualTo(TopMembers.NONE);
        assertThat(top("{\"model\":\"x")).isEqualTo(TopMembers.NONE);
        assertThat(top("model=x")).isEqualTo(TopMembers.NONE);
        assertThat(top("{\"model")).isEqualTo(TopMembers.NONE);
    }

    private static TopMembers top(String body) {
        byte[] bytes = bytes(body);
        return TopMembers.of(bytes, bytes.length, BlockCutter.cut(bytes));
    }

    @Test
    void millionsOfSmallMembersDoNotMakeMillionsOfBlocks() {
        byte[] body = bytes("{" + "\"a\":1,".repeat(200_000) + "\"b\":2}");
        assertThat(BlockCutter.cut(body).size()).isLessThan(64 + body.length / 1_024 + 2);
    }

    @FuzzTest(maxDuration = "10s")
    void anyBytesAreCovered(byte[] data) {
        assertCovers(data, BlockCutter.cut(data));
        byte[] half = Arrays.copyOf(data, data.length / 2);
        assertIncremental(half, data);
        assertIncremental(data, half);
        TopMembers.of(data, data.length, BlockCutter.cut(data));
    }
}
