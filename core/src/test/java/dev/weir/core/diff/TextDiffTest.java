package dev.weir.core.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.diff.TextDiff.Method;
import dev.weir.core.diff.TextDiff.Op;
import dev.weir.core.diff.TextDiff.Run;

import org.junit.jupiter.api.Test;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.Random;

class TextDiffTest {

    private static final String[] PIECES = {
        "a",
        "b",
        " ",
        "\n",
        "\r\n",
        "e\u0301",
        "👍🏽",
        "👨‍👩‍👧",
        "🇩🇪",
        "漢",
        "ö",
        "\ud83d",
        "\u0301",
        "the "
    };

    @Test
    void runsGiveBothTextsBackAndCutNoCharacter() {
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            String a = text(random, random.nextInt(40));
            String b = random.nextBoolean() ? text(random, random.nextInt(40)) : edited(random, a);
            check(TextDiff.of(a, b), a, b);
        }
    }

    private static String text(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static String edited(Random random, String text) {
        int at = text.isEmpty() ? 0 : random.nextInt(text.length());
        return text.substring(0, at)
                + text(random, 2)
                + text.substring(Math.min(text.length(), at + random.nextInt(4)));
    }

    private static void check(TextDiff diff, String a, String b) {
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        Op last = null;
        for (Run run : diff.runs()) {
            String text = diff.text(run);
            assertThat(text).isNotEmpty().hasSize(run.length());
            if (run.op() != Op.ADDED) {
                assertThat(before.length()).isEqualTo(run.aFrom());
                before.append(text);
            }
            if (run.op() != Op.REMOVED) {
                assertThat(after.length()).isEqualTo(run.bFrom());
                after.append(text);
            }
            assertThat(run.op()).isNotEqualTo(last);
            assertThat(last == Op.ADDED && run.op() == Op.REMOVED).isFalse();
            last = run.op();
            boundary(a, run.aFrom());
            boundary(a, run.aTo());
            boundary(b, run.bFrom());
            boundary(b, run.bTo());
        }
        assertThat(before).hasToString(a);
        assertThat(after).hasToString(b);
        assertThat(a.startsWith(b.substring(0, diff.first()))).isTrue();
    }

    private static void boundary(String text, int place) {
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        assertThat(characters.isBoundary(place)).as("%s at %s", text, place).isTrue();
    }

    @Test
    void aWordThatChangedIsFoundInAVeryLongText() {
        String start = "line of a file that has been read\n".repeat(300_000);
        String end = "another line\n".repeat(700_000);
        TextDiff diff =
                TextDiff.of(start + "the quick fox\n" + end, start + "the slow fox\n" + end);
        assertThat(diff.method()).isEqualTo(Method.CHARACTERS);
        assertThat(diff.runs()).extracting(diff::text).contains("quick", "slow");
        assertThat(diff.first()).isEqualTo(start.length() + 4);
    }

    @Test
    void twoVeryLongTextsWithoutMuchInCommonAreComparedInBoundedWork() {
        Random random = new Random(3);
        String a = noise(random, 20 << 20);
        String b = noise(random, 20 << 20);
        long begun = System.nanoTime();
        TextDiff diff = TextDiff.of("same start " + a, "same start " + b);
        assertThat(System.nanoTime() - begun).isLessThan(60_000_000_000L);
        assertThat(diff.method()).isIn(Method.LINES, Method.REPLACED);
        assertThat(diff.first()).isGreaterThanOrEqualTo(11);
    }

    private static String noise(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(4)));
            if (random.nextInt(30) == 0) {
                text.append(random.nextInt(5) == 0 ? '\n' : ' ');
            }
        }
        return text.toString();
    }

    @Test
    void oneLongLineWithoutSpacesIsSaidToBeReplacedFromTheFirstDifference() {
        Random random = new Random(4);
        String a = noise(random, 100_000).replaceAll("[ \n]", "");
        String b = noise(random, 100_000).replaceAll("[ \n]", "");
        TextDiff diff = TextDiff.of("x".repeat(50) + "1" + a, "x".repeat(50) + "2" + b);
        assertThat(diff.method()).isEqualTo(Method.REPLACED);
        assertThat(diff.first()).isEqualTo(50);
    }

    @Test
    void editsFarApartInManyLinesAreFoundEach() {
        StringBuilder a = new StringBuilder();
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            a.append("value ").append(i).append(" stays\n");
            b.append("value ").append(i).append(i % 1_000 == 7 ? " goes\n" : " stays\n");
        }
        TextDiff diff = TextDiff.of(a.toString(), b.toString());
        assertThat(diff.method()).isEqualTo(Method.CHARACTERS);
        assertThat(diff.runs().stream().filter(run -> run.op() == Op.ADDED).count()).isEqualTo(20);
    }
}
