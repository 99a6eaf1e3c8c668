package dev.weir.bench.console;

import dev.weir.bench.archive.Chart;
import dev.weir.bench.report.RawFigures;
import dev.weir.bench.report.TextPage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The figures as {@code console.json}, and as {@code console.md} with a chart. */
public final class ConsoleReport extends TextPage {

    private static final String RAW = "console.json";
    private static final String PAGE = "console.md";
    private static final String CHART = "console-openings.svg";

    private ConsoleReport() {}

    /** Measures; gives the raw figures or the page. */
    public static String run(ConsoleBench bench, boolean json) throws Exception {
        ConsoleBench.Results results = bench.measure();
        return json ? RawFigures.text(results) : new ConsoleReport().page(results);
    }

    /** Measures and writes the report. */
    public static void write(ConsoleBench bench, Path directory) throws Exception {
        Files.createDirectories(directory);
        ConsoleBench.Results results = bench.measure();
        RawFigures.write(directory.resolve(RAW), results);
        render(results, directory);
    }

    /**
     * Renders again what is in {@code console.json}.
     *
     * @throws IOException where it is not there
     */
    public static void renderAgain(Path directory) throws IOException {
        render(RawFigures.read(directory.resolve(RAW), ConsoleBench.Results.class), directory);
    }

    private static void render(ConsoleBench.Results results, Path directory) throws IOException {
        Files.writeString(directory.resolve(PAGE), new ConsoleReport().page(results));
        List<Chart.Bar> bars =
                results.openings().stream()
                        .map(
                                opening ->
                                        new Chart.Bar(
                                                opening.page().replace("`", ""),
                                                opening.paintP50(),
                                                Math.max(
                                                        0,
                                                        opening.drawnP50() - opening.paintP50())))
                        .toList();
        Files.writeString(
                directory.resolve(CHART),
                Chart.bars(
                        "How soon pages are drawn",
                        "milliseconds: the first paint, then what the page is for",
                        bars));
    }

    private String page(ConsoleBench.Results results) {
        Archived archived = results.archived();
        line("# The web console: how soon pages are drawn");
        line("");
        line(
                "Made by `./weir bench console --data DIR --out docs/benchmarks`, on %s; the load average was %.1f when it began.",
                results.machine(), results.load());
        line("");
        line(
                "`./weir serve` over an archive of %,d exchanges of thirty days: sessions of an agent of some 50 calls each, one of %,d calls, one request",
                archived.exchanges(), archived.steps());
        line(
                "of %,d MB. A Chromium without a window, 1440 x 900, on the same machine, opens each page by its address; times begin when it is told the",
                archived.largeBytes() / 1_000_000);
        line(
                "address. Drawn is a page when what it is for is on the screen: the rows of a list, the answer of an exchange, what was said in a session.");
        line(
                "In a new browser nothing is cached; else it has the program of the console in its cache, as from the second visit on.");
        line("");
        line("![How soon pages are drawn](" + CHART + ")");
        line("");
        line("| page | first paint, ms | drawn, ms | the slowest, ms | opened |");
        line("|---|---|---|---|---|");
        for (ConsoleBench.Opening opening : results.openings()) {
            line(
                    "| %s | %,.0f | %,.0f | %,.0f | %d times |",
                    opening.page(),
                    opening.paintP50(),
                    opening.drawnP50(),
                    opening.drawnMost(),
                    opening.times());
        }
        ConsoleBench.Moving moving = results.moving();
        line("");
        line("## In the list");
        line("");
        line("| | |");
        line("|---|---|");
        line(
                "| from the key `End` to the next 100 rows, half within / the slowest | %.0f / %.0f ms |",
                moving.nextP50(), moving.nextMost());
        line(
                "| from a key to the next row being chosen, the slowest | %.0f ms |",
                moving.stepMost());
        line(
                "| the longest task of the browser while scrolling through %,d rows | %s |",
                moving.rows(),
                moving.longestTask() == 0
                        ? "none above 50 ms"
                        : String.format(Locale.ROOT, "%.0f ms", moving.longestTask()));
        line("| elements of the document then | %,d |", moving.elements());
        ConsoleBench.Fetched fetched = results.fetched();
        line("");
        line("## What is fetched");
        line("");
        line(
                "For the list, a browser that was never here makes %d requests and fetches %,.0f KB (%,.0f KB unpacked), of which scripts are %,.0f KB.",
                fetched.requests(),
                fetched.wireBytes() / 1e3,
                fetched.bytes() / 1e3,
                fetched.scriptBytes() / 1e3);
        ConsoleBench.Fetched withCharts = results.fetchedWithCharts();
        line(
                "For the page of cost, which draws charts, it is %,.0f KB in %d requests, of which scripts are %,.0f KB. There is no bundle: modules are fetched",
                withCharts.wireBytes() / 1e3,
                withCharts.requests(),
                withCharts.scriptBytes() / 1e3);
        line(
                "as they are, packed by gzip, and kept under an address that changes with their content.");
        return lines();
    }
}
