package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code weir users}, {@code teams}, {@code routes}, {@code policies}, {@code limits}, {@code
 * redactions}.
 */
@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Lists, shows, adds, changes and removes people and rules.",
            "Actions: list, show NAME, add NAME, set NAME, remove NAME, versions NAME; of users also invite NAME."
        })
final class DocumentsCommand implements Callable<Integer> {

    /** What there are commands for. */
    enum Things {
        USERS,
        TEAMS,
        ROUTES,
        POLICIES,
        LIMITS,
        REDACTIONS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final YAMLMapper YAML = new YAMLMapper();

    private final Io io;
    private final Things things;

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

    @Option(
            names = "--spec",
            paramLabel = "YAML",
            description = "What it says, as YAML or JSON, e.g. '{provider: anthropic}'.")
    private @Nullable String spec;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "What it says, in a YAML or JSON file.")
    private @Nullable Path file;

    @Option(names = "--own", description = "Of routes: one of your own.")
    private boolean own;

    @Option(names = "--json", description = "Print JSON, as the API answers it.")
    private boolean json;

    DocumentsCommand(Io io, Things things) {
        this.io = io;
        this.things = things;
    }

    @Override
    public Integer call() {
        String path = "/api/v1/" + things.word();
        try (Api api = server.api(io)) {
            switch (action) {
                case "list" -> list(api.json(path));
                case "show" -> shown(api.json(one(path)));
                case "versions" -> list(api.json(one(path) + "/versions"));
                case "add" -> shown(api.send("POST", path, document()));
                case "set" -> shown(api.send("PUT", one(path), document()));
                case "remove" -> {
                    api.send("DELETE", one(path), null);
                    io.out().println(json ? "{}" : "Removed " + Plain.line(named()) + ".");
                }
                case "invite" -> invited(api.send("POST", one(path) + "/invite", null));
                default ->
                        throw CliFailure.usage(
                                "There is no action '" + Plain.line(action) + "'.",
                                "Use list, show, add, set, remove, versions"
                                        + (things == Things.USERS ? " or invite." : "."));
            }
        }
        return 0;
    }

    private String named() {
        if (name == null) {
            throw CliFailure.usage(
                    "No name was given.",
                    "As in: weir " + things.word() + " " + Plain.line(action) + " NAME");
        }
        return name;
    }

    private String one(String path) {
        return path + "/" + escaped(named());
    }

    static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode document() {
        ObjectNode document = Api.JSON.createObjectNode();
        document.put("name", named());
        document.set("spec", read());
        if (own) {
            document.put("own", true);
        }
        return document;
    }

    private JsonNode read() {
        try {
            String text = file != null ? Files.readString(file) : spec == null ? "{}" : spec;
            JsonNode tree = YAML.readTree(text);
            return tree.isNull() || tree.isMissingNode() ? Api.JSON.createObjectNode() : tree;
        } catch (IOException | JacksonException e) {
            throw CliFailure.usage(
                    (file == null ? "--spec" : file.toString())
                            + " cannot be read: "
                            + CliFailure.reason(e)
                            + ".",
                    "Expected YAML or JSON.");
        }
    }

    private void list(JsonNode found) {
        if (json) {
            io.out().println(found);
            return;
        }
        Table table = new Table("NAME", "OWNER", ">VERSION", "CHANGED", "SAYS");
        for (JsonNode item : found.path("items")) {
            table.row(
                    item.path("name").asString(""),
                    Exchanges.orDash(item.path("owner").asString("")),
                    Integer.toString(item.path("version").asInt(0)),
                    item.path("changed_at").asString(""),
                    item.path("spec").toString());
        }
        table.print(io);
    }

    private void shown(JsonNode document) {
        if (json) {
            io.out().println(document);
            return;
        }
        io.out()
                .println(
                        io.bold(Plain.line(document.path("name").asString("")))
                                + "  "
                                + io.dim(
                                        document.path("id").asString("")
                                                + ", version "
                                                + document.path("version").asInt(0)));
        io.out().print(Plain.text(YAML.writeValueAsString(document.path("spec"))));
    }

    private void invited(JsonNode answer) {
        if (json) {
            io.out().println(answer);
            return;
        }
        io.out()
                .println(
                        "Give this token to "
                                + Plain.line(named())
                                + "; it is good once, until "
                                + answer.path("expires_at").asString("")
                                + ":\n\n    "
                                + answer.path("token").asString("")
                                + "\n\nIt is asked for by: weir login --invitation");
    }
}
