package dev.weir.bench.report;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The report's files in one directory: {@code relay.json} with the raw figures, {@code README.md},
 * and the charts.
 */
public final class ReportFiles {
    private static final String RAW = "relay.json";
    private static final double MIB = 1024.0 * 1024;

    private final Path directory;
    private final ObjectMapper json =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public ReportFiles(Path directory) {
        this.directory = directory;
    }

    /** Writes the raw figures and everything rendered from them. */
    public void write(Results results) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(RAW), json.writeValueAsString(results) + "\n");
        render(results);
    }

    /**
     * Renders again what is in {@code relay.json}.
     *
     * @throws IOException if it is not there
     */
    public void renderAgain() throws IOException {
        render(json.readValue(Files.readString(directory.resolve(RAW)), Results.class));
    }

    private void render(Results results) throws IOException {
        List<String> charts = new ArrayList<>();
        chart(charts, "cpu.svg", cpu(results));
        chart(charts, "latency.svg", latency(results));
        Results.Soak soak = results.soak();
        if (soak != null) {
            chart(charts, "soak.svg", soak(soak));
        }
        Files.writeString(directory.resolve("README.md"), MarkdownReport.render(results, charts));
    }

    private void chart(List<String> charts, String name, String svg) throws IOException {
        Files.writeString(directory.resolve(name), svg);
        charts.add(name);
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

    private static String latency(Results results) {
        List<Svg.Group> groups = new ArrayList<>();
        group(results, groups, "post4k-one", "latency-p50", "one connection, p50");
        group(results, groups, "post4k-one", "latency-p99", "one connection, p99");
        group(results, groups, "post4k-paced", "latency-p99", "300 a second, p99");
        group(results, groups, "first-token", "first-p50", "first token, p50");
        group(results, groups, "first-token", "first-p99", "first token, p99");
        group(results, groups, "gap", "gap-p99", "change of gap, p99");
        return Svg.bars("Latency", "milliseconds; less is better", groups);
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
