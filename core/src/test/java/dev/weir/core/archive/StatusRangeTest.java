package dev.weir.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusRangeTest {

    @ParameterizedTest
    @CsvSource({
        "404, 404, 404",
        "4xx, 400, 499",
        "0xx, 0, 99",
        "' 5xx ', 500, 599",
        "0, 0, 0",
        ">=400, 400, 999",
        ">399, 400, 999",
        "<=299, 0, 299",
        "<300, 0, 299"
    })
    void aConditionIsReadAsTheFirstAndTheLastStatus(String text, int from, int to) {
        StatusRange range = StatusRange.parse(text);
        assertThat(range).isEqualTo(new StatusRange(from, to));
        assertThat(range.holds(from) && range.holds(to)).isTrue();
        assertThat(range.holds(from - 1) || range.holds(to + 1)).isFalse();
    }

    @Test
    void aConditionThatNothingMeetsHoldsNothing() {
        for (int status = 0; status <= 999; status++) {
            assertThat(StatusRange.parse("<0").holds(status)).isFalse();
            assertThat(StatusRange.parse(">999").holds(status)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "4x",
                "4XX",
                "40x",
                "xxx",
                "-1",
                "1000",
                "=400",
                "=>400",
                ">= 400",
                "400-499",
                "4xx,5xx",
                "\u0664\u0660\u0660",
                ">4xx"
            })
    void anythingElseIsNoCondition(String text) {
        assertThatThrownBy(() -> StatusRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("status '" + text + "': expected");
    }
}
