package dev.weir.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.util.concurrent.Callable;

/** {@code weir audit}: who changed what, and whether the log is whole. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Shows who changed what, the newest first, and checks the log.",
            "Actions: list, verify; verify ends with 1 where the log is not whole."
        })
final class AuditCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "What to do (default: list).")
    private String action = "list";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most this many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--json", description = "Print JSON, as the API answers it.")
    private boolean json;

    AuditCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        try (Api api = server.api(io)) {
            return switch (action) {
                case "list" -> list(api.json("/api/v1/audit?limit=" + Math.clamp(limit, 1, 200)));
                case "verify" -> verified(api.json("/api/v1/audit/verify"));
                default ->
                        throw CliFailure.usage(
                                "There is no action '" + Plain.line(action) + "'.",
                                "Use list or verify.");
            };
        }
    }

    private int list(JsonNode found) {
        if (json) {
            io.out().println(found);
            return 0;
        }
        Table table = new Table(">SEQ", "AT", "WHO", "DID", "TO");
        for (JsonNode item : found.path("items")) {
            table.row(
                    Long.toString(item.path("seq").asLong(0)),
                    item.path("at").asString(""),
                    item.path("actor").path("name").asString(""),
                    item.path("action").asString(""),
                    item.path("subject").path("name").asString(""));
        }
        table.print(io);
        return 0;
    }

    private int verified(JsonNode report) {
        boolean intact = report.path("intact").asBoolean();
        if (json) {
            io.out().println(report);
            return intact ? 0 : 1;
        }
        for (JsonNode fault : report.path("faults")) {
            io.out().println(Plain.line(fault.path("message").asString("")));
        }
        io.out()
                .println(
                        (intact ? "whole: " : "NOT whole: ")
                                + report.path("entries").asLong(0)
                                + " entries; the last is "
                                + report.path("last").asLong(0)
                                + " "
                                + report.path("hash").asString(""));
        return intact ? 0 : 1;
    }
}
