package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.diff.Change;
import dev.weir.core.diff.Differ;
import dev.weir.core.diff.Differ.Subject;
import dev.weir.core.diff.Difference;
import dev.weir.core.diff.Difference.Relation;
import dev.weir.core.diff.TextDiff;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.wire.TurnReader;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import org.junit.jupiter.api.Test;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Recorded calls compared with themselves and with the next one. */
class RecordedDiffTest {

    /** Sections that may come from the path or the head. */
    private static final List<String> ELSEWHERE = List.of("model", "status", "parameters");

    private static Subject subject(RecordedExchange exchange) {
        Source source = Sources.of(exchange);
        return new Subject(
                source.dialect(),
                TurnReader.read(source),
                source.request(),
                source.response(),
                source.status());
    }

    private static List<RecordedExchange> some(Stream<RecordedExchange> all, int most) {
        try (all) {
            return all.filter(exchange -> exchange.bytes() < 1 << 20).limit(most).toList();
        }
    }

    @Test
    void aCallIsTheSameAsItselfAndWhatDiffersFromTheNextIsTold() {
        Subject last = null;
        for (RecordedExchange exchange : Traffic.some(7, 700)) {
            Subject subject = subject(exchange);
            assertThat(Differ.requests(subject, subject(exchange)).same()).isTrue();
            assertThat(Differ.responses(subject, subject(exchange)).same()).isTrue();
            if (last != null) {
                for (Difference difference :
                        List.of(Differ.requests(last, subject), Differ.responses(last, subject))) {
                    check(difference, sameKind(last, subject));
                }
            }
            last = subject;
        }
    }

    private static boolean sameKind(Subject a, Subject b) {
        return a.dialect() == b.dialect() && a.reading().endpoint() == b.reading().endpoint();
    }

    /** Equal bytes differ in nothing but what the path and the head say. */
    private static void check(Difference difference, boolean sameKind) {
        if (sameKind
                && difference.bytes().same()
                && difference.method() == Difference.Method.TURN) {
            assertThat(difference.sections())
                    .filteredOn(section -> !ELSEWHERE.contains(section.name()))
                    .allMatch(section -> section.changes().isEmpty());
        }
        difference.sections().stream()
                .flatMap(section -> section.changes().stream())
                .map(Change::text)
                .forEach(
                        text -> {
                            if (text != null) {
                                StringBuilder after = new StringBuilder();
                                text.runs().stream()
                                        .filter(run -> run.op() != TextDiff.Op.REMOVED)
                                        .forEach(run -> after.append(text.text(run)));
                                assertThat(after).hasToString(text.b());
                            }
                        });
    }

    @Test
    void theStepsOfARecordedSessionMostlyGoOnFromEachOther() {
        Map<Relation, Integer> relations = new EnumMap<>(Relation.class);
        Subject last = null;
        for (RecordedExchange exchange :
                some(Corpus.recorded().sessions("claude-code-wire"), 100)) {
            Subject subject = subject(exchange);
            if (last != null) {
                Difference difference = Differ.requests(last, subject);
                Relation relation = difference.relation();
                if (relation != null) {
                    relations.merge(relation, 1, Integer::sum);
                }
            }
            last = subject;
        }
        assertThat(relations).containsKey(Relation.APPENDED);
    }
}
