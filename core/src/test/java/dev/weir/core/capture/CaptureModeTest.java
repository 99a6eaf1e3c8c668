package dev.weir.core.capture;

import static dev.weir.core.capture.CaptureMode.strictest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class CaptureModeTest {

    private static final List<CaptureMode> STRICTEST_FIRST =
            List.of(
                    CaptureMode.OFF,
                    CaptureMode.METADATA,
                    new CaptureMode.Preview(1),
                    new CaptureMode.Preview(200),
                    new CaptureMode.Preview(999_999_999),
                    CaptureMode.FULL);

    @Test
    void everyModeReadsBackFromItsText() {
        for (CaptureMode mode : STRICTEST_FIRST) {
            assertThat(CaptureMode.parse(mode.toString())).isEqualTo(mode);
            assertThat(CaptureMode.parse(" " + mode + "\n")).isEqualTo(mode);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FULL",
                "none",
                "preview",
                "preview()",
                "preview(0)",
                "preview(-1)",
                "preview(1.5)",
                "preview( 1 )",
                "preview(1) x",
                "preview(1000000000)",
                "preview(\u0661)"
            })
    void anythingElseIsNoMode(String text) {
        assertThatThrownBy(() -> CaptureMode.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void theStrictestKeepsLeast() {
        for (int i = 0; i < STRICTEST_FIRST.size(); i++) {
            for (int j = i; j < STRICTEST_FIRST.size(); j++) {
                assertThat(strictest(STRICTEST_FIRST.get(i), STRICTEST_FIRST.get(j)))
                        .isEqualTo(STRICTEST_FIRST.get(i));
            }
        }
    }

    @Test
    void theOrderInWhichModesMeetDoesNotMatter() {
        for (CaptureMode a : STRICTEST_FIRST) {
            for (CaptureMode b : STRICTEST_FIRST) {
                assertThat(strictest(a, b)).isEqualTo(strictest(b, a));
                for (CaptureMode c : STRICTEST_FIRST) {
                    assertThat(strictest(a, strictest(b, c)))
                            .isEqualTo(strictest(strictest(a, b), c));
                }
            }
        }
    }
}
