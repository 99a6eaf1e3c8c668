package dev.weir.testkit.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.Placement;
import dev.weir.core.session.SessionSource;
import dev.weir.core.session.Stitcher;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.session.Agreement.Thing;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All exchanges of the recorded sessions go to one stitcher in the order in which they began, as if
 * one client had made them. What it finds is held against the corpus, and the figures of {@code
 * docs/reading/sessions.md} against what it finds.
 */
class RecordedSessionsTest {

    private static final List<String> SHORT =
            List.of("claude-code-wire", "codex", "pi", "swe-agent");
    private static final double TOLERANCE = 0.002;

    @Test
    void withIdentifiersEverySessionAndThreadIsFound() {
        List<RecordedClues> all = RecordedClues.read(Corpus.recorded(), SHORT).clues();
        Placements placements = place(all);
        placements.sessions.forEach(
                (tool, things) ->
                        assertThat(Agreement.of(things).found())
                                .as(tool)
                                .isEqualTo(Agreement.of(things).groups()));
        assertExact(Agreement.of(placements.sessions("all")));
        assertExact(Agreement.of(placements.threads));
    }

    @Test
    @Tag("slow")
    void theFiguresInTheDocumentsAreTrue() throws IOException {
        RecordedClues.Reading reading = RecordedClues.read(Corpus.recorded(), RecordedClues.TOOLS);
        System.out.printf(
                "clues of %,d bytes: %.0f MB/s%n",
                reading.bytes(), reading.bytes() * 1e3 / reading.nanos());
        List<RecordedClues> named = reading.clues();
        List<RecordedClues> anonymous = named.stream().map(RecordedClues::anonymous).toList();
        assertExact(Agreement.of(place(named).sessions("all")));
        Placements inferred = place(anonymous);
        Placements together = place(RecordedClues.together(anonymous));
        String document = Files.readString(document());
        inferred.sessions.forEach((tool, things) -> check(document, tool, things));
        together.sessions.forEach((tool, things) -> check(document, tool, things));
    }

    /** No two recordings are made into one session but where the same conversation goes on. */
    @Test
    void singleExchangesOfDifferentRecordingsAreSeldomJoined() {
        List<RecordedClues> all =
                RecordedClues.singles(Corpus.recorded()).stream()
                        .map(RecordedClues::anonymous)
                        .toList();
        Stitcher stitcher = new Stitcher(new InMemorySessionMemory(100_000));
        List<Thing> things = new ArrayList<>();
        for (RecordedClues one : all) {
            Placement placement = stitcher.place(one.clues());
            if (placement.source() != SessionSource.NONE) {
                things.add(new Thing(one.session(), placement.session()));
            }
        }
        Agreement agreement = Agreement.of(things);
        int joined = Agreement.several(things);
        int mixed = Agreement.mixed(things);
        System.out.println(
                agreement.row("single")
                        + " of several "
                        + joined
                        + ", of several recordings "
                        + mixed);
        assertThat(joined).isGreaterThan(350);
        assertThat(mixed).isLessThan(joined / 15);
    }

    private static void assertExact(Agreement agreement) {
        assertThat(agreement.precision()).isEqualTo(1);
        assertThat(agreement.recall()).isEqualTo(1);
    }

    private static void check(String document, String tool, List<Thing> things) {
        Agreement agreement = Agreement.of(things);
        String row = agreement.row(tool);
        System.out.println(row);
        String[] stated =
                document.lines()
                        .filter(line -> line.startsWith("| " + tool + " |"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no row like " + row))
                        .split("\\|");
        assertThat(stated[2].strip() + stated[3] + stated[4])
                .as(row)
                .isEqualTo(
                        String.format(java.util.Locale.ROOT, "%,d", agreement.things())
                                + " "
                                + agreement.groups()
                                + "  "
                                + agreement.found()
                                + " ");
        assertThat(Double.parseDouble(stated[5]))
                .isCloseTo(agreement.precision(), within(TOLERANCE));
        assertThat(Double.parseDouble(stated[6])).isCloseTo(agreement.recall(), within(TOLERANCE));
    }

    private static Path document() {
        return Path.of("..", "docs", "reading", "sessions.md");
    }

    /** The sessions by tool, all of them under {@code all}; the threads that were recorded. */
    private record Placements(Map<String, List<Thing>> sessions, List<Thing> threads) {
        List<Thing> sessions(String tool) {
            return sessions.getOrDefault(tool, List.of());
        }
    }

    private static Placements place(List<RecordedClues> all) {
        Stitcher stitcher = new Stitcher(new InMemorySessionMemory(100_000));
        Placements placements = new Placements(new TreeMap<>(), new ArrayList<>());
        for (RecordedClues one : all) {
            Placement placement = stitcher.place(one.clues());
            Thing thing = new Thing(one.session(), placement.session());
            placements.sessions.computeIfAbsent(one.tool(), _ -> new ArrayList<>()).add(thing);
            placements.sessions.computeIfAbsent("all", _ -> new ArrayList<>()).add(thing);
            if (!placement.thread().equals(Placement.BACKGROUND)) {
                placements.threads.add(
                        new Thing(
                                one.session() + " " + one.thread(),
                                placement.session() + " " + placement.thread()));
            }
        }
        return placements;
    }
}
