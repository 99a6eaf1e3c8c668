package dev.weir.gateway.cli;

import dev.weir.gateway.main.Configuration;
import dev.weir.gateway.main.ConfigurationException;
import dev.weir.gateway.main.ConfigurationReader;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * {@code weir run -- COMMAND}: starts a tool whose calls go through Weir.
 *
 * <p>The {@code weir} script asks for a plan, a few lines of shell, and replaces itself by the
 * tool: then input, output, signals, job control and exit code are the tool's own in every respect.
 * Without the script the tool runs as a child.
 */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Starts a tool whose calls go through Weir: claude, codex, gemini, opencode, qwen, copilot or any command. Starts Weir where it does not run.")
final class RunCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration of the Weir to ask, and to start where it does not run (default: none).")
    private @Nullable Path config;

    @Option(
            names = "--plan",
            hidden = true,
            description = "Print shell commands that start the tool instead of starting it.")
    private boolean plan;

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "The tool and its arguments, after '--'.")
    private List<String> command = List.of();

    RunCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Tools.Launch launch;
        Configuration configuration = configuration();
        try (Api api = ServerOptions.api(io, server.url(io, configuration))) {
            if (!api.isLive()) {
                if (server.isNamed(io)) {
                    throw new CliFailure(
                            "Nothing answers at " + api.server() + ".",
                            "Start that Weir, or leave --server and $WEIR_SERVER out: then one is started here.");
                }
                new Background(io, System.getProperty("weir.script", ""))
                        .start(api, configuration.data(), config);
            }
            JsonNode info = api.info();
            launch =
                    Tools.prepare(
                            command.get(0),
                            new Tools.Surroundings(
                                    info.path("proxy").asString(""),
                                    Tools.upstreams(info),
                                    io.environment(),
                                    io.home()));
            for (String note : launch.notes()) {
                io.err().println(io.yellow("weir: ") + Plain.line(note));
            }
            io.err()
                    .println(
                            io.dim("weir: ")
                                    + "recording; see "
                                    + Plain.line(
                                            info.path("console")
                                                    .asString(api.server().toString())));
        }
        if (plan) {
            io.out().println(plan(launch, command.size()));
            return 0;
        }
        return child(launch);
    }

    private Configuration configuration() {
        try {
            ConfigurationReader reader = new ConfigurationReader(io.environment());
            if (config != null) {
                reader.file(config);
            }
            return reader.read();
        } catch (ConfigurationException e) {
            throw CliFailure.usage(
                    Plain.line(String.valueOf(e.getMessage())),
                    "docs/configuration.md lists every key.");
        }
    }

    /**
     * Shell commands that leave the tool with all its arguments as the positional parameters. The
     * user's arguments never pass through here, whatever bytes they have: only their number does.
     */
    static String plan(Tools.Launch launch, int words) {
        StringBuilder shell = new StringBuilder();
        for (Map.Entry<String, String> each : launch.variables().entrySet()) {
            shell.append("export ")
                    .append(each.getKey())
                    .append('=')
                    .append(Shell.quoted(each.getValue()))
                    .append('\n');
        }
        shell.append("shift $(($# - ").append(words).append("))\n");
        shell.append("weir_tool=$1\nshift\nset -- \"$weir_tool\"");
        for (String argument : launch.arguments()) {
            shell.append(' ').append(Shell.quoted(argument));
        }
        return shell.append(" \"$@\"").toString();
    }

    private int child(Tools.Launch launch) throws InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(command.get(0));
        words.addAll(launch.arguments());
        words.addAll(command.subList(1, command.size()));
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().putAll(launch.variables());
        Process child;
        try {
            child = builder.start();
        } catch (IOException e) {
            @Nullable String message = e.getMessage();
            io.err()
                    .println(
                            io.red("weir: ")
                                    + "'"
                                    + Plain.line(command.get(0))
                                    + "' cannot be started: "
                                    + Plain.line(String.valueOf(message)));
            return 127;
        }
        Thread stopping = new Thread(() -> stop(child), "weir-run-stop");
        Runtime.getRuntime().addShutdownHook(stopping);
        int code = child.waitFor();
        Runtime.getRuntime().removeShutdownHook(stopping);
        return code;
    }

    private static void stop(Process child) {
        child.destroy();
        try {
            Runtime.getRuntime().halt(child.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
