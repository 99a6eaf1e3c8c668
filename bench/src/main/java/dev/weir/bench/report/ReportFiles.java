package dev.weir.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The report's files in one directory: {@code relay.json} with the raw figures, {@code relay.md}
 * and its charts {@code relay-*.svg}, which depend on nothing but them.
 */
public final class ReportFiles {
    private static final String RAW = "relay.json";
    private static final String PAGE = "relay.md";
    private static final double MIB = 1024.0 * 1024;

    private final Path directory;

    public ReportFiles(Path directory) {
        this.directory = directory;
    }

    /** Writes the raw figures and everything rendered from them. */
    public void write(Results results) throws IOException {
        Files.createDirectories(directory);
        RawFigures.write(directory.resolve(RAW), results);
        render(results);
    }

    /**
     * Renders again what is in {@code relay.json}.
     *
     * @throws IOException if it is not there
     */
    public void renderAgain() throws IOException {
        render(RawFigures.read(directory.resolve(RAW), Results.class));
    }

    private void render(Results results) throws IOException {
        Map<String, String> charts = charts(results);
        for (Map.Entry<String, String> chart : charts.entrySet()) {
            Files.writeString(directory.resolve(chart.getKey()), chart.getValue());
        }
        Files.writeString(
                directory.resolve(PAGE),
                MarkdownReport.render(results, List.copyOf(charts.keySet())));
    }

    /** The page without charts, for a terminal. */
    public static String page(Results results) {
        return MarkdownReport.render(results, List.of());
    }

    /** The raw figures, as they are kept. */
    public static String json(Results results) {
        return RawFigures.text(results) + "\n";
    }

    /** Where the published report is: in the documents of the checkout. */
    public static Path usual() {
        return Path.of(System.getProperty("weir.root", "."), "docs", "benchmarks").normalize();
    }

    private static Map<String, String> charts(Results results) {
        Map<String, String> charts = new LinkedHashMap<>();
        charts.put("relay-cpu.svg", cpu(results));
        charts.put("relay-percentiles.svg", percentiles(results));
        charts.put("relay-throughput.svg", throughput(results));
        if (!results.holds().isEmpty()) {
            charts.put("relay-streams.svg", streams(results));
        }
        Results.Soak soak = results.soak();
        if (soak != null) {
            charts.put("relay-soak.svg", soak(soak));
        }
        return charts;
    }

    private static String cpu(Results results) {
        List<Svg.Group> groups = new ArrayList<>();
        cpuGroup(results, groups, "post4k", "4 KB, saturated");
        cpuGroup(results, groups, "post4k-paced", "4 KB, 300 a second");
        cpuGroup(results, groups, "post200k", "200 KB, saturated");
        cpuGroup(results, groups, "sse", "events, 200 streams");
        return Svg.bars(
                "CPU time", "milliseconds for 1,000 requests or events; less is better", groups);
    }

    private static void cpuGroup(Results results, List<Svg.Group> to, String phase, String label) {
        List<Svg.Bar> bars = new ArrayList<>();
        for (String peer : results.peers()) {
            results.cpu(phase, peer).ifPresent(value -> bars.add(new Svg.Bar(peer, value)));
        }
        to.add(new Svg.Group(label, bars));
    }

    private static String percentiles(Results results) {
        return Percentiles.chart(
                "Latency by percentile",
                "milliseconds over percentiles, each panel with a logarithmic scale of its own; less is better",
                List.of(
                        panel(results, "post4k-one", "latency", "4 KB, one connection"),
                        panel(results, "first-token", "first", "time to first token"),
                        panel(results, "gap", "gap", "change of frame gap")));
    }

    private static Percentiles.Panel panel(
            Results results, String phase, String value, String label) {
        List<Percentiles.Line> lines = new ArrayList<>();
        for (String peer : results.peers()) {
            List<Double> figures = new ArrayList<>();
            for (String percent : Results.PERCENTILES) {
                results.median(phase, peer, value + "-p" + percent).ifPresent(figures::add);
            }
            if (figures.size() == Results.PERCENTILES.size()) {
                lines.add(new Percentiles.Line(peer, figures));
            }
        }
        return new Percentiles.Panel(label, lines);
    }

    private static String throughput(Results results) {
        List<Svg.Group> groups = new ArrayList<>();
        group(results, groups, "throughput", "per-second", "1 KiB in, 10 KiB out, 10 ms");
        group(results, groups, "post4k", "per-second", "4 KB in, 2 KB out");
        group(results, groups, "post200k", "per-second", "200 KB in, 2 KB out");
        return Svg.bars("Throughput", "requests a second, saturated; more is better", groups);
    }

    private static String streams(Results results) {
        List<Svg.Group> groups = new ArrayList<>();
        for (Results.Hold hold : results.holds()) {
            String label = String.format(Locale.ROOT, "%,d, %s", hold.asked(), hold.upstream());
            Svg.Bar bar = new Svg.Bar(hold.peer(), hold.kibPerStream());
            if (!groups.isEmpty() && groups.getLast().label().equals(label)) {
                groups.getLast().bars().add(bar);
            } else {
                groups.add(new Svg.Group(label, new ArrayList<>(List.of(bar))));
            }
        }
        return Svg.bars(
                "Memory of an open stream",
                "KiB resident for each, by streams and protocol to the provider; less is better",
                groups);
    }

    private static void group(
            Results results, List<Svg.Group> to, String phase, String value, String label) {
        List<Svg.Bar> bars = new ArrayList<>();
        for (String peer : results.peers()) {
            OptionalDouble figure = results.median(phase, peer, value);
            figure.ifPresent(found -> bars.add(new Svg.Bar(peer, found)));
        }
        to.add(new Svg.Group(label, bars));
    }

    private static String soak(Results.Soak soak) {
        return Svg.line(
                "Resident memory of Weir under steady load",
                "minutes",
                "MiB",
                "weir",
                soak.memory().stream()
                        .map(
                                point ->
                                        new Svg.Point(
                                                point.seconds() / 60, point.residentBytes() / MIB))
                        .toList());
    }
}
