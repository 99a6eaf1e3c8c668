package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

class GlobTest {

    @Test
    void aPatternMatchesWhatTheSameRegularExpressionMatches() {
        Random random = new Random(7);
        int matched = 0;
        for (int i = 0; i < 20_000; i++) {
            List<String> pieces = new ArrayList<>();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                pieces.add(letters(random, 3));
            }
            Glob glob = new Glob(pieces);
            String regex = String.join(".*", pieces.stream().map(Pattern::quote).toList());
            String text = letters(random, 8);
            boolean expected =
                    Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(text).matches();
            assertThat(glob.matches(text)).as("%s of %s", glob, text).isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isBetween(1_000, 19_000);
    }

    private static String letters(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            text.append("abAB".charAt(random.nextInt(4)));
        }
        return text.toString();
    }

    @Test
    void aPatternOfLikeEscapesItsSigns() {
        assertThat(new Glob(List.of("100%_a\\b", "", "c")).like()).isEqualTo("100\\%\\_a\\\\b%c");
        assertThat(Glob.literal("a").like()).isEqualTo("a");
        assertThat(Glob.ANY.like()).isEqualTo("%");
    }

    @Test
    void onlyTheCaseOfAToZDoesNotMatter() {
        assertThat(Glob.literal("Ä-k").matches("Ä-K")).isTrue();
        assertThat(Glob.literal("Ä").matches("ä")).isFalse();
        assertThat(Glob.literal("k").matches("\u212a")).isFalse();
    }
}
