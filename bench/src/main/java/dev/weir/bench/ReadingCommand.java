package dev.weir.bench;

import dev.weir.bench.reading.ReadingBench;
import dev.weir.bench.reading.ReadingReport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** Measures the reading of exchanges. */
@Command(
        name = "reading",
        description = "Measures how fast exchanges are read, found and summed up.",
        mixinStandardHelpOptions = true)
final class ReadingCommand implements Callable<Integer> {
    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "PART",
            description = "derive, lag, text, rows, session, restart (default: all).")
    private List<String> parts = ReadingBench.PARTS;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Exchanges of the part rows (default: ten million, 5 GB of disk).")
    private long rows;

    @Option(
            names = "--texts",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Exchanges of the part text (default: 200,000).")
    private int texts;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps the file of the part rows there, or asks the one that is there.")
    private @Nullable Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Writes reading.json, reading.md and charts there; other parts stay.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Prints the raw figures instead of the page.")
    private boolean json;

    @Parameters(
            arity = "0..1",
            paramLabel = "TRAFFIC-DIRECTORY",
            description = "Recorded traffic (default: ../shared/traffic beside the checkout).")
    private Path traffic =
            Path.of(System.getProperty("weir.root", "."), "..", "shared", "traffic").normalize();

    @Override
    public Integer call() throws Exception {
        Set<String> wanted = new LinkedHashSet<>(parts);
        for (String part : wanted) {
            if (!ReadingBench.PARTS.contains(part)) {
                throw new IllegalArgumentException(
                        "there is no part "
                                + part
                                + "; there are "
                                + String.join(", ", ReadingBench.PARTS));
            }
        }
        ReadingBench bench = new ReadingBench(traffic, rows, texts, data);
        if (out == null) {
            System.out.println(ReadingReport.run(bench, wanted, json));
        } else {
            ReadingReport.write(bench, wanted, out);
        }
        return 0;
    }
}
