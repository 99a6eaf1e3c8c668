package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.concurrent.Callable;

/** {@code weir reprice}: prices exchanges again by the prices of now. */
@Command(
        name = "reprice",
        mixinStandardHelpOptions = true,
        description =
                "Prices exchanges again, by the price table and the overrides of the running Weir. Bodies are not read.")
final class RepriceCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those from this time on: RFC 3339, or like 30m, 2h, 7d ago.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only those before this time.")
    private @Nullable String until;

    @Option(names = "--dry-run", description = "Tell what would change, and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON, as the API answers it.")
    private boolean json;

    RepriceCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws InterruptedException {
        Instant now = Instant.now();
        StringBuilder path = new StringBuilder("/api/v1/reprice?");
        FilterOptions.append(path, "since", since == null ? null : FilterOptions.time(since, now));
        FilterOptions.append(path, "until", until == null ? null : FilterOptions.time(until, now));
        FilterOptions.append(path, "dryRun", dryRun ? "true" : null);
        try (Api api = new Api(server.url(io))) {
            JsonNode done = new Upkeep(io, api).run(path.toString());
            if (json) {
                io.out().println(done);
            } else {
                print(done.path("result"));
            }
        }
        return 0;
    }

    private void print(JsonNode result) {
        io.out()
                .println(
                        result.path("rows").asLong(0)
                                + " exchanges priced, "
                                + result.path("changed").asLong(0)
                                + (dryRun ? " would change" : " changed"));
        io.out()
                .println(
                        "cost: "
                                + Money.dollars(result.path("usdBefore"))
                                + " → "
                                + Money.dollars(result.path("usdAfter"))
                                + " (difference "
                                + Plain.line(result.path("usdMore").asString("0"))
                                + " US dollars)");
        io.out()
                .println(
                        "without a price: "
                                + result.path("unpricedBefore").asLong(0)
                                + " → "
                                + result.path("unpricedAfter").asLong(0));
    }
}
