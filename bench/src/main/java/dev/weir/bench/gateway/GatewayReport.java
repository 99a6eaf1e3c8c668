package dev.weir.bench.gateway;

import dev.weir.bench.archive.Chart;
import dev.weir.bench.report.RawFigures;
import dev.weir.bench.report.TextPage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as {@code gateway.json}, and as {@code gateway.md} with a chart. */
public final class GatewayReport extends TextPage {

    private static final String RAW = "gateway.json";
    private static final String PAGE = "gateway.md";
    private static final String CHART = "gateway-deciding.svg";

    private GatewayReport() {}

    /** Measures; gives the raw figures or the page. */
    public static String run(GatewayBench bench, boolean json) throws Exception {
        GatewayBench.Results results = bench.measure();
        return json ? RawFigures.text(results) : new GatewayReport().page(results);
    }

    /** Measures and writes the report. */
    public static void write(GatewayBench bench, Path directory) throws Exception {
        Files.createDirectories(directory);
        GatewayBench.Results results = bench.measure();
        RawFigures.write(directory.resolve(RAW), results);
        render(results, directory);
    }

    /**
     * Renders again what is in {@code gateway.json}.
     *
     * @throws IOException where it is not there
     */
    public static void renderAgain(Path directory) throws IOException {
        render(RawFigures.read(directory.resolve(RAW), GatewayBench.Results.class), directory);
    }

    private static void render(GatewayBench.Results results, Path directory) throws IOException {
        Files.writeString(directory.resolve(PAGE), new GatewayReport().page(results));
        List<Chart.Bar> bars = new ArrayList<>();
        for (Deciding.Figures figures : results.deciding()) {
            bars.add(
                    new Chart.Bar(
                            String.format(Locale.ROOT, "%,d users", figures.size()),
                            figures.whoNanos() / 1e3,
                            figures.decideNanos() / 1e3));
        }
        Files.writeString(
                directory.resolve(CHART),
                Chart.bars(
                        "What deciding about a call costs",
                        "microseconds: finding out who calls, then the decision",
                        bars));
    }

    private String page(GatewayBench.Results results) {
        line("# The gateway: what deciding costs");
        line("");
        line(
                "Made by `./weir bench gateway --out docs/benchmarks`, on %s; the load average was %.1f when it began.",
                results.machine(), results.load());
        line(
                "Where that is above the number of processors, what is timed by the clock holds the waiting for other programs' work too.");
        line("");
        line("## Deciding about a call");
        line("");
        line(
                "An organisation of so many users, each with a token, a provider key and a route of his own, teams of 25 with a key and a route each, and for");
        line(
                "everybody a key, %d patterns and %d policies on models, paths and sizes. A million calls of users drawn at random ask for a route of",
                People.PATTERNS, People.POLICIES);
        line(
                "one's own, one of the team, a pattern, or none. The first two columns are processor time, the best of seven rounds of 250,000; the others time each call by the clock, by");
        line(
                "itself, the reading of the clock included. The goal is 5 µs. Limits come on top: [1.5 µs for six of them](../gateway/limits.md#what-it-costs).");
        line("");
        line("![What deciding costs](" + CHART + ")");
        line("");
        line(
                "| users, keys, routes | who calls, µs | the decision, µs | both, half within, µs | 99 of 100 | 999 of 1,000 | bytes allocated |");
        line("|---|---|---|---|---|---|---|");
        for (Deciding.Figures figures : results.deciding()) {
            line(
                    "| %,d | %.2f | %.2f | %.2f | %.2f | %.2f | %,.0f |",
                    figures.size(),
                    figures.whoNanos() / 1e3,
                    figures.decideNanos() / 1e3,
                    figures.bothP50() / 1e3,
                    figures.bothP99() / 1e3,
                    figures.bothP999() / 1e3,
                    figures.bytes());
        }
        line("");
        line("Who calls is a keyed hash (HMAC-SHA-256) of the token and a look-up.");
        InForce.Figures inForce = results.inForce();
        line("");
        line("## A change comes into force");
        line("");
        line(
                "A database with %,d users, as many tokens and as many routes. A change makes a new snapshot of all of it; calls meanwhile go by the one",
                inForce.rules());
        line(
                "before. The process that changes something does so before it answers the change; another one on the same database looks four times a");
        line("second. The goal is a second.");
        line("");
        line("| | half within, ms | longest, ms |");
        line("|---|---|---|");
        line(
                "| reading everything and putting it in force | %,.0f | %,.0f |",
                inForce.publishP50(), inForce.publishMost());
        line(
                "| from a change until it is in force in the process that made it | %,.0f | |",
                inForce.hereP50());
        line(
                "| in another process on the same database | %,.0f | %,.0f |",
                inForce.elsewhereP50(), inForce.elsewhereMost());
        return lines();
    }
}
