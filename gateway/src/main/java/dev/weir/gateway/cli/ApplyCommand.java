package dev.weir.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code weir apply}: makes people and rules what a file says. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = {
            "Makes people and rules what a YAML file says: teams, users, redactions, routes, policies, limits,",
            "each a map from names to what they say. Teams and users are named by their names.",
            "What the file does not name stays, or goes with --prune, and users with --prune-users."
        })
final class ApplyCommand implements Callable<Integer> {

    /** In the order in which one needs the other. */
    private static final List<String> KINDS =
            List.of("teams", "users", "redactions", "routes", "policies", "limits");

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "The file.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Option(
            names = "--prune",
            description = "Remove what a section of the file does not name; but no users.")
    private boolean prune;

    @Option(
            names = "--prune-users",
            description =
                    "Remove users too whom the file does not name; never yourself, nor who signs in with"
                            + " an identity provider.")
    private boolean pruneUsers;

    @Option(names = "--json", description = "Print JSON: one object a change.")
    private boolean json;

    /** The caller's id. */
    private String self = "";

    /** Ids of teams and users, by name. */
    private final Map<String, String> ids = new HashMap<>();

    ApplyCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        JsonNode wanted = read();
        int changes = 0;
        try (Api api = server.api(io)) {
            self = api.json("/api/v1/me").path("user").asString("");
            for (String kind : KINDS) {
                JsonNode section = wanted.path(kind);
                Map<String, JsonNode> there = there(api, kind);
                if (section.isObject()) {
                    changes += section(api, kind, section, there);
                }
            }
        }
        if (!json) {
            io.out()
                    .println(
                            changes == 0
                                    ? "Nothing to change."
                                    : changes + (dryRun ? " changes to make." : " changes made."));
        }
        return 0;
    }

    private JsonNode read() {
        try {
            JsonNode tree = DocumentsCommand.YAML.readTree(Files.readString(file));
            for (Map.Entry<String, JsonNode> section : tree.properties()) {
                if (!KINDS.contains(section.getKey())) {
                    throw CliFailure.usage(
                            file + ": there is no section '" + Plain.line(section.getKey()) + "'.",
                            "Expected " + String.join(", ", KINDS) + ".");
                }
                if (!section.getValue().isObject() && !section.getValue().isNull()) {
                    throw CliFailure.usage(
                            file + ": " + section.getKey() + " is not a map.",
                            "Expected names, each with what it says.");
                }
            }
            return tree;
        } catch (IOException | JacksonException e) {
            throw CliFailure.usage(
                    file + " cannot be read: " + CliFailure.reason(e) + ".", "Expected YAML.");
        }
    }

    /** What there is of a kind, by name; users' own things are theirs. */
    private Map<String, JsonNode> there(Api api, String kind) {
        Map<String, JsonNode> there = new LinkedHashMap<>();
        for (JsonNode item : api.json("/api/v1/" + kind).path("items")) {
            String name = item.path("name").asString("");
            if (!item.has("owner")) {
                there.put(name, item);
            }
            if (kind.equals("teams") || kind.equals("users")) {
                ids.put(kind + "/" + name, item.path("id").asString(""));
            }
        }
        return there;
    }

    private int section(Api api, String kind, JsonNode section, Map<String, JsonNode> there) {
        int changes = 0;
        for (Map.Entry<String, JsonNode> one : section.properties()) {
            String name = one.getKey();
            JsonNode spec = translated(kind, one.getValue());
            JsonNode before = there.remove(name);
            if (before != null && before.path("spec").equals(spec)) {
                continue;
            }
            changes++;
            told(before == null ? "add" : "change", kind, name, before, spec);
            if (!dryRun) {
                ObjectNode document = Api.JSON.createObjectNode();
                document.put("name", name);
                document.set("spec", spec);
                String path = "/api/v1/" + kind;
                JsonNode put =
                        before == null
                                ? api.send("POST", path, document)
                                : api.send(
                                        "PUT",
                                        path
                                                + "/"
                                                + DocumentsCommand.escaped(
                                                        before.path("id").asString("")),
                                        document.put("version", before.path("version").asInt(0)));
                ids.put(kind + "/" + name, put.path("id").asString(""));
            } else {
                ids.putIfAbsent(kind + "/" + name, name);
            }
        }
        if (kind.equals("users") ? pruneUsers : prune) {
            for (Map.Entry<String, JsonNode> left : there.entrySet()) {
                if (stays(kind, left)) {
                    continue;
                }
                changes++;
                told("remove", kind, left.getKey(), left.getValue(), null);
                if (!dryRun) {
                    api.send(
                            "DELETE",
                            "/api/v1/"
                                    + kind
                                    + "/"
                                    + DocumentsCommand.escaped(
                                            left.getValue().path("id").asString("")),
                            null);
                }
            }
        }
        return changes;
    }

    /** Nobody removes those who come by an identity provider, nor oneself. */
    private boolean stays(String kind, Map.Entry<String, JsonNode> left) {
        if (!kind.equals("users")) {
            return false;
        }
        boolean oneself = left.getValue().path("id").asString("").equals(self);
        boolean linked = left.getValue().path("identity").asBoolean(false);
        if (oneself || linked) {
            io.err()
                    .println(
                            io.dim("weir: ")
                                    + Plain.line(left.getKey())
                                    + (oneself
                                            ? " stays: that is you"
                                            : " stays: who signs in with the identity provider is"
                                                    + " removed by hand, or disabled"));
        }
        return oneself || linked;
    }

    /** The document with ids in place of the names of teams and users. */
    private JsonNode translated(String kind, JsonNode spec) {
        if (!spec.isObject()) {
            return Api.JSON.createObjectNode();
        }
        ObjectNode copy = (ObjectNode) Api.JSON.readTree(spec.toString());
        if (kind.equals("users")) {
            names(copy, "teams", "teams");
        }
        if (copy.path("for") instanceof ObjectNode whom) {
            names(whom, "teams", "teams");
            names(whom, "users", "users");
        }
        if (kind.equals("limits") && copy.path("of").isString()) {
            String subject = copy.path("subject").asString("");
            String id = ids.get(subject + "s/" + copy.path("of").asString(""));
            if (id != null) {
                copy.put("of", id);
            }
        }
        return copy;
    }

    private void names(ObjectNode node, String key, String kind) {
        if (node.path(key) instanceof ArrayNode names) {
            ArrayNode translated = Api.JSON.createArrayNode();
            for (JsonNode name : names) {
                String text = name.asString("");
                translated.add(ids.getOrDefault(kind + "/" + text, text));
            }
            node.set(key, translated);
        }
    }

    private void told(
            String what,
            String kind,
            String name,
            @org.jspecify.annotations.Nullable JsonNode before,
            @org.jspecify.annotations.Nullable JsonNode after) {
        if (json) {
            ObjectNode line = Api.JSON.createObjectNode();
            line.put("change", what).put("kind", kind).put("name", name);
            if (before != null) {
                line.set("before", before.path("spec"));
            }
            if (after != null) {
                line.set("after", after);
            }
            io.out().println(line);
            return;
        }
        String sign =
                switch (what) {
                    case "add" -> io.green("+");
                    case "remove" -> io.red("-");
                    default -> io.yellow("~");
                };
        io.out().println(sign + " " + kind + " " + Plain.line(name));
        if (before != null && after != null) {
            io.out().println("    from " + Plain.line(before.path("spec").toString()));
            io.out().println("      to " + Plain.line(after.toString()));
        } else if (after != null) {
            io.out().println("    " + Plain.line(after.toString()));
        }
    }
}
