package dev.weir.gateway.cli;

import tools.jackson.databind.JsonNode;

import java.time.ZoneId;

/** Calls that are under way as a table. */
final class RunningTable {

    private RunningTable() {}

    /** Prints an answer of {@code /api/v1/live}. */
    static void print(Io io, JsonNode page) {
        if (page.path("items").isEmpty()) {
            io.err().println("No call is under way.");
            return;
        }
        Table table =
                new Table(
                        "ID", "STARTED", "TOOL", "MODEL", ">STATUS", "STATE", ">TIME", ">QUIET",
                        ">IN", ">OUT", ">CHUNKS");
        for (JsonNode item : page.path("items")) {
            int status = item.path("status").asInt(0);
            boolean streams = item.path("streaming").asBoolean(false);
            String phase = item.path("phase").asString("");
            table.row(
                    item.path("id").asString(""),
                    Exchanges.started(item.path("startedAt").asString(""), ZoneId.systemDefault()),
                    item.path("caller").path("client").asString("-"),
                    item.path("requestedModel").asString("-"),
                    status == 0 ? "-" : Integer.toString(status),
                    streams && phase.equals("answering") ? "streaming" : phase,
                    Exchanges.millis(item.path("elapsedMs")),
                    Exchanges.millis(item.path("quietMs")),
                    Exchanges.bytes(item.path("requestBytes").asLong(0)),
                    Exchanges.bytes(item.path("responseBytes").asLong(0)),
                    Long.toString(item.path("chunks").asLong(0)));
        }
        table.print(io);
        long more = page.path("more").asLong(0);
        if (more > 0) {
            io.err().println(io.dim(more + " more are under way: --limit N."));
        }
    }
}
