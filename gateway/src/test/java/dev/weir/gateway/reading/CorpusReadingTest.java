package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.wire.TurnReader;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Every recorded exchange is read. What is read of a chosen few is held in {@code
 * reading/goldens/}, how much is read of all in {@code docs/reading/coverage.md}. The recorded
 * bodies are not part of the project; where they are absent these tests say so and are skipped.
 *
 * <p>After a change that is meant, {@code -Dweir.goldens=write} writes both anew, to be looked at
 * before they are committed.
 */
class CorpusReadingTest {

    private static final String GOLDENS = "gateway/src/test/resources/reading/goldens";
    private static final String COVERAGE = "docs/reading/coverage.md";

    @Test
    void everyRecordedExchangeIsReadAndTheTableIsCurrent() {
        Coverage coverage = new Coverage();
        try (Stream<RecordedExchange> all = Corpus.recorded().exchanges()) {
            all.forEach(
                    exchange ->
                            coverage.add(
                                    exchange.provider(), TurnReader.read(Sources.of(exchange))));
        }
        assertThat(coverage.has(Reason.READER_FAULT)).isFalse();
        hold("exchanges", coverage.table());
    }

    @Test
    @Tag("slow")
    void everyTurnOfTheRecordedSessionsIsRead() {
        Corpus corpus = Corpus.recorded();
        Coverage coverage = new Coverage();
        for (String tool : List.of("claude-code", "claude-code-wire", "codex", "pi", "swe-agent")) {
            try (Stream<RecordedExchange> turns = corpus.sessions(tool)) {
                turns.forEach(turn -> coverage.add(tool, TurnReader.read(Sources.of(turn))));
            }
        }
        assertThat(coverage.has(Reason.READER_FAULT)).isFalse();
        hold("sessions", coverage.table());
    }

    /** Holds the part of the document between two marks. */
    private static void hold(String part, String table) {
        Path file = Goldens.file(COVERAGE);
        String document = Goldens.read(file);
        String begin = "<!-- generated: " + part + " -->\n";
        String end = "<!-- end: " + part + " -->";
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf(end);
        assertThat(from).as("mark of " + part).isGreaterThan(begin.length() - 1);
        if (Goldens.writing()) {
            Goldens.write(file, document.substring(0, from) + table + document.substring(to));
        } else {
            assertThat(document.substring(from, to))
                    .as("%s; write it anew with -Dweir.goldens=write", COVERAGE)
                    .isEqualTo(table);
        }
    }

    @Test
    void whatIsReadOfChosenExchangesIsAsItWas() {
        List<String> chosen =
                Goldens.read(Goldens.file(GOLDENS + "/chosen.txt"))
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.split(" ", 2)[0])
                        .toList();
        Map<String, String> read = new LinkedHashMap<>();
        try (Stream<RecordedExchange> all = Corpus.recorded().exchanges()) {
            all.filter(exchange -> chosen.contains(exchange.id()))
                    .forEach(exchange -> read.put(exchange.id(), text(exchange)));
        }
        assertThat(new TreeSet<>(read.keySet())).isEqualTo(new TreeSet<>(chosen));
        read.forEach(
                (id, text) -> {
                    Path file = Goldens.file(GOLDENS + "/" + id + ".txt");
                    if (Goldens.writing()) {
                        Goldens.write(file, text);
                    } else {
                        assertThat(text).as(id).isEqualTo(Goldens.read(file));
                    }
                });
    }

    private static String text(RecordedExchange exchange) {
        Reading reading = TurnReader.read(Sources.of(exchange));
        return exchange.request().method()
                + " "
                + exchange.request().target()
                + " "
                + exchange.response().status()
                + " "
                + exchange.provider()
                + "\n"
                + ReadingText.of(reading);
    }
}
