package dev.weir.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.node.ObjectNode;

import java.util.concurrent.Callable;

/** {@code weir version}: what this program is. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Prints the versions of Weir and of the Java it runs on.")
final class VersionCommand implements Callable<Integer> {

    private final Io io;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    VersionCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        String java = Runtime.version().toString();
        if (json) {
            ObjectNode document = Api.JSON.createObjectNode();
            document.put("weir", Main.version());
            document.put("java", java);
            io.out().println(document);
        } else {
            io.out().println("weir " + Main.version() + " (Java " + java + ")");
        }
        return 0;
    }
}
