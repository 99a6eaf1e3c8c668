package dev.weir.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of {@code ./weir bench}. */
@Command(
        name = "weir bench",
        description = "Measures what Weir costs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    /** Runs a command; the exit status is 0 when it has done its work, 1 or 2 when not. */
    public static void main(String[] arguments) {
        System.exit(commands().execute(arguments));
    }

    static CommandLine commands() {
        return new CommandLine(new Main())
                .addSubcommand("relay", new RelayCommand())
                .addSubcommand("archive", new ArchiveCommand())
                .addSubcommand("reading", new ReadingCommand())
                .addSubcommand("gateway", new GatewayCommand())
                .addSubcommand("console", new ConsoleCommand())
                .addSubcommand("report", new ReportCommand())
                .setExecutionExceptionHandler(
                        (problem, line, _) -> {
                            line.getErr().println("weir bench: " + problem.getMessage());
                            return CommandLine.ExitCode.SOFTWARE;
                        });
    }
}
