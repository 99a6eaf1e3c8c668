package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Outcome;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Holds the closed lists in the code and those in {@code docs/reasons.md} together. */
class ClosedListsTest {

    private final List<String> page;

    ClosedListsTest() throws IOException {
        Path root = Path.of(System.getProperty("weir.root", ".."));
        page = Files.readAllLines(root.resolve("docs/reasons.md"));
    }

    @Test
    void outcomes() {
        assertThat(column("Outcomes", 0)).isEqualTo(words(Outcome.values(), Outcome::word));
    }

    @Test
    void endReasonsWithTheirOutcomes() {
        assertThat(column("End reasons", 0)).isEqualTo(words(EndReason.values(), EndReason::word));
        assertThat(column("End reasons", 1))
                .isEqualTo(words(EndReason.values(), reason -> reason.outcome().word()));
    }

    @Test
    void everyOutcomeHasAnEndReason() {
        assertThat(Arrays.stream(EndReason.values()).map(EndReason::outcome).distinct())
                .containsExactlyInAnyOrder(Outcome.values());
    }

    @Test
    void phases() {
        assertThat(column("Phases", 0)).isEqualTo(words(EndPhase.values(), EndPhase::word));
    }

    @Test
    void losses() {
        assertThat(column("Losses", 0)).isEqualTo(words(Loss.values(), Loss::word));
    }

    @Test
    void errorCodesWithTheirStatuses() {
        assertThat(pairs("Error codes"))
                .containsExactlyInAnyOrderElementsOf(
                        words(ErrorCode.values(), code -> code.word() + " " + code.status()));
        assertThat(column("Error codes", 1)).as("sorted by status").isSorted();
    }

    @Test
    void changes() {
        assertThat(column("Changes", 0)).isEqualTo(words(Change.Kind.values(), Change.Kind::word));
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

    private List<String> pairs(String title) {
        List<String> first = column(title, 0);
        List<String> second = column(title, 1);
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            pairs.add(first.get(i) + " " + second.get(i));
        }
        return pairs;
    }

    /** The cells of one column of the table under a title, without back quotes. */
    private List<String> column(String title, int column) {
        int start = page.indexOf("## " + title);
        assertThat(start).as("the section '%s'", title).isNotNegative();
        List<String> cells = new ArrayList<>();
        for (String line : page.subList(start + 1, page.size())) {
            if (line.startsWith("## ")) {
                break;
            }
            if (line.startsWith("| ")) {
                cells.add(line.substring(2).split(" \\| ", -1)[column].replace("`", ""));
            }
        }
        assertThat(cells).as("the table under '%s'", title).hasSizeGreaterThan(1);
        return cells.subList(1, cells.size());
    }
}
