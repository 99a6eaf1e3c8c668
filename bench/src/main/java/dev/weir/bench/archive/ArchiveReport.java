package dev.weir.bench.archive;

import dev.weir.bench.report.Machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the bench's figures as {@code archive.md} and two charts. */
final class ArchiveReport {

    private static final String BY_KIND = "archive-bytes.svg";
    private static final String BY_TURN = "archive-growth.svg";

    private final Figures figures;
    private final StringBuilder text = new StringBuilder();

    private ArchiveReport(Figures figures) {
        this.figures = figures;
    }

    static void write(Figures figures, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(BY_KIND), byKind(figures));
        Files.writeString(directory.resolve(BY_TURN), byTurn(figures));
        Files.writeString(directory.resolve("archive.md"), new ArchiveReport(figures).markdown());
    }

    private String markdown() {
        text.append(
                String.format(
                        Locale.ROOT,
                        """
                        # The archive on recorded agent sessions

                        %,d turns of recorded agent sessions through the archiver itself, one after the other; then every body is read back and
                        compared (%,d bodies, %,d different). Made by `./weir bench archive --out docs/benchmarks`, on
                        %s. CPU times are of a machine that had other work too.

                        | | goal | measured |
                        |---|---|---|
                        """,
                        figures.exchanges,
                        figures.checked,
                        figures.wrong,
                        Machine.here()));
        row(
                "request bodies: times smaller, with manifests and hashes",
                "at least 110",
                figures.requestsTimesSmaller(),
                "");
        row("everything together, of the bytes captured", "at most 2 %", figures.share(), " %");
        row(
                "captured traffic for a second of the archiver's CPU",
                "at least 500 MB",
                figures.megabytesPerCpuSecond(),
                " MB");
        row("CPU of reading a body, cold, 99 of 100", "under 20 ms", figures.readP99(), " ms");
        row(
                "CPU of the archiver for a small exchange (4 KB, 2 KB back, 300 in a commit)",
                "",
                figures.smallMicros,
                " µs");
        row(
                "CPU of the whole process for a turn, reading the recordings included",
                "",
                figures.processCpuSeconds * 1e6 / Math.max(1, figures.exchanges),
                " µs");
        text.append(
                """

                ## What a turn adds

                A tool sends its whole conversation again with every turn; what is stored should depend on what is new and not on how long the
                conversation is. Bytes for a turn, by its place in its session, in sessions of\
                 at least\
                """);
        text.append(' ')
                .append(Growth.SHORTEST)
                .append(" turns:\n\n![Bytes that a turn adds](")
                .append(BY_TURN);
        text.append(
                """
                )

                | turns of a session | turns | captured request, bytes | stored for the request | stored in all |
                |---|---|---|---|---|
                """);
        for (int i = 0; i < figures.growth.size(); i++) {
            Growth.Part part = figures.growth.get(i);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %,d | %,.0f | %,.0f | %,.0f |%n",
                            name(i),
                            part.turns(),
                            part.capturedPerTurn(),
                            part.requestsPerTurn(),
                            part.perTurn()));
        }
        text.append("\n## Where the bytes are\n\n![Bytes by kind](").append(BY_KIND);
        text.append(")\n\n| | MB |\n|---|---|\n");
        for (Figures.Kind kind : figures.kinds()) {
            text.append(
                    String.format(Locale.ROOT, "| %s | %.3f |%n", kind.name(), kind.bytes() / 1e6));
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "| **file** | **%.3f** |%n| captured: requests | %,.1f |%n| captured: answers | %,.1f |%n",
                        figures.file / 1e6,
                        figures.requestBytes / 1e6,
                        figures.responseBytes / 1e6));
        return text.toString();
    }

    private void row(String what, String goal, double value, String unit) {
        text.append("| ")
                .append(what)
                .append(" | ")
                .append(goal)
                .append(" | ")
                .append(Chart.number(value))
                .append(unit)
                .append(" |\n");
    }

    private static String name(int part) {
        return part == 0
                ? "first tenth"
                : part == Growth.PARTS - 1 ? "last tenth" : "tenth " + (part + 1);
    }

    private static String byKind(Figures figures) {
        List<Chart.Bar> bars = new ArrayList<>();
        for (Figures.Kind kind : figures.kinds()) {
            bars.add(new Chart.Bar(kind.name(), kind.bytes() / 1e6, 0));
        }
        return Chart.bars("The archive's bytes by kind", "MB", bars);
    }

    private static String byTurn(Figures figures) {
        List<Chart.Bar> bars = new ArrayList<>();
        for (int i = 0; i < figures.growth.size(); i++) {
            Growth.Part part = figures.growth.get(i);
            bars.add(
                    new Chart.Bar(
                            name(i),
                            part.requestsPerTurn(),
                            part.perTurn() - part.requestsPerTurn()));
        }
        return Chart.bars(
                "Bytes that a turn adds, by its place in its session",
                "bytes a turn: request blocks and manifest, then answer, record, times and row",
                bars);
    }
}
