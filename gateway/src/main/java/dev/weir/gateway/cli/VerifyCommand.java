package dev.weir.gateway.cli;

import dev.weir.gateway.main.ConfigurationException;
import dev.weir.gateway.main.ConfigurationReader;
import dev.weir.gateway.main.Verification;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code weir verify}: checks the archive against its hashes. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks every record and body of a data directory against its hashes. Needs no server.")
final class VerifyCommand implements Callable<Integer> {

    private final Io io;
    private final VerifyTarget target;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory (default: $WEIR_HOME, else ~/.weir).")
    private @Nullable String data;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    VerifyCommand(Io io, VerifyTarget target) {
        this.io = io;
        this.target = target;
    }

    @Override
    public Integer call() {
        Path directory = directory();
        if (!Files.isDirectory(directory)) {
            throw new CliFailure(
                    directory + " is not a directory.",
                    "Name Weir's data directory with --data DIR.");
        }
        Verification found;
        try {
            found =
                    target.verify(
                            directory, progress -> io.err().println(io.dim(Plain.line(progress))));
        } catch (IOException e) {
            throw new CliFailure(
                    directory + " cannot be checked: " + CliFailure.reason(e) + ".",
                    "Name Weir's data directory with --data DIR.");
        }
        print(directory, found);
        return found.intact() ? 0 : 1;
    }

    private Path directory() {
        try {
            ConfigurationReader reader = new ConfigurationReader(io.environment());
            if (data != null) {
                reader.override("data", data, "--data");
            }
            return reader.read().data();
        } catch (ConfigurationException e) {
            throw new CliFailure(
                    Plain.line(String.valueOf(e.getMessage())),
                    "Name a directory with --data DIR.");
        }
    }

    private void print(Path directory, Verification found) {
        if (json) {
            ObjectNode document = Api.JSON.createObjectNode();
            document.put("data", directory.toString());
            document.put("intact", found.intact());
            document.put("exchanges", found.exchanges());
            document.put("bodies", found.bodies());
            document.put("bytes", found.bytes());
            ArrayNode problems = document.putArray("problems");
            found.problems().forEach(problems::add);
            io.out().println(document);
            return;
        }
        for (String problem : found.problems()) {
            io.out().println(io.red("wrong  ") + Plain.line(problem));
        }
        io.out()
                .println(
                        found.exchanges()
                                + " exchanges, "
                                + found.bodies()
                                + " bodies, "
                                + Exchanges.bytes(found.bytes())
                                + " checked in "
                                + directory
                                + ": "
                                + (found.intact()
                                        ? io.green("all as written")
                                        : io.red(found.problems().size() + " wrong")));
    }
}
