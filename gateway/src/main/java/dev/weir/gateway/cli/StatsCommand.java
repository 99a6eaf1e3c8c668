package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code weir stats}: sums of usage and cost. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Sums calls, tokens and cost, dearest first. Days are UTC.")
final class StatsCommand implements Callable<Integer> {

    private static final List<String> NUMBERS =
            List.of(
                    "exchanges",
                    "errors",
                    "inputTokens",
                    "cacheReadTokens",
                    "cacheWriteTokens",
                    "outputTokens",
                    "reasoningTokens",
                    "usd",
                    "cacheSavedUsd",
                    "unpriced");

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description =
                    "day, provider, model, user, team, token, key, route, tool, repo, branch, kind, several with commas; or tag or ruling, each also with day; or session (default: ${DEFAULT-VALUE}).")
    private String by = "model";

    @Option(names = "--since", paramLabel = "DAY", description = "From this day on: 2026-11-21.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "DAY", description = "Before this day.")
    private @Nullable String until;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most this many rows (default: ${DEFAULT-VALUE}).")
    private int limit = 100;

    @Option(names = "--csv", description = "Print comma-separated values.")
    private boolean csv;

    @Option(names = "--json", description = "Print JSON, as the read API answers it.")
    private boolean json;

    StatsCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        StringBuilder path = new StringBuilder("/api/v1/stats?");
        FilterOptions.append(path, "by", by);
        FilterOptions.append(path, "since", since);
        FilterOptions.append(path, "until", until);
        FilterOptions.append(path, "limit", Integer.toString(limit));
        JsonNode found = server.api(io).json(path.toString());
        List<String> keys = new ArrayList<>();
        found.path("by").forEach(key -> keys.add(key.asString("")));
        if (json) {
            io.out().println(found);
        } else if (csv) {
            csv(found, keys);
        } else {
            table(found, keys);
        }
        return 0;
    }

    private void table(JsonNode found, List<String> keys) {
        if (found.path("items").isEmpty()) {
            io.err().println("Nothing to sum yet.");
            return;
        }
        List<String> heads = new ArrayList<>();
        keys.forEach(key -> heads.add(key.toUpperCase(java.util.Locale.ROOT)));
        heads.addAll(
                List.of(
                        ">CALLS",
                        ">ERRORS",
                        ">INPUT",
                        ">CACHE READ",
                        ">CACHE WRITE",
                        ">OUTPUT",
                        ">REASONING",
                        ">COST",
                        ">SAVED",
                        ">UNPRICED"));
        Table table = new Table(heads.toArray(String[]::new));
        for (JsonNode item : found.path("items")) {
            List<String> cells = new ArrayList<>();
            for (String key : keys) {
                cells.add(item.path("key").path(key).asString("-"));
            }
            for (String name : NUMBERS) {
                JsonNode value = item.path(name);
                cells.add(value.isString() ? Money.dollars(value) : Money.count(value));
            }
            table.row(cells.toArray(String[]::new));
        }
        table.print(io);
    }

    private void csv(JsonNode found, List<String> keys) {
        List<String> heads = new ArrayList<>(keys);
        heads.addAll(NUMBERS);
        io.out().println(String.join(",", heads));
        for (JsonNode item : found.path("items")) {
            List<String> cells = new ArrayList<>();
            for (String key : keys) {
                cells.add(quoted(item.path("key").path(key).asString("")));
            }
            for (String name : NUMBERS) {
                cells.add(item.path(name).asString(""));
            }
            io.out().println(String.join(",", cells));
        }
    }

    /**
     * A text as a cell (RFC 4180). One that a table program would take for a formula gets an
     * apostrophe in front: keys are what callers state.
     */
    static String quoted(String text) {
        String safe =
                !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
