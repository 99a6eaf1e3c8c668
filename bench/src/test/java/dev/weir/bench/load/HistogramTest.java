package dev.weir.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class HistogramTest {
    @Test
    void percentilesOfAnySizeAreWithinOneInAHundredOfTheSortedValues() {
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            long[] values = new long[1 + random.nextInt(3000)];
            Histogram histogram = new Histogram();
            for (int i = 0; i < values.length; i++) {
                values[i] = (long) Math.exp(random.nextDouble() * 40);
                histogram.record(values[i]);
            }
            Arrays.sort(values);
            for (double percent : new double[] {0.1, 25, 50, 90, 99, 99.9, 100}) {
                long exact = values[(int) Math.ceil(values.length * percent / 100) - 1];
                assertThat((double) histogram.percentile(percent))
                        .isCloseTo((double) exact, withPercentage(0.8));
            }
            assertThat(histogram.max()).isEqualTo(values[values.length - 1]);
            assertThat(histogram.count()).isEqualTo(values.length);
        }
    }

    @Test
    void theExtremesFit() {
        Histogram histogram = new Histogram();
        histogram.record(-5);
        assertThat(histogram.percentile(100)).isZero();
        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.percentile(100)).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.percentile(50)).isZero();
    }

    @Test
    void nothingCountedIsZeroAndAPercentBeyondIsRefused() {
        assertThat(new Histogram().percentile(99)).isZero();
        assertThatThrownBy(() -> new Histogram().percentile(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Histogram().percentile(100.1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addedTogetherTheyAreOne() {
        Histogram low = new Histogram();
        Histogram high = new Histogram();
        for (int i = 1; i <= 100; i++) {
            low.record(i);
            high.record(1000);
        }
        low.add(high);
        assertThat(low.count()).isEqualTo(200);
        assertThat(low.percentile(50)).isEqualTo(100);
        assertThat(low.percentile(51)).isEqualTo(1000);
    }
}
