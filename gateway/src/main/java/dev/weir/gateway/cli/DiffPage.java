package dev.weir.gateway.cli;

import tools.jackson.databind.JsonNode;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;

/**
 * A difference for people. Every line of content stands behind a bar, so that content cannot look
 * like one of the page's own lines; what was removed stands in {@code [-…-]} and what was added in
 * {@code {+…+}}, in colour too where there are colours.
 */
final class DiffPage {

    private static final int LONGEST = 2_000;

    private static final Map<String, String> RELATIONS =
            Map.of(
                    "same", "the conversation is the same",
                    "appended", "B goes on from A",
                    "shortened", "A goes on from B",
                    "compacted", "B goes on from a summary",
                    "edited", "the conversation was edited",
                    "unrelated", "the conversations have no message in common");

    private final Io io;

    DiffPage(Io io) {
        this.io = io;
    }

    void print(JsonNode found) {
        exchange("A", found.path("a"));
        exchange("B", found.path("b"));
        side("request", found.path("request"));
        side("response", found.path("response"));
    }

    private void exchange(String name, JsonNode exchange) {
        io.out()
                .println(
                        io.bold(name)
                                + " "
                                + Plain.line(exchange.path("id").asString(""))
                                + "  "
                                + Exchanges.started(
                                        exchange.path("startedAt").asString(""),
                                        ZoneId.systemDefault())
                                + "  "
                                + Plain.cut(exchange.path("provider").asString(""), 60)
                                + "  "
                                + Plain.cut(exchange.path("requestedModel").asString("-"), 60));
    }

    private void side(String name, JsonNode side) {
        if (!side.isObject()) {
            return;
        }
        io.out().println();
        String relation = RELATIONS.getOrDefault(side.path("relation").asString(""), "");
        String verdict = side.path("same").asBoolean(false) ? "the same" : "different";
        io.out()
                .println(
                        io.bold(name)
                                + ": "
                                + verdict
                                + (relation.isEmpty() ? "" : "; " + relation));
        if (side.path("reason").isString()) {
            io.out()
                    .println(
                            io.yellow("  compared as " + side.path("method").asString(""))
                                    + ": "
                                    + Plain.line(side.path("reason").asString("")));
        }
        bytes(side);
        for (JsonNode section : side.path("sections")) {
            section(section);
        }
        long left = side.path("left").asLong(0);
        if (left > 0) {
            io.out().println(io.yellow("  and " + left + " more changes"));
        }
    }

    private void bytes(JsonNode side) {
        JsonNode bytes = side.path("bytes");
        if (bytes.path("same").asBoolean(false)) {
            io.out().println("  the bodies are the same, byte for byte");
            return;
        }
        io.out()
                .println(
                        "  the bodies part at byte "
                                + bytes.path("firstDifference").asLong(0)
                                + ": "
                                + percent(bytes.path("shareOfA"))
                                + " of A's "
                                + Exchanges.bytes(bytes.path("a").asLong(0))
                                + ", "
                                + percent(bytes.path("shareOfB"))
                                + " of B's "
                                + Exchanges.bytes(bytes.path("b").asLong(0)));
        if (side.path("relation").isString()) {
            io.out()
                    .println(
                            side.path("breaksAt").isString()
                                    ? "  what a provider can have cached ends at "
                                            + side.path("breaksAt").asString("")
                                    : "  tools, instructions and messages begin alike up to the end of the shorter one");
        }
    }

    private static String percent(JsonNode share) {
        // Never rounded up to all of it.
        double percent = Math.floor(share.asDouble(0) * 1000) / 10;
        return String.format(Locale.ROOT, "%.1f %%", percent);
    }

    private void section(JsonNode section) {
        long a = section.path("a").asLong(0);
        long b = section.path("b").asLong(0);
        String counts =
                section.path("changes").isEmpty()
                        ? a + b > 2 ? a + ", the same" : "the same"
                        : a + b > 2
                                ? a
                                        + " in A, "
                                        + b
                                        + " in B, "
                                        + section.path("same").asLong(0)
                                        + " the same"
                                : "";
        io.out()
                .println(
                        "  "
                                + io.bold(Plain.line(section.path("name").asString("")))
                                + (counts.isEmpty() ? "" : ": " + counts));
        for (JsonNode change : section.path("changes")) {
            change(change);
        }
    }

    private void change(JsonNode change) {
        String a = Plain.cut(change.path("a").asString(""), 200);
        String b = Plain.cut(change.path("b").asString(""), 200);
        String place =
                a.isEmpty() || b.isEmpty() || a.equals(b) ? a.isEmpty() ? b : a : a + " → " + b;
        switch (change.path("kind").asString("")) {
            case "added" -> whole(io.green("+ " + place), change.path("after"));
            case "removed" -> whole(io.red("- " + place), change.path("before"));
            case "moved" -> io.out().println("    > " + place + " moved");
            case "reordered" -> io.out().println("    # " + place + " in another order");
            case "marked" ->
                    io.out()
                            .println(
                                    "    * "
                                            + place
                                            + " cache mark: "
                                            + brief(change.path("before"), "none")
                                            + " → "
                                            + brief(change.path("after"), "none"));
            default -> changed(place, change);
        }
    }

    private void changed(String place, JsonNode change) {
        JsonNode text = change.path("text");
        if (!text.isObject()) {
            io.out()
                    .println(
                            "    ~ "
                                    + place
                                    + ": "
                                    + removed(brief(change.path("before"), ""))
                                    + added(brief(change.path("after"), "")));
            return;
        }
        boolean fine = text.path("method").asString("").equals("characters");
        io.out()
                .println(
                        "    ~ "
                                + place
                                + (fine
                                        ? ""
                                        : " (compared by "
                                                + text.path("method").asString("")
                                                + "; first difference at character "
                                                + text.path("firstDifference").asLong(0)
                                                + ")"));
        StringBuilder line = new StringBuilder();
        for (JsonNode run : text.path("runs")) {
            run(run, line);
        }
        bar(line.toString());
    }

    private void run(JsonNode run, StringBuilder to) {
        String text = Plain.text(run.path("text").asString(""));
        if (run.path("end").isString()) {
            long hidden =
                    run.path("length").asLong(0)
                            - run.path("text").asString("").length()
                            - run.path("end").asString("").length();
            text += "…(" + hidden + ")…" + Plain.text(run.path("end").asString(""));
        }
        switch (run.path("op").asString("")) {
            case "removed" -> to.append(removed(text));
            case "added" -> to.append(added(text));
            default -> to.append(text);
        }
    }

    /** Each line has its own colour, so that a bar in front of it keeps its own. */
    private String removed(String text) {
        return ("[-" + text + "-]").lines().map(io::red).reduce((x, y) -> x + "\n" + y).orElse("");
    }

    private String added(String text) {
        return ("{+" + text + "+}")
                .lines()
                .map(io::green)
                .reduce((x, y) -> x + "\n" + y)
                .orElse("");
    }

    private void whole(String head, JsonNode value) {
        io.out().println("    " + head);
        String text = value.isString() ? value.asString("") : JsonIndent.of(value.toString());
        String plain = Plain.text(text);
        bar(
                plain.length() <= LONGEST
                        ? plain
                        : plain.substring(0, plain.offsetByCodePoints(0, LONGEST / 2))
                                + "… (--json shows more)");
    }

    private void bar(String content) {
        content.lines().forEach(line -> io.out().println("      " + io.dim("|") + " " + line));
    }

    private static String brief(JsonNode value, String none) {
        if (value.isNull() || value.isMissingNode()) {
            return none;
        }
        return Plain.cut(value.isString() ? value.asString("") : value.toString(), 200);
    }
}
