package dev.weir.core.diff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.stream.IntStream;

class MatchingTest {

    @Test
    void asManyElementsAreMatchedAsCanBe() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            int letters = 1 + random.nextInt(6);
            int[] a = random.ints(random.nextInt(20), 0, letters).toArray();
            int[] b = random.ints(random.nextInt(20), 0, letters).toArray();
            Matching.Result result = Matching.of(a, b, new Work(1_000_000));
            assertThat(result.complete()).isTrue();
            assertThat(matched(a, b, result.ofA())).isEqualTo(longest(a, b));
        }
    }

    /** Checks that partners are equal and in order; answers how many there are. */
    private static int matched(int[] a, int[] b, int[] ofA) {
        int last = -1;
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            if (ofA[i] != Matching.NONE) {
                assertThat(ofA[i]).isGreaterThan(last);
                assertThat(b[ofA[i]]).isEqualTo(a[i]);
                last = ofA[i];
                count++;
            }
        }
        return count;
    }

    private static int longest(int[] a, int[] b) {
        int[][] best = new int[a.length + 1][b.length + 1];
        for (int i = a.length - 1; i >= 0; i--) {
            for (int j = b.length - 1; j >= 0; j--) {
                best[i][j] =
                        a[i] == b[j]
                                ? best[i + 1][j + 1] + 1
                                : Math.max(best[i + 1][j], best[i][j + 1]);
            }
        }
        return best[0][0];
    }

    @Test
    void whereTheWorkRunsOutTheRestIsUnmatchedAndItIsSaid() {
        Random random = new Random(8);
        int[] a = random.ints(20_000, 0, 50).toArray();
        int[] b = random.ints(20_000, 0, 50).toArray();
        Matching.Result result = Matching.of(a, b, new Work(100_000));
        assertThat(result.complete()).isFalse();
        matched(a, b, result.ofA());
    }

    @Test
    void whatOnlyOneSideHasCostsNothing() {
        int[] a = IntStream.range(10, 1_000_000).toArray();
        int[] b = IntStream.range(2_000_000, 3_000_000).toArray();
        a[500_000] = 7;
        b[400_000] = 7;
        Matching.Result result = Matching.of(a, b, new Work(100));
        assertThat(result.complete()).isTrue();
        assertThat(result.ofA()[500_000]).isEqualTo(400_000);
    }
}
