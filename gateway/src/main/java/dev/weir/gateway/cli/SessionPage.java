package dev.weir.gateway.cli;

import tools.jackson.databind.JsonNode;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A session as a conversation: prompts, answers, tool calls, sub-agents, page by page. */
final class SessionPage {

    private static final int PAGE = 100;
    private static final int SHORT_CUT = 6_000;
    private static final int LONG_CUT = 32_768;

    private final Io io;
    private final Api api;
    private final boolean full;
    private final Talk talk;
    private long printed = -1;

    SessionPage(Io io, Api api, boolean full) {
        this.io = io;
        this.api = api;
        this.full = full;
        this.talk = new Talk(io, full);
    }

    /** The turns of a session as one document of the read API, whatever its pages. */
    void json(String id) {
        io.out().print("{\"session\":" + Api.JSON.writeValueAsString(id) + ",\"items\":[");
        String cursor = "";
        String comma = "";
        do {
            JsonNode page = page(id, cursor, LONG_CUT);
            for (JsonNode turn : page.path("items")) {
                io.out().print(comma + turn);
                comma = ",";
            }
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty() && !io.out().checkError());
        io.out().println("],\"next\":null}");
    }

    /** Prints a session. */
    void print(JsonNode session) {
        String id = session.path("id").asString("");
        head(session);
        String cursor = "";
        do {
            JsonNode page = page(id, cursor, full ? LONG_CUT : SHORT_CUT);
            for (JsonNode turn : page.path("items")) {
                turn(turn);
            }
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty() && !io.out().checkError());
    }

    private JsonNode page(String id, String cursor, int cut) {
        StringBuilder path = new StringBuilder("/api/v1/turns?limit=" + PAGE + "&cut=" + cut);
        FilterOptions.append(path, "session", id);
        FilterOptions.append(path, "cursor", cursor.isEmpty() ? null : cursor);
        return api.json(path.toString());
    }

    private void head(JsonNode session) {
        String title = session.path("title").asString("");
        talk.put(io.bold(Plain.cut(title.isEmpty() ? "Session" : title, io.width())), 0);
        talk.dim(
                session.path("id").asString("")
                        + (session.path("inferred").asBoolean(false) ? " (inferred)" : ""),
                0);
        talk.dim(
                Exchanges.started(session.path("startedAt").asString(""), ZoneId.systemDefault())
                        + "  "
                        + Exchanges.orDash(session.path("client").asString(""))
                        + "  "
                        + session.path("turns").asInt(0)
                        + " turns · "
                        + sums(session, session.path("exchanges").asLong(0)),
                0);
    }

    private static String sums(JsonNode sums, long calls) {
        StringBuilder text = new StringBuilder();
        text.append(calls).append(calls == 1 ? " call" : " calls");
        long errors = sums.path("errors").asLong(0);
        text.append(errors == 0 ? "" : " (" + errors + " failed)");
        text.append(" · ").append(Money.count(sums.path("inputTokens"))).append(" in");
        text.append(" · ").append(Money.count(sums.path("outputTokens"))).append(" out");
        text.append(" · ").append(Money.dollars(sums.path("usd")));
        text.append(sums.path("unpriced").asLong(0) > 0 ? "+" : "");
        text.append(" · ").append(Exchanges.millis(sums.path("durationMs")));
        if (sums.path("toolMs").asDouble(0) > 0) {
            text.append(" · tools ").append(Exchanges.millis(sums.path("toolMs")));
        }
        return text.toString();
    }

    private void turn(JsonNode turn) {
        long number = turn.path("turn").asLong(0);
        if (number != printed) {
            io.out().println();
            String name = number == 0 ? "── Before the first prompt " : "── Turn " + number + " ";
            talk.put(
                    io.bold(name) + io.dim("─".repeat(Math.max(4, io.width() - name.length()))), 0);
            printed = number;
        }
        prompt(turn.path("prompt"), 0);
        List<JsonNode> agents = new ArrayList<>();
        turn.path("agents").forEach(agents::add);
        Set<JsonNode> told = new HashSet<>();
        String before = "";
        for (JsonNode step : turn.path("steps")) {
            String at = step.path("startedAt").asString("");
            for (JsonNode agent : agents) {
                String by = agent.path("startedBy").path("exchange").asString("");
                String begun = agent.path("steps").path(0).path("startedAt").asString("");
                if (by.isEmpty() && begun.compareTo(at) < 0 && begun.compareTo(before) >= 0) {
                    agent(agent, agents, told, 2);
                }
            }
            before = at;
            step(step, 0);
            startedBy(step, agents, told, 2);
        }
        for (JsonNode agent : agents) {
            agent(agent, agents, told, 2);
        }
        for (JsonNode step : turn.path("background")) {
            talk.dim("background: " + step.path("kind").asString("") + " · " + meta(step), 0);
        }
        talk.dim(sums(turn.path("totals"), turn.path("totals").path("calls").asLong(0)), 0);
    }

    private void startedBy(JsonNode step, List<JsonNode> agents, Set<JsonNode> told, int indent) {
        String id = step.path("exchange").asString("");
        for (JsonNode agent : agents) {
            if (agent.path("startedBy").path("exchange").asString("").equals(id)) {
                agent(agent, agents, told, indent);
            }
        }
    }

    private void agent(JsonNode agent, List<JsonNode> agents, Set<JsonNode> told, int indent) {
        if (!told.add(agent)) {
            return;
        }
        int inner = Math.min(indent, io.width() / 3);
        talk.put(io.bold("┌ sub-agent " + Plain.cut(agent.path("thread").asString(""), 40)), inner);
        for (JsonNode step : agent.path("steps")) {
            step(step, inner + 2);
            startedBy(step, agents, told, inner + 4);
        }
        JsonNode totals = agent.path("totals");
        talk.put(io.dim("└ " + sums(totals, totals.path("calls").asLong(0))), inner);
    }

    private void prompt(JsonNode said, int indent) {
        for (JsonNode piece : said) {
            if (piece.path("type").asString("").equals("text")) {
                talk.text(piece, "> ", "  ", indent, 40);
            } else {
                talk.pieces(Api.JSON.createArrayNode().add(piece), indent + 2);
            }
        }
    }

    private void step(JsonNode step, int indent) {
        String from = step.path("switchedFrom").asString("");
        if (!from.isEmpty()) {
            talk.dim(
                    "── model switched from "
                            + from
                            + " to "
                            + step.path("model").asString("?")
                            + " ──",
                    indent);
        }
        if (step.path("compacts").asBoolean(false)) {
            talk.dim("── the conversation was compacted; it goes on from a summary ──", indent);
        }
        if (step.path("earlierMessages").asLong(0) > 0) {
            talk.dim(
                    "("
                            + step.path("earlierMessages").asLong()
                            + " earlier messages are not on record as exchanges)",
                    indent);
        }
        if (step.path("kind").asString("").equals("summary")) {
            talk.dim("a summary is asked for:", indent);
        }
        prompt(step.path("said"), indent);
        talk.pieces(step.path("answer"), indent);
        talk.put(warning(step) + io.dim(Plain.line(meta(step))), indent);
    }

    private String warning(JsonNode step) {
        String outcome = step.path("outcome").asString("");
        int status = step.path("status").asInt(0);
        if (outcome.equals("complete") && status < 400) {
            return "";
        }
        String error = step.path("error").asString("");
        return io.red(
                        Plain.line(
                                outcome
                                        + (status == 0 ? ", no answer" : ", status " + status)
                                        + (error.isEmpty() ? "" : ", " + error)))
                + " ";
    }

    private static String meta(JsonNode step) {
        StringBuilder text = new StringBuilder();
        text.append(step.path("model").asString("-"));
        text.append(" · ").append(Exchanges.millis(step.path("durationMs")));
        JsonNode usage = step.path("usage");
        if (!usage.isEmpty()) {
            text.append(" · ").append(Money.count(usage.path("input_tokens"))).append(" in");
            text.append(" · ").append(Money.count(usage.path("output_tokens"))).append(" out");
        }
        if (step.path("usd").isString()) {
            text.append(" · ").append(Money.dollars(step.path("usd")));
        }
        if (step.path("repeats").asBoolean(false)) {
            text.append(" · tried again");
        }
        if (!step.path("reading").asString("full").equals("full")) {
            text.append(" · read ").append(step.path("reading").asString(""));
            text.append(": ").append(step.path("finding").asString(""));
        }
        return text.append(" · ").append(step.path("exchange").asString("")).toString();
    }
}
