package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.ZoneId;
import java.util.concurrent.Callable;

/** {@code weir sessions}: the last sessions. */
@Command(
        name = "sessions",
        mixinStandardHelpOptions = true,
        description = "Lists sessions, the last to end first.")
final class SessionsCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most this many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(
            names = "--client",
            paramLabel = "NAME",
            description = "Only those of this tool, e.g. claude-code.")
    private @Nullable String client;

    @Option(names = "--json", description = "Print JSON, as the read API answers it.")
    private boolean json;

    SessionsCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        Pages.check(limit);
        StringBuilder path = new StringBuilder("/api/v1/sessions?");
        FilterOptions.append(path, "client", client);
        ObjectNode found = Pages.fetch(server.api(io), path.toString(), limit);
        if (json) {
            io.out().println(found);
            return 0;
        }
        if (found.path("items").isEmpty()) {
            io.err().println("No sessions yet, or none that match.");
            return 0;
        }
        Table table =
                new Table(
                        "SESSION", "ENDED", "CLIENT", ">TURNS", ">CALLS", ">ERRORS", ">INPUT",
                        ">CACHED", ">OUTPUT", ">COST", "TITLE");
        for (JsonNode item : found.path("items")) {
            table.row(
                    item.path("id").asString("") + (item.path("inferred").asBoolean() ? " ~" : ""),
                    Exchanges.started(item.path("endedAt").asString(""), ZoneId.systemDefault()),
                    Exchanges.orDash(item.path("client").asString("")),
                    Integer.toString(item.path("turns").asInt(0)),
                    Long.toString(item.path("exchanges").asLong(0)),
                    Long.toString(item.path("errors").asLong(0)),
                    Money.count(item.path("inputTokens")),
                    Money.count(item.path("cacheReadTokens")),
                    Money.count(item.path("outputTokens")),
                    Money.dollars(item.path("usd")),
                    item.path("title").asString(""));
        }
        table.print(io);
        io.err()
                .println(
                        io.dim(
                                "~ no identifier names it: inferred. Its calls: weir search session:SESSION"));
        return 0;
    }
}
