package dev.weir.bench.reading;

import dev.weir.bench.archive.Chart;
import dev.weir.bench.report.RawFigures;
import dev.weir.bench.report.TextPage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The figures as {@code reading.json}, and as {@code reading.md} with charts, which depend on
 * nothing else.
 */
public final class ReadingReport extends TextPage {

    private static final String RAW = "reading.json";
    private static final String PAGE = "reading.md";
    private static final String DERIVE = "reading-derive.svg";
    private static final String STATS = "reading-stats.svg";
    private static final String LISTS = "reading-lists.svg";
    private static final String TEXT = "reading-text.svg";

    private final Results results;

    private ReadingReport(Results results) {
        this.results = results;
    }

    /** Measures some parts; gives the raw figures or the page. */
    public static String run(ReadingBench bench, Set<String> parts, boolean json) throws Exception {
        Results results = bench.measure(parts);
        return json ? RawFigures.text(results) : new ReadingReport(results).page();
    }

    /** Measures some parts and writes the report; parts that it has already stay in it. */
    public static void write(ReadingBench bench, Set<String> parts, Path directory)
            throws Exception {
        Files.createDirectories(directory);
        Path raw = directory.resolve(RAW);
        Results results = bench.measure(parts);
        if (Files.exists(raw)) {
            results = results.with(RawFigures.read(raw, Results.class));
        }
        RawFigures.write(raw, results);
        render(results, directory);
    }

    /**
     * Renders again what is in {@code reading.json}.
     *
     * @throws IOException where it is not there
     */
    public static void renderAgain(Path directory) throws IOException {
        render(RawFigures.read(directory.resolve(RAW), Results.class), directory);
    }

    private static void render(Results results, Path directory) throws IOException {
        Files.writeString(directory.resolve(PAGE), new ReadingReport(results).page());
        var derive = results.derive();
        if (derive != null) {
            List<Chart.Bar> bars = new ArrayList<>();
            for (DeriveSpeed.Speed speed : derive) {
                bars.add(
                        new Chart.Bar(shortened(speed.what()), speed.megabytesPerSecondOfCpu(), 0));
            }
            Files.writeString(
                    directory.resolve(DERIVE),
                    Chart.bars(
                            "How fast exchanges are read", "MB for a second of a processor", bars));
        }
        var rows = results.rows();
        if (rows != null) {
            chart(directory, STATS, "Sums over " + count(rows.rows()) + " exchanges", rows.stats());
            chart(
                    directory,
                    LISTS,
                    "Lists over " + count(rows.rows()) + " exchanges",
                    rows.lists());
        }
        var index = results.text();
        if (index != null) {
            chart(
                    directory,
                    TEXT,
                    "Full text search in " + count(index.exchanges()) + " exchanges",
                    index.questions());
        }
    }

    private static void chart(Path directory, String file, String title, List<Timing> timings)
            throws IOException {
        List<Chart.Bar> bars = new ArrayList<>();
        for (Timing timing : timings) {
            bars.add(
                    new Chart.Bar(
                            shortened(timing.what()), timing.p50(), timing.p99() - timing.p50()));
        }
        Files.writeString(
                directory.resolve(file),
                Chart.bars(title, "milliseconds: half of the times, then 99 of 100", bars));
    }

    private static String shortened(String what) {
        String plain = what.replace("&", "and").replace(">", "over ").replace("<", "under ");
        return plain.length() <= 36 ? plain : plain.substring(0, 35) + "…";
    }

    private String page() {
        line("# Reading: how fast, how soon, how quickly asked");
        line("");
        line("Made by `./weir bench reading --out docs/benchmarks`, on " + results.machine() + ".");
        line("The machine had other work between the measurements.");
        derive();
        lag();
        text();
        rows();
        session();
        restart();
        return lines();
    }

    private void derive() {
        var speeds = results.derive();
        if (speeds == null) {
            return;
        }
        line("");
        line("## Deriving");
        line("");
        line(
                "Everything in an archive is derived anew several times; the CPU of the deriver's thread in the median run, warm. It holds");
        line(
                "reading from the archive, undoing encodings, reading the call, finding its session, pricing, and writing row, sums and text.");
        line("");
        line("![How fast exchanges are read](" + DERIVE + ")");
        line("");
        line(
                "| traffic | exchanges | captured, MB | µs an exchange | exchanges a second of a processor | MB a second |");
        line("|---|---|---|---|---|---|");
        for (DeriveSpeed.Speed speed : speeds) {
            line(
                    "| %s | %,d | %,.1f | %,.0f | %,.0f | %,.0f |",
                    speed.what(),
                    speed.exchanges(),
                    speed.megabytes(),
                    speed.microsEach(),
                    speed.perSecondOfCpu(),
                    speed.megabytesPerSecondOfCpu());
        }
    }

    private void lag() {
        var lag = results.lag();
        if (lag == null) {
            return;
        }
        line("");
        line("## How soon an exchange is found");
        line("");
        line(
                "Small exchanges (4 KB, 2 KB back in a stream) are handed to the archiver; the time until their rows are found. The deriver gives way: it");
        line(
                "uses a quarter of a processor at most while nobody waits for it, so a burst is caught up with later.");
        line("");
        line("| | |");
        line("|---|---|");
        line(
                "| at %,d exchanges a second, half of them within | %,.1f ms |",
                lag.rate(), lag.steady().p50());
        line("| 99 of 100 within | %,.1f ms |", lag.steady().p99());
        line("| of a processor the deriver used | %,.0f %% |", lag.steadyCpu() * 100);
        line("| a burst of %,d is archived in | %,.1f s |", lag.burst(), lag.intakeSeconds());
        line("| and all of them have their rows after | %,.1f s |", lag.catchUpSeconds());
        line("| of a processor the deriver used meanwhile | %,.0f %% |", lag.burstCpu() * 100);
        line(
                "| exchanges in all, without a row at the end | %,d, **%,d** |",
                lag.exchanges(), lag.missing());
    }

    private void text() {
        var index = results.text();
        if (index == null) {
            return;
        }
        line("");
        line("## Full text");
        line("");
        line(
                "%,d exchanges with texts of their own: 280 words, the n-th word of a vocabulary of 60,000 a n-th as often as the first. A page of 50 is",
                index.exchanges());
        line("asked for, newest first, with all that is in the rows.");
        line("");
        line("| | |");
        line("|---|---|");
        line("| text indexed | %,.1f MB |", index.textMegabytes());
        line(
                "| index, of the text | %,.1f MB, %.0f %% |",
                index.indexMegabytes(), 100 * index.indexMegabytes() / index.textMegabytes());
        line(
                "| hashes of what is in it, of the text | %,.1f MB, %.1f %% |",
                index.seenMegabytes(), 100 * index.seenMegabytes() / index.textMegabytes());
        double cpu = Math.max(1e-9, index.cpuSeconds() - index.withoutSeconds());
        line("| text for a second of a processor | %,.0f MB |", index.textMegabytes() / cpu);
        line(
                "| putting it in order after everything was derived anew | %,.1f s |",
                index.mergeSeconds());
        var recorded = results.recordedText();
        if (recorded != null) {
            line(
                    "| recorded agent sessions: index, of the %,.0f MB captured | %,.1f MB, %.2f %% |",
                    recorded.capturedMegabytes(),
                    recorded.indexMegabytes(),
                    100 * recorded.indexMegabytes() / recorded.capturedMegabytes());
            line(
                    "| recorded agent sessions: all of `reading.db` | %,.1f MB, %.2f %% |",
                    recorded.fileMegabytes(),
                    100 * recorded.fileMegabytes() / recorded.capturedMegabytes());
        }
        line("");
        line("![Full text search](" + TEXT + ")");
        line("");
        timings(index.questions());
    }

    private void rows() {
        var rows = results.rows();
        if (rows == null) {
            return;
        }
        line("");
        line("## Questions about %,d exchanges", rows.rows());
        line("");
        line(
                "Made-up rows of 300 people, 25 teams, 120 repositories and ever new branches and tickets, twelve models, 400 days, %,d sessions;",
                rows.sessions());
        line(
                "written by the code that writes rows in service. The file has %,.0f MB, %,.0f bytes an exchange.",
                rows.megabytes(), rows.megabytes() * 1e6 / rows.rows());
        if (rows.loadSeconds() > 0) {
            line("Writing them took %,.0f s.", rows.loadSeconds());
        }
        line("Times are those of the port `Derived`, with all rows of the answer read.");
        line("");
        line("### Sums");
        line("");
        line(
                "Over all time, and over 351 days that begin and end within a month; 100 rows, dearest first. The goal is 100 ms.");
        line("");
        line("![Sums](" + STATS + ")");
        line("");
        timings(rows.stats());
        line("");
        line(
                "Combinations that are not kept as sums are added up from the cube of all dimensions:");
        line("");
        timings(rows.others());
        line("");
        line("### Lists");
        line("");
        line("A page of 50, newest first.");
        line("");
        line("![Lists](" + LISTS + ")");
        line("");
        timings(rows.lists());
        line("");
        line(
                "Where two conditions are each met by very many and both by few, every exchange of a time has to be looked at: the one in the list that is");
        line("slow has no match at all.");
    }

    private void session() {
        var session = results.session();
        if (session == null) {
            return;
        }
        line("");
        line("## A long session and a large body");
        line("");
        line(
                "%,d steps, %,.0f MB captured; the conversation goes with every step and begins anew with a summary every 250 steps. Deriving all of it took",
                session.steps(), session.capturedMegabytes());
        line(
                "%,.1f s of a processor. A request body of %,.1f MB is derived in %,.0f ms of a processor.",
                session.deriveSeconds(), session.largeMegabytes(), session.largeMillis());
        line("");
        timings(
                List.of(
                        session.open(),
                        session.firstPage(),
                        session.anyPage(),
                        session.allPages()));
    }

    private void restart() {
        var restart = results.restart();
        if (restart == null) {
            return;
        }
        line("");
        line("## A restart");
        line("");
        line(
                "With %,d exchanges of the last two days on record, the deriver had looked through all of them %,.1f s after its start, and used %,.1f s of a",
                restart.exchanges(), restart.seconds(), restart.cpuSeconds());
        line(
                "processor. What it remembers of their sessions is kept with the rows and not read from bodies again.");
    }

    private void timings(List<Timing> timings) {
        line("| | half within, ms | 99 of 100 within, ms | rows | asked |");
        line("|---|---|---|---|---|");
        for (Timing timing : timings) {
            line(
                    "| %s | %s | %s | %,d | %,d |",
                    timing.what(),
                    Chart.number(timing.p50()),
                    Chart.number(timing.p99()),
                    timing.rows(),
                    timing.asked());
        }
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
