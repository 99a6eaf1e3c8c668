package dev.weir.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code weir bench}: the script starts the bench module instead; this says so where it did not.
 */
@Command(
        name = "bench",
        description =
                "Measures Weir against nginx and a direct connection (from a source checkout).")
final class BenchCommand implements Callable<Integer> {

    private final Io io;

    @Parameters(hidden = true, arity = "0..*")
    private List<String> ignored = List.of();

    BenchCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        io.err().println("(" + ignored.size() + " arguments not used)");
        throw new CliFailure(
                "The benchmark is a program of its own, and this is not it.",
                "Start it with the script of a source checkout: ./weir bench.");
    }
}
