package dev.weir.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.util.concurrent.Callable;

/** {@code weir diff}: what differs between two exchanges. Exit codes are those of diff(1). */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description =
                "Tells what differs between two calls: model, instructions, tools, messages, parameters. Exit code 0 where they say the same, 1 where not, 2 for trouble.")
final class DiffCommand implements Callable<Integer> {

    private static final int TROUBLE = 2;

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "The first exchange: an id, or part of one.")
    private String a = "";

    @Parameters(index = "1", paramLabel = "B", description = "The second one.")
    private String b = "";

    @Option(
            names = "--what",
            paramLabel = "WHAT",
            description = "request, response or both (default: ${DEFAULT-VALUE}).")
    private String what = "request";

    @Option(
            names = "--context",
            paramLabel = "N",
            description =
                    "Characters shown of what is the same, around each change (default: ${DEFAULT-VALUE}).")
    private int context = 60;

    @Option(names = "--json", description = "Print JSON, as the read API answers it.")
    private boolean json;

    DiffCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        JsonNode found;
        try (Api api = new Api(server.url(io))) {
            StringBuilder path = new StringBuilder("/api/v1/diff?");
            FilterOptions.append(path, "a", ShownId.exchange(api, a));
            FilterOptions.append(path, "b", ShownId.exchange(api, b));
            FilterOptions.append(path, "what", what);
            FilterOptions.append(path, "context", Integer.toString(context));
            found = api.json(path.toString());
        } catch (CliFailure e) {
            throw e.code() == TROUBLE
                    ? e
                    : CliFailure.usage(String.valueOf(e.getMessage()), e.remedy());
        }
        if (json) {
            io.out().println(found);
        } else {
            new DiffPage(io).print(found);
        }
        return found.path("same").asBoolean(false) ? 0 : 1;
    }
}
