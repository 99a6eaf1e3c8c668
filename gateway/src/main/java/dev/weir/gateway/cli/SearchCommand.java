package dev.weir.gateway.cli;

import dev.weir.core.search.QueryError;
import dev.weir.core.search.QueryParser;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code weir search}: exchanges that match a query. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Finds exchanges by words and conditions, newest first.")
final class SearchCommand implements Callable<Integer> {

    private static final int COLUMNS = 100;

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
            paramLabel = "QUERY",
            arity = "0..*",
            description = "Like: status:>=400 model:claude-* \"rate limit\". Several are joined.")
    private @Nullable List<String> words;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most this many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--json", description = "Print JSON, as the read API answers it.")
    private boolean json;

    SearchCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        Pages.check(limit);
        String query = String.join(" ", words == null ? List.of() : words);
        check(query);
        StringBuilder path = new StringBuilder("/api/v1/search?");
        FilterOptions.append(path, "q", query);
        ObjectNode found = Pages.fetch(server.api(io), path.toString(), limit);
        if (json) {
            io.out().println(found);
        } else if (found.path("items").isEmpty()) {
            io.err().println("Nothing matches.");
        } else {
            print(found);
        }
        return 0;
    }

    /** The server would say the same, but could not point at the place. */
    private static void check(String query) {
        try {
            QueryParser.parse(query, Instant.now(), ZoneId.systemDefault());
        } catch (QueryError e) {
            throw CliFailure.usage(
                    "The query cannot be read.\n" + e.pointed(query, COLUMNS),
                    "'weir search --help' and docs/reading/search.md have the language.");
        }
    }

    private void print(JsonNode page) {
        Table table =
                new Table(
                        "ID", "STARTED", "CLIENT", "KIND", "MODEL", ">STATUS", ">INPUT", ">OUTPUT",
                        ">COST", ">TOTAL", "TOOLS");
        for (JsonNode item : page.path("items")) {
            String answered = item.path("answeredModel").asString("");
            int status = item.path("status").asInt(0);
            StringBuilder tools = new StringBuilder();
            item.path("tools")
                    .forEach(
                            tool ->
                                    tools.append(tools.isEmpty() ? "" : " ")
                                            .append(tool.asString("")));
            table.row(
                    item.path("id").asString(""),
                    Exchanges.started(item.path("startedAt").asString(""), ZoneId.systemDefault()),
                    Exchanges.orDash(item.path("caller").path("client").asString("")),
                    item.path("place").path("kind").asString("-"),
                    answered.isEmpty() ? item.path("requestedModel").asString("-") : answered,
                    status == 0 ? "-" : Integer.toString(status),
                    Money.count(item.path("usage").path("input_tokens")),
                    Money.count(item.path("usage").path("output_tokens")),
                    Money.dollars(item.path("cost").path("usd")),
                    Exchanges.millis(item.path("durationMs")),
                    tools.toString());
        }
        table.print(io);
        if (page.path("next").isString()) {
            io.err().println(io.dim("There are more: --limit N, or narrow the query."));
        }
    }
}
