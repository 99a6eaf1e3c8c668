package dev.weir.gateway.cli;

import dev.weir.gateway.main.Verification;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * The program. This is the list of commands; each is one class of this package.
 *
 * <p>Exit codes: 0 done, 1 could not be done, 2 wrong usage; {@code run} has that of its command,
 * {@code diff} those of diff(1).
 */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        int code = execute(Io.ofProcess(), Verification::run, args);
        System.exit(code);
    }

    /** Runs one command and answers its exit code. */
    static int execute(Io io, VerifyTarget verifier, String... args) {
        CommandLine line = new CommandLine(new Root());
        Map<String, Supplier<Callable<Integer>>> commands = commands(io, verifier);
        String first = args.length == 0 ? "" : args[0];
        // Reading a command's annotations takes time; the others are not needed where one is named.
        commands.forEach(
                (name, making) -> {
                    if (name.equals(first) || !commands.containsKey(first)) {
                        line.addSubcommand(name, making.get());
                    }
                });
        CommandLine run = line.getSubcommands().get("run");
        if (run != null) {
            run.setStopAtPositional(true);
        }
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(
                        io.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setOut(new PrintWriter(io.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(io.err(), true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler((e, command, result) -> failed(io, e));
        line.setParameterExceptionHandler((e, words) -> misused(io, e));
        if (args.length == 0) {
            line.usage(io.out());
            return 2;
        }
        return line.execute(args);
    }

    private static Map<String, Supplier<Callable<Integer>>> commands(Io io, VerifyTarget verifier) {
        Map<String, Supplier<Callable<Integer>>> commands = new LinkedHashMap<>();
        commands.put("serve", () -> new ServeCommand(io));
        commands.put("run", () -> new RunCommand(io));
        commands.put("info", () -> new InfoCommand(io));
        commands.put("doctor", () -> new DoctorCommand(io));
        commands.put("exchanges", () -> new ExchangesCommand(io));
        commands.put("search", () -> new SearchCommand(io));
        commands.put("sessions", () -> new SessionsCommand(io));
        commands.put("stats", () -> new StatsCommand(io));
        commands.put("show", () -> new ShowCommand(io));
        commands.put("diff", () -> new DiffCommand(io));
        commands.put("tail", () -> new TailCommand(io));
        commands.put("export", () -> new ExportCommand(io));
        commands.put("import", () -> new ImportCommand(io));
        commands.put("setup", () -> new SetupCommand(io));
        commands.put("login", () -> new LoginCommand(io));
        commands.put("logout", () -> new LogoutCommand(io));
        for (DocumentsCommand.Things things : DocumentsCommand.Things.values()) {
            commands.put(things.word(), () -> new DocumentsCommand(io, things));
        }
        commands.put("tokens", () -> new TokensCommand(io));
        commands.put("keys", () -> new KeysCommand(io));
        commands.put("audit", () -> new AuditCommand(io));
        commands.put("apply", () -> new ApplyCommand(io));
        commands.put("derive", () -> new DeriveCommand(io));
        commands.put("reprice", () -> new RepriceCommand(io));
        commands.put("verify", () -> new VerifyCommand(io, verifier));
        commands.put("demo", () -> new DemoCommand(io));
        commands.put("bench", () -> new BenchCommand(io));
        commands.put("version", () -> new VersionCommand(io));
        return commands;
    }

    private static int misused(Io io, CommandLine.ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String said = Plain.line(String.valueOf(e.getMessage()));
        String remedy = "See '" + command + " --help'.";
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()) {
            String word = "'" + Plain.line(unmatched.getUnmatched().getFirst()) + "'";
            boolean root = command.equals("weir");
            said = root ? "There is no command " + word : word + " is one argument too many";
            List<String> near = root ? unmatched.getSuggestions() : List.of();
            remedy = near.isEmpty() ? remedy : "Did you mean '" + near.getFirst() + "'?";
        }
        io.err().println(io.red("weir: ") + said + ".");
        io.err().println("      " + remedy);
        return 2;
    }

    private static int failed(Io io, Throwable e) {
        if (e instanceof CliFailure failure) {
            io.err().println(io.red("weir: ") + failure.getMessage());
            io.err().println("      " + failure.remedy());
            return failure.code();
        }
        if (e instanceof IOException) {
            io.err().println(io.red("weir: ") + CliFailure.reason(e) + ".");
            io.err().println("      'weir doctor' checks data directory, ports and environment.");
        } else {
            @Nullable String message = e.getMessage();
            io.err()
                    .println(
                            io.red("weir: ")
                                    + "something unforeseen went wrong: "
                                    + e.getClass().getSimpleName()
                                    + (message == null ? "" : ": " + Plain.line(message)));
            io.err().println("      Set WEIR_TRACE=1 for the stack and report it as a bug.");
        }
        if (!io.variable("WEIR_TRACE").isEmpty()) {
            e.printStackTrace(io.err());
        }
        return 1;
    }

    /** The program's version; {@code dev} where it does not run from its jar. */
    static String version() {
        @Nullable String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    @Command(
            name = "weir",
            mixinStandardHelpOptions = true,
            versionProvider = VersionText.class,
            description =
                    "Lets every byte pass between tools and model providers, and keeps all of it.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "First steps:  weir serve      in one terminal",
                "              weir run -- claude   (or codex, gemini, …) in another",
                "              weir exchanges       what has passed",
                "Without a key: weir demo"
            })
    private static final class Root implements Runnable {
        @Override
        public void run() {
            throw new CliFailure("No command was given.", "See 'weir --help'.");
        }
    }

    /** What {@code --version} prints. */
    static final class VersionText implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"weir " + version()};
        }
    }
}
