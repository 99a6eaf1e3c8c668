package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Outcome;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What holds of all closed lists; {@code docs/errors.md} describes each of their words. */
class ClosedListsTest {

    @Test
    void everyOutcomeHasAnEndReason() {
        assertThat(Arrays.stream(EndReason.values()).map(EndReason::outcome).distinct())
                .containsExactlyInAnyOrder(Outcome.values());
    }

    @Test
    void everyWordIsLowerCaseAndEveryReasonHasASentenceWithoutAFullStop() {
        Stream.of(
                        words(Outcome.values(), Outcome::word),
                        words(EndReason.values(), EndReason::word),
                        words(EndPhase.values(), EndPhase::word),
                        words(Loss.values(), Loss::word),
                        words(ErrorCode.values(), ErrorCode::word),
                        words(Change.Kind.values(), Change.Kind::word))
                .flatMap(List::stream)
                .forEach(word -> assertThat(word).matches("[a-z]+(_[a-z]+)*"));
        for (EndReason reason : EndReason.values()) {
            assertThat(reason.sentence()).isNotBlank().doesNotEndWith(".");
        }
        for (Loss loss : Loss.values()) {
            assertThat(loss.sentence()).isNotBlank().doesNotEndWith(".");
        }
    }

    @Test
    void everyErrorSaysWhoseFaultItIs() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(code.status()).isBetween(400, 504);
            assertThat(code.type()).endsWith(code == ErrorCode.BODY_TOO_LARGE ? "large" : "_error");
            assertThat(code.rpcStatus()).matches("[A-Z]+(_[A-Z]+)*");
            assertThat(code.word().startsWith("upstream_") && code != ErrorCode.UPSTREAM_FORBIDDEN)
                    .as("%s is a gateway's error", code)
                    .isEqualTo(code.status() == 502 || code.status() == 504);
        }
    }

    /** What a constant is called on the page. */
    private interface Word<T> {
        String of(T constant);
    }

    private static <T> List<String> words(T[] constants, Word<T> word) {
        List<String> words = new ArrayList<>();
        for (T constant : constants) {
            words.add(word.of(constant));
        }
        return words;
    }
}
