package dev.weir.bench;

import dev.weir.bench.console.ConsoleReport;
import dev.weir.bench.gateway.GatewayReport;
import dev.weir.bench.reading.ReadingReport;
import dev.weir.bench.report.ReportFiles;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Renders the page and the charts again from the raw figures. */
@Command(
        name = "report",
        description =
                "Renders pages and charts again from relay.json, reading.json, gateway.json and console.json.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory of the report (default: docs/benchmarks of the checkout).")
    private Path out = ReportFiles.usual();

    @Override
    public Integer call() throws IOException {
        new ReportFiles(out).renderAgain();
        if (Files.exists(out.resolve("reading.json"))) {
            ReadingReport.renderAgain(out);
        }
        if (Files.exists(out.resolve("gateway.json"))) {
            GatewayReport.renderAgain(out);
        }
        if (Files.exists(out.resolve("console.json"))) {
            ConsoleReport.renderAgain(out);
        }
        return 0;
    }
}
