package dev.weir.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The page that people read: goals, tables, charts, and how it was measured. */
final class MarkdownReport {
    private static final double MIB = 1024.0 * 1024;

    private final Results results;
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport(Results results) {
        this.results = results;
    }

    /** The page; {@code charts} are file names beside it. */
    static String render(Results results, List<String> charts) {
        return new MarkdownReport(results).all(charts);
    }

    private String all(List<String> charts) {
        out.append(
                "# The relay beside nginx\n\nWritten by `./weir bench relay`; `./weir bench report` renders it again ");
        out.append(
                "from [relay.json](relay.json). Weir records every exchange in full in every figure, ");
        out.append("and its figures are those of its whole process, archiver included. ");
        out.append("Working out what exchanges mean (`derive`) is off.\n\n");
        out.append("Run of ").append(results.startedAt()).append(". ");
        out.append(results.machine()).append(". ").append(results.options()).append(".\n\n");
        goals();
        out.append("## CPU, milliseconds for 1,000 requests or events\n\n");
        header("load", "weir / nginx");
        cpu("post4k", "4 KB in, 2 KB out, saturated");
        cpu("post4k-paced", "4 KB in, 2 KB out, 300 a second");
        cpu("post200k", "200 KB in (growing conversation), 2 KB out, saturated");
        cpu("sse", "events, 200 streams of 50 a second");
        cpu("throughput", "1 KiB in, 10 KiB out, 10 ms upstream, saturated");
        chart(charts, "relay-cpu.svg", "CPU time");
        out.append("## Throughput, requests a second\n\n");
        header("load", "weir / nginx");
        row("4 KB in, 2 KB out", "post4k", "per-second", "%,.0f");
        row("200 KB in, 2 KB out", "post200k", "per-second", "%,.0f");
        row("1 KiB in, 10 KiB out, 10 ms upstream", "throughput", "per-second", "%,.0f");
        chart(charts, "relay-throughput.svg", "Throughput");
        out.append("## Time, milliseconds\n\n");
        header("what", "nginx adds", "weir adds");
        times();
        chart(charts, "relay-percentiles.svg", "Latency by percentile");
        holds();
        chart(charts, "relay-streams.svg", "Memory of an open stream");
        starts();
        chart(charts, "relay-soak.svg", "Resident memory under steady load");
        method();
        return out.toString();
    }

    private void goals() {
        out.append("## Goals\n\n| what | goal | measured | |\n|---|---|---|---|\n");
        for (Goals.Goal goal : Goals.of(results)) {
            line(List.of(goal.what(), goal.target(), goal.measured(), goal.mark().text()));
        }
        Results.RecordCount count = results.records();
        if (count != null && !count.losses().isEmpty()) {
            out.append("\nCounters of losses over 0: ").append(count.losses()).append(".\n");
        }
        out.append('\n');
    }

    private void times() {
        time("latency, one connection, p50", "post4k-one", "latency-p50");
        time("latency, one connection, p99", "post4k-one", "latency-p99");
        time("latency at 300 a second, p50", "post4k-paced", "latency-p50");
        time("latency at 300 a second, p99", "post4k-paced", "latency-p99");
        time("time to first token, p50", "first-token", "first-p50");
        time("time to first token, p99", "first-token", "first-p99");
        time("change of the gap between frames, p50", "gap", "gap-p50");
        time("change of the gap between frames, p99", "gap", "gap-p99");
        time("delay of an event, 200 streams, p50", "sse", "delay-p50");
        time("delay of an event, 200 streams, p99", "sse", "delay-p99");
    }

    private void chart(List<String> charts, String file, String words) {
        out.append('\n');
        if (charts.contains(file)) {
            out.append("![").append(words).append("](").append(file).append(")\n\n");
        }
    }

    private void header(String first, String... last) {
        List<String> cells = new ArrayList<>();
        cells.add(first);
        cells.addAll(results.peers());
        cells.addAll(List.of(last));
        line(cells);
        out.append("|---|").append("---:|".repeat(cells.size() - 1)).append('\n');
    }

    private void cpu(String phase, String label) {
        List<String> cells = new ArrayList<>();
        cells.add(label);
        for (String peer : results.peers()) {
            cells.add(cell(results.cpu(phase, peer), "%.1f") + failures(phase, peer));
        }
        cells.add(ratio(results.cpu(phase, "weir"), results.cpu(phase, "nginx")));
        line(cells);
    }

    private void row(String label, String phase, String value, String format) {
        List<String> cells = new ArrayList<>();
        cells.add(label);
        for (String peer : results.peers()) {
            cells.add(cell(results.median(phase, peer, value), format) + failures(phase, peer));
        }
        cells.add(
                ratio(results.median(phase, "weir", value), results.median(phase, "nginx", value)));
        line(cells);
    }

    private void time(String label, String phase, String value) {
        List<String> cells = new ArrayList<>();
        cells.add(label);
        for (String peer : results.peers()) {
            cells.add(cell(results.median(phase, peer, value), "%.3f") + failures(phase, peer));
        }
        cells.add(cell(Added.median(results, phase, "nginx", value), "%+.3f"));
        cells.add(cell(Added.median(results, phase, "weir", value), "%+.3f"));
        line(cells);
    }

    private String failures(String phase, String peer) {
        long errors = results.errors(phase, peer);
        return errors == 0 ? "" : format(" (%,d failed)", errors);
    }

    private static String ratio(OptionalDouble weir, OptionalDouble nginx) {
        return weir.isPresent() && nginx.isPresent() && nginx.getAsDouble() > 0
                ? format("%.2f", weir.getAsDouble() / nginx.getAsDouble())
                : "–";
    }

    private static String cell(OptionalDouble value, String format) {
        return value.isPresent() ? format(format, value.getAsDouble()) : "–";
    }

    private void holds() {
        if (results.holds().isEmpty()) {
            return;
        }
        out.append("## Open streams\n\n");
        line(
                List.of(
                        "peer",
                        "to the provider",
                        "asked",
                        "open at once",
                        "to their end",
                        "MiB before",
                        "MiB open",
                        "KiB a stream"));
        out.append("|---|---|---:|---:|---:|---:|---:|---:|\n");
        for (Results.Hold hold : results.holds()) {
            boolean process = hold.residentOpen() > 0;
            line(
                    List.of(
                            hold.peer(),
                            hold.upstream(),
                            format("%,d", hold.asked()),
                            format("%,d", hold.open()),
                            format("%,d", hold.complete()),
                            process ? format("%.0f", hold.residentBefore() / MIB) : "–",
                            process ? format("%.0f", hold.residentOpen() / MIB) : "–",
                            process ? format("%.1f", hold.kibPerStream()) : "–"));
        }
    }

    private void starts() {
        Results.Starts starts = results.starts();
        if (starts == null) {
            return;
        }
        out.append("## Start-up, milliseconds\n\n| | starts | fastest | median | slowest |\n");
        out.append("|---|---:|---:|---:|---:|\n");
        start("`weir serve`, to its ready line", starts.serve());
        start("`weir --help`, to its end", starts.help());
    }

    private void start(String label, List<Double> millis) {
        line(
                List.of(
                        label,
                        format("%,d", millis.size()),
                        format("%,.0f", millis.stream().mapToDouble(each -> each).min().orElse(0)),
                        cell(Median.of(millis), "%,.0f"),
                        format(
                                "%,.0f",
                                millis.stream().mapToDouble(each -> each).max().orElse(0))));
    }

    private void method() {
        out.append(
                """
                ## How it was measured

                Load, provider and proxies share one machine over loopback; each runs as a process of its own. All peers run at the
                same time and one of them has the load. Each is warmed up for the same time with the same loads. A round plays every
                load on all peers one after the other, every other round in reverse order; figures are medians over the rounds, and
                what a proxy adds is the median of its differences from direct in the same round.

                CPU time is what the system counts for the processes of the proxy (user and system, `/proc/PID/stat`; in Weir one
                process, in nginx master and workers), until Weir has archived all it was given and is quiet: recording,
                archiving, JIT and GC are in it. It is the figure to trust; rates and tails show the machine's other work as well,
                and the provider and the load share its processors.

                Bodies are JSON of a chat with new text in every request. Latency at a fixed rate counts from the time at which a
                request should have started. The change of a gap is how much the time between two events differs, as received,
                from what the provider's clock says. Streams are held in a fresh process that has answered short requests for half a
                second; its memory before and its most memory while all are open are resident memory (`VmRSS`). nginx runs as many
                workers as Weir has loops, with buffering off, connections kept open, no access log.

                At the end every exchange that a client had whole is looked for among the complete ones in Weir's list, and
                `weir verify` reads the rounds' archive back and compares every record and body with its hashes.
                """);
        out.append("\nLoad average while measuring, by round and phase (last peer): ");
        out.append(
                results.samples().stream()
                        .collect(
                                Collectors.toMap(
                                        sample -> sample.round() + " " + sample.phase(),
                                        Results.Sample::loadAverage,
                                        (first, last) -> last,
                                        LinkedHashMap::new))
                        .entrySet()
                        .stream()
                        .map(entry -> entry.getKey() + " " + format("%.1f", entry.getValue()))
                        .collect(Collectors.joining(", ")));
        out.append(".\n");
        results.skipped().forEach(what -> out.append("\nLeft out: ").append(what).append(".\n"));
    }

    private void line(List<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not on the class path
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
