package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;

/** {@code weir exchanges}: the newest exchanges. */
@Command(
        name = "exchanges",
        mixinStandardHelpOptions = true,
        description = "Lists exchanges, newest first.")
final class ExchangesCommand implements Callable<Integer> {

    /** Most that one request may ask for. */
    private static final int PAGE = 200;

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Mixin private final FilterOptions filter = new FilterOptions();

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most this many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(
            names = "--running",
            description = "List calls that are under way instead; takes no filter.")
    private boolean running;

    @Option(names = "--json", description = "Print JSON, as the read API answers it.")
    private boolean json;

    ExchangesCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw CliFailure.usage(
                    "--limit: " + limit + " is no number of exchanges.", "Give 1 or more.");
        }
        if (running && !filter.isEmpty()) {
            throw CliFailure.usage(
                    "--running takes no filter.",
                    "Of a call that is under way most is not known yet; leave the filter out.");
        }
        try (Api api = server.api(io)) {
            if (running) {
                JsonNode page = api.json("/api/v1/live?limit=" + Math.min(PAGE, limit));
                if (json) {
                    io.out().println(page);
                } else {
                    RunningTable.print(io, page);
                }
                return 0;
            }
            print(io, list(api), json);
        }
        return 0;
    }

    private ObjectNode list(Api api) {
        Instant now = Instant.now();
        ObjectNode all = Api.JSON.createObjectNode();
        ArrayNode items = all.putArray("items");
        @Nullable String cursor = null;
        do {
            StringBuilder path = new StringBuilder("/api/v1/exchanges?");
            FilterOptions.append(
                    path, "limit", Integer.toString(Math.min(PAGE, limit - items.size())));
            filter.appendTo(path, now);
            FilterOptions.append(path, "cursor", cursor);
            JsonNode page = api.json(path.toString());
            page.path("items").forEach(items::add);
            cursor = page.path("next").asString("");
            cursor = cursor.isEmpty() ? null : cursor;
            if (page.path("items").isEmpty()) {
                break;
            }
        } while (cursor != null && items.size() < limit);
        all.put("next", cursor);
        return all;
    }

    /** Prints a page of the read API. */
    static void print(Io io, JsonNode page, boolean json) {
        if (json) {
            io.out().println(page);
            return;
        }
        if (page.path("items").isEmpty()) {
            io.err()
                    .println(
                            "No exchanges yet, or none that match. 'weir info' says how to point a tool here.");
            return;
        }
        Table table = Exchanges.table();
        for (JsonNode item : page.path("items")) {
            Exchanges.row(table, item, ZoneId.systemDefault());
        }
        table.print(io);
        if (page.path("next").isString()) {
            io.err().println(io.dim("There are more: --limit N, or --until TIME."));
        }
    }
}
