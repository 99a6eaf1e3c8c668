package dev.weir.gateway.cli;

import dev.weir.gateway.demo.Demo;
import dev.weir.gateway.main.Configuration;
import dev.weir.gateway.main.Logging;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code weir demo}: a scripted coding session through the real proxy. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Plays a coding session against a scripted provider through the real proxy. Needs no key; nothing leaves this machine.")
final class DemoCommand implements Callable<Integer> {

    private final Io io;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Record there (default: a new temporary directory).")
    private @Nullable Path data;

    @Option(
            names = "--stay",
            description = "Keep running afterwards, until Ctrl-C, to look around.")
    private boolean stay;

    @Option(names = "--json", description = "Print the recorded exchanges as JSON, nothing else.")
    private boolean json;

    DemoCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.install(Configuration.LogLevel.WARN);
        Path directory = data == null ? Files.createTempDirectory("weir-demo-") : data;
        try (Demo demo = Demo.start(directory.toAbsolutePath(), json ? line -> {} : this::say)) {
            demo.play();
            try (Api api = new Api(URI.create(demo.console()))) {
                JsonNode page = api.json("/api/v1/exchanges?limit=50");
                if (json) {
                    io.out().println(page);
                    return 0;
                }
                io.out().println();
                ExchangesCommand.print(io, page, false);
            }
            io.out().println();
            if (stay) {
                io.out().println("Still running; look at it with");
                look(" --server " + demo.console());
                Thread.currentThread().join();
            }
        }
        io.out().println("Recorded in " + directory + ". To look at it:");
        io.out().println("  ./weir serve --data " + Shell.word(directory.toString()));
        look("");
        return 0;
    }

    private void look(String server) {
        io.out().println("  ./weir exchanges" + server);
        io.out().println("  ./weir show last" + server);
    }

    private void say(String line) {
        io.out().println(Plain.line(line));
    }
}
