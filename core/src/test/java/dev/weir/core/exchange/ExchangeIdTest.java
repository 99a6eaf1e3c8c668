package dev.weir.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Locale;
import java.util.Random;

class ExchangeIdTest {

    private static final long NOW = 1_795_000_000_000L;
    private static final String TEXT = "019a1f2e-3c4d-7abc-9def-0123456789ab";

    @Test
    void idsRiseWithinAMillisecond() {
        assertRising(10_000, i -> NOW);
    }

    @Test
    void idsRiseWhenTheClockStepsBack() {
        assertRising(10_000, i -> i < 3 ? NOW : NOW - 3_600_000 + i);
    }

    @Test
    void idsRiseWhenTheClockJumpsAboutAndEndNearIt() {
        Random random = new Random(1);
        assertRising(50_000, i -> NOW + random.nextInt(1000) - 500);
    }

    @Test
    void anIdSaysWhenItWasMade() {
        ExchangeIds ids = new ExchangeIds(new Random(1));
        assertThat(ids.next(NOW).millis()).isEqualTo(NOW);
        assertThat(ids.next(NOW + 5).millis()).isEqualTo(NOW + 5);
        assertThat(ids.next(NOW).millis()).isEqualTo(NOW + 5);
    }

    @Test
    void moreIdsThanAMillisecondHoldsBorrowTheNextOne() {
        ExchangeIds ids = new ExchangeIds(new Random(1));
        ExchangeId last = ids.next(NOW);
        for (int i = 1; i <= 4096; i++) {
            last = ids.next(NOW);
        }
        assertThat(last.millis()).isEqualTo(NOW + 1);
    }

    @Test
    void twoMakersAtTheSameTimeMakeDifferentIds() {
        ExchangeId one = new ExchangeIds(new Random(1)).next(NOW);
        ExchangeId two = new ExchangeIds(new Random(2)).next(NOW);
        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void textSortsAsTheIdsDoAndReadsBack() {
        ExchangeIds ids = new ExchangeIds(new Random(4));
        Random random = new Random(5);
        ExchangeId before = ids.next(random.nextLong(1L << 47));
        for (int i = 0; i < 5_000; i++) {
            ExchangeId id = new ExchangeIds(random).next(random.nextLong(1L << 48));
            assertThat(ExchangeId.parse(id.toString())).isEqualTo(id);
            assertThat(Integer.signum(id.compareTo(before)))
                    .isEqualTo(Integer.signum(id.toString().compareTo(before.toString())));
            before = id;
        }
    }

    @Test
    void eitherCaseIsRead() {
        assertThat(ExchangeId.parse(TEXT.toUpperCase(Locale.ROOT))).hasToString(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "019a1f2e-3c4d-4abc-9def-0123456789ab",
                "019a1f2e-3c4d-7abc-7def-0123456789ab",
                "019a1f2e-3c4d-7abc-cdef-0123456789ab",
                "019a1f2e3c4d7abc9def0123456789ab",
                "019a1f2e-3c4d-7abc-9def-0123456789a",
                "019a1f2e-3c4d-7abc-9def-0123456789abc",
                "019a1f2e-3c4d-7abc-9def-0123456789ag",
                " 019a1f2e-3c4d-7abc-9def-0123456789ab",
                "+19a1f2e-3c4d-7abc-9def-0123456789ab",
                "0019a1f2e-3c4d-7abc-9def-123456789ab",
                "000000019-3c4-7abc-9def-0123456789ab",
                "019a1f2e_3c4d_7abc_9def_0123456789ab",
            })
    void anythingElseIsNoIdAndTheErrorNamesIt(String text) {
        assertThatThrownBy(() -> ExchangeId.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not an exchange id: ")
                .hasMessageContaining(text.isEmpty() ? "''" : text);
    }

    @Test
    void arbitraryTextIsAnIdThatReadsBackOrAnArgumentError() {
        Random random = new Random(9);
        String alphabet = "0189abfF-+x \u0661\uD800";
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(TEXT);
            for (int n = random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(text.length());
                text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                ExchangeId id = ExchangeId.parse(text.toString());
                assertThat(id.toString()).isEqualToIgnoringCase(text.toString());
                read++;
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageStartingWith("not an exchange id: ");
            }
        }
        assertThat(read).isGreaterThan(10_000);
    }

    /** What the clock says at the given call. */
    private interface Clock {
        long at(int call);
    }

    private static void assertRising(int count, Clock clock) {
        ExchangeIds ids = new ExchangeIds(new Random(7));
        ExchangeId before = ids.next(clock.at(0));
        for (int i = 1; i < count; i++) {
            ExchangeId id = ids.next(clock.at(i));
            assertThat(id).isGreaterThan(before);
            before = id;
        }
    }
}
