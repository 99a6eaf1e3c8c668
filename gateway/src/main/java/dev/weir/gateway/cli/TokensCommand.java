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

/** {@code weir tokens}: personal tokens and virtual keys. */
@Command(
        name = "tokens",
        mixinStandardHelpOptions = true,
        description = {
            "Lists, makes and revokes personal tokens and virtual keys.",
            "Actions: list, add NAME, revoke ID. A new one is shown once."
        })
final class TokensCommand implements Callable<Integer> {

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
            description = "The name of a new token, or the id of one to revoke.")
    private @Nullable String name;

    @Option(names = "--virtual", description = "A virtual key, instead of a personal token.")
    private boolean virtual;

    @Option(names = "--nobodys", description = "A virtual key of the organisation, of no user.")
    private boolean nobodys;

    @Option(names = "--team", paramLabel = "ID", description = "The team that its use counts for.")
    private @Nullable String team;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Only this model or pattern; repeatable.")
    private List<String> models = List.of();

    @Option(names = "--route", paramLabel = "NAME", description = "Only this route; repeatable.")
    private List<String> routes = List.of();

    @Option(names = "--path", paramLabel = "PATH", description = "Only this path; repeatable.")
    private List<String> paths = List.of();

    @Option(
            names = "--capture",
            paramLabel = "MODE",
            description = "How much of its calls is kept at most.")
    private @Nullable String capture;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "When it expires, like 2027-01-01T00:00:00Z.")
    private @Nullable String expires;

    @Option(names = "--json", description = "Print JSON, as the API answers it.")
    private boolean json;

    TokensCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        try (Api api = server.api(io)) {
            switch (action) {
                case "list" -> list(api.json("/api/v1/tokens"));
                case "add" -> made(api.send("POST", "/api/v1/tokens", wanted()));
                case "revoke" -> {
                    api.send("DELETE", "/api/v1/tokens/" + DocumentsCommand.escaped(named()), null);
                    io.out().println(json ? "{}" : "Revoked " + Plain.line(named()) + ".");
                }
                default ->
                        throw CliFailure.usage(
                                "There is no action '" + Plain.line(action) + "'.",
                                "Use list, add or revoke.");
            }
        }
        return 0;
    }

    private String named() {
        if (name == null) {
            throw CliFailure.usage(
                    "No name was given.", "As in: weir tokens " + Plain.line(action) + " NAME");
        }
        return name;
    }

    private JsonNode wanted() {
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("kind", virtual || nobodys ? "virtual_key" : "personal").put("name", named());
        if (nobodys) {
            body.put("nobodys", true);
        }
        put(body, "team", team);
        put(body, "capture", capture);
        put(body, "expires_at", expires);
        ObjectNode scope = Api.JSON.createObjectNode();
        put(scope, "models", models);
        put(scope, "routes", routes);
        put(scope, "paths", paths);
        if (!scope.isEmpty()) {
            body.set("scope", scope);
        }
        return body;
    }

    private static void put(ObjectNode body, String key, @Nullable String value) {
        if (value != null) {
            body.put(key, value);
        }
    }

    private static void put(ObjectNode body, String key, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = body.putArray(key);
            values.forEach(array::add);
        }
    }

    private void list(JsonNode found) {
        if (json) {
            io.out().println(found);
            return;
        }
        Table table =
                new Table("ID", "KIND", "NAME", "ENDS IN", "USER", "EXPIRES", "LAST USED", "STATE");
        for (JsonNode item : found.path("items")) {
            table.row(
                    item.path("id").asString(""),
                    item.path("kind").asString(""),
                    item.path("name").asString(""),
                    "…" + item.path("last_four").asString(""),
                    Exchanges.orDash(item.path("user").asString("")),
                    Exchanges.orDash(item.path("expires_at").asString("")),
                    Exchanges.orDash(item.path("used_at").asString("")),
                    item.has("revoked_at") ? "revoked" : "");
        }
        table.print(io);
    }

    private void made(JsonNode answer) {
        if (json) {
            io.out().println(answer);
            return;
        }
        io.out().println(answer.path("token").asString(""));
        io.err()
                .println(
                        "It is shown this once. Put it where your tool keeps its API key; revoke it"
                                + " with: weir tokens revoke "
                                + answer.path("id").asString(""));
    }
}
