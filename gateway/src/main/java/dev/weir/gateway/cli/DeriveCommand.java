package dev.weir.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.util.concurrent.Callable;

/** {@code weir derive --all}: makes all derived rows anew from the archive. */
@Command(
        name = "derive",
        mixinStandardHelpOptions = true,
        description =
                "Makes usage, cost, sessions, sums and the index of texts anew from the archive. Meanwhile the rows of before are shown.")
final class DeriveCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(names = "--all", description = "All of them; needed, since it takes long.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON, as the API answers it.")
    private boolean json;

    DeriveCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!all) {
            throw CliFailure.usage(
                    "New exchanges are derived by themselves.",
                    "To make all rows anew: weir derive --all");
        }
        try (Api api = new Api(server.url(io))) {
            JsonNode done = new Upkeep(io, api).run("/api/v1/derive");
            io.out()
                    .println(
                            json
                                    ? done.toString()
                                    : done.path("done").asLong(0) + " exchanges derived anew");
        }
        return 0;
    }
}
