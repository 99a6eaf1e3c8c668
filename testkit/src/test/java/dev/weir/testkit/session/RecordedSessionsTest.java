package dev.weir.testkit.session;

import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.Placement;
import dev.weir.core.session.Stitcher;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.session.Agreement.Thing;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class RecordedSessionsTest {

    @Test
    void measure() {
        RecordedClues.Reading reading = RecordedClues.read(Corpus.recorded(), RecordedClues.TOOLS);
        System.out.printf(
                "clues: %,d bytes, %.0f MB/s%n",
                reading.bytes(), reading.bytes() * 1e3 / reading.nanos());
        report("with", reading.clues());
        List<RecordedClues> anonymous =
                reading.clues().stream().map(RecordedClues::anonymous).toList();
        report("without", anonymous);
        report("without, all at once", RecordedClues.together(anonymous));
    }

    private static void report(String title, List<RecordedClues> all) {
        Stitcher stitcher = new Stitcher(new InMemorySessionMemory(100_000));
        Map<String, List<Thing>> byTool = new TreeMap<>();
        Map<String, Integer> relations = new TreeMap<>();
        List<Thing> whole = new ArrayList<>();
        long start = System.nanoTime();
        for (RecordedClues one : all) {
            Placement placement = stitcher.place(one.clues());
            Thing thing = new Thing(one.session(), placement.session());
            whole.add(thing);
            byTool.computeIfAbsent(one.tool(), _ -> new ArrayList<>()).add(thing);
            relations.merge(
                    one.tool()
                            + " "
                            + placement.relation()
                            + " "
                            + placement.source()
                            + " "
                            + placement.kind(),
                    1,
                    Integer::sum);
        }
        System.out.println("== " + title + " " + (System.nanoTime() - start) / 1_000_000 + " ms");
        byTool.forEach(
                (tool, things) ->
                        System.out.println(
                                Agreement.of(things).row(tool)
                                        + " mixed "
                                        + Agreement.mixed(things)));
        System.out.println(Agreement.of(whole).row("all") + " mixed " + Agreement.mixed(whole));
        relations.forEach((k, n) -> System.out.println("   " + k + " " + n));
    }
}
