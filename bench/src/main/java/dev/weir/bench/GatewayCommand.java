package dev.weir.bench;

import dev.weir.bench.gateway.GatewayBench;
import dev.weir.bench.gateway.GatewayReport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Measures what an organisation's gateway decides. */
@Command(
        name = "gateway",
        description = "Measures what deciding about a call costs, and how soon a change counts.",
        mixinStandardHelpOptions = true)
final class GatewayCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Writes gateway.json, gateway.md and a chart there.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Prints the raw figures instead of the page.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (out == null) {
            System.out.println(GatewayReport.run(new GatewayBench(), json));
        } else {
            GatewayReport.write(new GatewayBench(), out);
        }
        return 0;
    }
}
