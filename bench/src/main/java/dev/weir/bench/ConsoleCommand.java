package dev.weir.bench;

import dev.weir.bench.console.ConsoleBench;
import dev.weir.bench.console.ConsoleReport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Measures how soon the pages of the web console are drawn. */
@Command(
        name = "console",
        description = "Measures how soon pages of the web console are drawn, in a real browser.",
        mixinStandardHelpOptions = true)
final class ConsoleCommand implements Callable<Integer> {
    @Option(
            names = "--exchanges",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Exchanges of the archive where it is made (default: a million).")
    private int exchanges;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Makes the archive there, or opens the one that is there.")
    private Path data = Path.of(".");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Writes console.json, console.md and a chart there.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Prints the raw figures instead of the page.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ConsoleBench bench = new ConsoleBench(data, exchanges);
        if (out == null) {
            System.out.println(ConsoleReport.run(bench, json));
        } else {
            ConsoleReport.write(bench, out);
        }
        return 0;
    }
}
