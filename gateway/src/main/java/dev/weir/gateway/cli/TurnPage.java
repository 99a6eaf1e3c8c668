package dev.weir.gateway.cli;

import tools.jackson.databind.JsonNode;

import java.util.Set;

/** One exchange as the call of a model: instructions, messages, answer. */
final class TurnPage {

    /** Characters of a text that are fetched where not all is to be shown. */
    static final int CUT = 16_384;

    private final Io io;
    private final boolean full;
    private final Talk talk;

    TurnPage(Io io, boolean full) {
        this.io = io;
        this.full = full;
        this.talk = new Talk(io, full);
    }

    /** Prints the document of a turn. */
    void print(JsonNode turn) {
        talk.put(io.bold(Plain.line(turn.path("id").asString(""))), 0);
        talk.dim(
                turn.path("endpoint").asString("")
                        + ", read "
                        + turn.path("reading").asString("")
                        + (turn.path("streamed").asBoolean(false) ? ", streamed" : ""),
                0);
        for (JsonNode finding : turn.path("findings")) {
            String detail = finding.path("detail").asString("");
            talk.put(
                    io.yellow(
                            Plain.line(
                                    finding.path("side").asString("")
                                            + ": "
                                            + finding.path("sentence").asString("")
                                            + (detail.isEmpty() ? "" : " (" + detail + ")"))),
                    0);
        }
        call(turn);
        for (JsonNode item : turn.path("items")) {
            section("Call " + item.path("customId").asString(""));
            call(item);
        }
    }

    private void call(JsonNode turn) {
        request(turn.path("request"));
        response(turn.path("response"));
    }

    private void request(JsonNode request) {
        section("Request  " + request.path("model").asString(""));
        for (var parameter : request.path("parameters").properties()) {
            talk.dim(
                    parameter.getKey()
                            + ": "
                            + Plain.cut(parameter.getValue().toString(), io.width() - 20),
                    0);
        }
        if (!request.path("tools").isEmpty()) {
            StringBuilder names = new StringBuilder();
            for (JsonNode tool : request.path("tools")) {
                names.append(names.isEmpty() ? "" : ", ").append(tool.path("name").asString(""));
            }
            for (String line : Lines.wrap("tools: " + Plain.line(names.toString()), io.width())) {
                talk.dim(line, 0);
            }
        }
        if (!request.path("system").isEmpty()) {
            who("system");
            folded(request.path("system"));
        }
        for (JsonNode message : request.path("messages")) {
            String role = message.path("role").asString("");
            who(
                    message.path("name").asString("").isEmpty()
                            ? role
                            : role + ", " + message.path("name").asString(""));
            if (Set.of("system", "developer").contains(role)) {
                folded(message.path("parts"));
            } else {
                talk.pieces(message.path("parts"), 2);
            }
        }
    }

    private void folded(JsonNode parts) {
        if (full) {
            talk.pieces(parts, 2);
            return;
        }
        for (JsonNode part : parts) {
            String text = Plain.text(part.path("text").asString("")).strip();
            long length = part.path("chars").asLong(text.length());
            talk.dim(
                    Plain.cut(text.lines().findFirst().orElse(""), Math.max(16, io.width() - 40))
                            + " ("
                            + length
                            + " characters; --full shows them)",
                    2);
        }
    }

    private void response(JsonNode response) {
        section("Response  " + response.path("model").asString(""));
        JsonNode error = response.path("error");
        if (error.isObject()) {
            talk.put(
                    io.red(
                            Plain.line(
                                    error.path("type").asString("error")
                                            + ": "
                                            + error.path("message").asString(""))),
                    0);
        }
        for (JsonNode choice : response.path("choices")) {
            who(choice.path("message").path("role").asString(""));
            talk.pieces(choice.path("message").path("parts"), 2);
            String stop = choice.path("stopWord").asString("");
            if (!stop.isEmpty()) {
                talk.dim("stop: " + stop, 2);
            }
        }
        if (response.has("countedTokens")) {
            talk.put(response.path("countedTokens").asLong() + " tokens", 2);
        }
        if (response.path("embeddings").isObject()) {
            talk.put(response.path("embeddings").path("count").asLong() + " vectors", 2);
        }
        StringBuilder usage = new StringBuilder();
        for (var count : response.path("usage").path("counts").properties()) {
            usage.append(usage.isEmpty() ? "" : ", ")
                    .append(count.getKey())
                    .append(' ')
                    .append(count.getValue().asLong());
        }
        if (!usage.isEmpty()) {
            talk.dim("usage: " + usage, 0);
        }
    }

    private void who(String role) {
        talk.put(io.bold(Plain.line(role)), 0);
    }

    private void section(String title) {
        io.out().println();
        talk.put(io.bold(Plain.line(title)), 0);
    }
}
