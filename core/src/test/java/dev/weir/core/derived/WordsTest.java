package dev.weir.core.derived;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.reading.Reading;
import dev.weir.core.reading.StopReason;
import dev.weir.core.search.Field;
import dev.weir.core.session.CallKind;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The words that queries offer are those that rows have. */
class WordsTest {

    @Test
    void whatAnExchangeHas() {
        assertThat(Field.HAS.choices())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Trait.values()).map(Trait::word).toList());
    }

    @Test
    void kindsOfCalls() {
        List<String> kinds = Arrays.stream(CallKind.values()).map(CallKind::word).toList();
        assertThat(Field.KIND.choices())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(kinds.stream(), Stream.of("background")).toList());
    }

    @Test
    void howMuchWasRead() {
        assertThat(Field.READING.choices())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reading.Status.values()).map(Reading.Status::word).toList());
    }

    @Test
    void whyTheModelStopped() {
        assertThat(Arrays.stream(StopReason.values()).map(StopReason::word).toList())
                .containsAll(Field.STOP.choices());
    }
}
