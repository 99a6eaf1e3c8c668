package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code weir keys}: provider keys, which go in and do not come out. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = {
            "Lists, adds, replaces, shares, switches and removes provider keys, and rotates what protects them.",
            "Actions: list, add NAME, replace NAME, enable NAME, disable NAME, remove NAME, rotate.",
            "A key itself is asked for, or a line of standard input; it is never an argument."
        })
final class KeysCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "What to do (default: list).")
    private String action = "list";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Which one, by its name or id.")
    private @Nullable String name;

    @Option(names = "--provider", paramLabel = "NAME", description = "Of add: whose key it is.")
    private @Nullable String provider;

    @Option(
            names = "--sharing",
            paramLabel = "WORD",
            description = "everyone, teams, users or own (default: everyone, or own for members).")
    private @Nullable String sharing;

    @Option(names = "--with", paramLabel = "ID", description = "A team or user; repeatable.")
    private List<String> with = List.of();

    @Option(
            names = "--weight",
            paramLabel = "N",
            description = "Its share among keys of a provider.")
    private @Nullable Integer weight;

    @Option(
            names = "--no-check",
            description = "Do not ask the provider whether it accepts the key.")
    private boolean unchecked;

    @Option(names = "--new-kek", description = "Of rotate: make a new key encryption key.")
    private boolean newKek;

    @Option(names = "--new-data-keys", description = "Of rotate: encrypt every key again.")
    private boolean newDataKeys;

    @Option(names = "--json", description = "Print JSON, as the API answers it.")
    private boolean json;

    KeysCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        try (Api api = server.api(io)) {
            switch (action) {
                case "list" -> list(api.json("/api/v1/keys"));
                case "add" -> shown(api.send("POST", "/api/v1/keys", wanted()));
                case "replace" -> shown(api.send("PUT", one() + "/secret", replacement()));
                case "enable" -> shown(api.send("PUT", one(), switched(false)));
                case "disable" -> shown(api.send("PUT", one(), switched(true)));
                case "remove" -> {
                    api.send("DELETE", one(), null);
                    io.out().println(json ? "{}" : "Removed " + Plain.line(named()) + ".");
                }
                case "rotate" -> rotated(api.send("POST", "/api/v1/rotate", rotation()));
                default ->
                        throw CliFailure.usage(
                                "There is no action '" + Plain.line(action) + "'.",
                                "Use list, add, replace, enable, disable, remove or rotate.");
            }
        }
        return 0;
    }

    private String named() {
        if (name == null) {
            throw CliFailure.usage(
                    "No name was given.", "As in: weir keys " + Plain.line(action) + " NAME");
        }
        return name;
    }

    private String one() {
        return "/api/v1/keys/" + DocumentsCommand.escaped(named());
    }

    private JsonNode wanted() {
        if (provider == null) {
            throw CliFailure.usage("No provider was named.", "Give --provider, e.g. anthropic.");
        }
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("name", named()).put("provider", provider);
        if (sharing != null) {
            body.put("sharing", sharing);
        }
        if (!with.isEmpty()) {
            ArrayNode ids = body.putArray("with");
            with.forEach(ids::add);
        }
        if (weight != null) {
            body.put("weight", weight);
        }
        body.put("check", !unchecked);
        body.put("key", Secrets.ask("Key of " + provider));
        return body;
    }

    private JsonNode replacement() {
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("check", !unchecked);
        return body.put("key", Secrets.ask("New key for " + named()));
    }

    private static JsonNode switched(boolean off) {
        return Api.JSON.createObjectNode().put("disabled", off);
    }

    private JsonNode rotation() {
        return Api.JSON.createObjectNode().put("new_kek", newKek).put("new_data_keys", newDataKeys);
    }

    private void list(JsonNode found) {
        if (json) {
            io.out().println(found);
            return;
        }
        Table table =
                new Table(
                        "NAME",
                        "PROVIDER",
                        "ENDS IN",
                        "SHARED WITH",
                        ">WEIGHT",
                        "CHECKED",
                        "STATE");
        for (JsonNode item : found.path("items")) {
            table.row(
                    item.path("name").asString(""),
                    item.path("provider").asString(""),
                    "…" + item.path("last_four").asString(""),
                    item.path("sharing").asString(""),
                    Integer.toString(item.path("weight").asInt(0)),
                    Exchanges.orDash(item.path("checked_at").asString("")),
                    item.path("disabled").asBoolean() ? "disabled" : "");
        }
        table.print(io);
    }

    private void shown(JsonNode key) {
        if (json) {
            io.out().println(key);
            return;
        }
        String check = key.path("check").asString("");
        io.out()
                .println(
                        Plain.line(key.path("name").asString(""))
                                + " for "
                                + Plain.line(key.path("provider").asString(""))
                                + ", ends in …"
                                + key.path("last_four").asString("")
                                + (check.isEmpty() ? "" : "; check: " + Plain.line(check)));
    }

    private void rotated(JsonNode answer) {
        if (json) {
            io.out().println(answer);
            return;
        }
        io.out()
                .println(
                        answer.path("done").asLong(0)
                                + " keys done, "
                                + answer.path("failed").asLong(0)
                                + " could not be opened"
                                + (answer.path("ended").asBoolean() ? "." : "; run it again."));
    }
}
