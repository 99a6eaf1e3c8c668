package dev.weir.gateway.cli;

import tools.jackson.databind.JsonNode;

import java.util.List;

/**
 * Prints pieces of a conversation, as the read API gives them in turns. Everything recorded goes
 * through {@link Plain}, every line fits the width.
 */
final class Talk {

    private static final int FEW_LINES = 8;
    private static final int MOST_LINES = 60;

    private final Io io;
    private final boolean full;

    /**
     * @param full true to show long texts whole
     */
    Talk(Io io, boolean full) {
        this.io = io;
        this.full = full;
    }

    /**
     * @param indent columns before each line
     */
    void pieces(JsonNode pieces, int indent) {
        for (JsonNode piece : pieces) {
            piece(piece, indent);
        }
    }

    private void piece(JsonNode piece, int indent) {
        switch (piece.path("type").asString("")) {
            case "text" -> text(piece, "", "", indent, MOST_LINES);
            case "refusal" -> text(piece, "refused: ", "", indent, MOST_LINES);
            case "thinking" -> folded(piece, "thinking", indent);
            case "reminder" -> folded(piece, "put in by the tool", indent);
            case "summary", "compaction" -> folded(piece, "summary", indent);
            case "tool_call" -> call(piece, indent);
            case "tool_result" -> result(piece, indent);
            case "other" ->
                    dim("(part of type " + piece.path("dialectType").asString("") + ")", indent);
            default -> dim("(" + label(piece) + ")", indent);
        }
    }

    /** Words of a person or the model, with a sign before the first line. */
    void text(JsonNode piece, String sign, String after, int indent, int most) {
        String text = Plain.text(piece.path("text").asString("")).strip();
        List<String> lines = Lines.wrap(sign + text, io.width() - indent);
        int shown = full ? lines.size() : Math.min(lines.size(), most);
        for (int i = 0; i < shown; i++) {
            put(lines.get(i), i == 0 ? indent : indent + after.length());
        }
        more(lines.size() - shown, piece, indent + after.length());
    }

    private void more(int lines, JsonNode piece, int indent) {
        long chars = piece.path("chars").asLong(0);
        if (lines > 0 || chars > 0) {
            dim(
                    "… "
                            + (lines > 0 ? lines + " more lines" : "")
                            + (chars > 0
                                    ? (lines > 0 ? ", " : "") + chars + " characters in all"
                                    : "")
                            + (full ? "" : "; --full shows more"),
                    indent);
        }
    }

    /** A text that is there to be looked up: its first line, unless all is to be shown. */
    private void folded(JsonNode piece, String what, int indent) {
        String text = Plain.text(piece.path("text").asString("")).strip();
        if (text.isEmpty()) {
            dim("(" + what + ", hidden)", indent);
            return;
        }
        if (full) {
            dim(what + ":", indent);
            for (String line : Lines.wrap(text, io.width() - indent - 2)) {
                dim(line, indent + 2);
            }
            more(0, piece, indent + 2);
            return;
        }
        long length = piece.path("chars").asLong(text.length());
        String tail = " (" + length + " characters)";
        int width = io.width() - indent - what.length() - 2 - tail.length();
        dim(
                what
                        + ": "
                        + Plain.cut(text.lines().findFirst().orElse(""), Math.max(16, width))
                        + tail,
                indent);
    }

    private void call(JsonNode call, int indent) {
        String name = Plain.line(call.path("name").asString(""));
        String line = call.path("line").asString("");
        if (line.isEmpty()) {
            JsonNode arguments = call.path("arguments");
            line =
                    arguments.isString()
                            ? arguments.asString("")
                            : arguments.isMissingNode() ? "" : arguments.toString();
        }
        int width = Math.max(16, io.width() - indent - name.length() - 3);
        JsonNode result = call.path("result");
        boolean failed = result.path("isError").asBoolean(false);
        io.out()
                .println(
                        " ".repeat(indent)
                                + (failed ? io.red("●") : io.green("●"))
                                + " "
                                + io.bold(name)
                                + " "
                                + Plain.cut(line, width));
        if (full) {
            JsonNode arguments = call.path("arguments");
            String text =
                    arguments.isMissingNode()
                            ? call.path("argumentsText").asString("")
                            : arguments.toPrettyString();
            for (String each : Lines.wrap(Plain.text(text), io.width() - indent - 4)) {
                dim(each, indent + 4);
            }
        }
        if (result.isObject()) {
            if (failed) {
                put(io.red("failed:"), indent + 2);
            }
            resultParts(result, indent + 2);
        }
    }

    private void result(JsonNode result, int indent) {
        String id = result.path("callId").asString("");
        dim(
                "result"
                        + (id.isEmpty() ? "" : " of " + id)
                        + (result.path("isError").asBoolean(false) ? ", marked as failed:" : ":"),
                indent);
        resultParts(result, indent + 2);
    }

    private void resultParts(JsonNode result, int indent) {
        for (JsonNode part : result.path("parts")) {
            if (!part.path("type").asString("").equals("text")) {
                piece(part, indent);
                continue;
            }
            List<String> lines =
                    Lines.wrap(
                            Plain.text(part.path("text").asString("")).stripTrailing(),
                            io.width() - indent - 2);
            int shown = full ? lines.size() : Math.min(lines.size(), FEW_LINES);
            for (int i = 0; i < shown; i++) {
                put((i == 0 ? "└ " : "  ") + io.dim(lines.get(i)), indent);
            }
            more(lines.size() - shown, part, indent + 2);
        }
    }

    private static String label(JsonNode piece) {
        StringBuilder label = new StringBuilder(piece.path("type").asString("?"));
        for (String name : List.of("mime", "name", "url")) {
            String value = piece.path(name).asString("");
            label.append(value.isEmpty() ? "" : ", " + value);
        }
        long bytes = piece.path("bytes").asLong(piece.path("base64Length").asLong(0) / 4 * 3);
        return label + (bytes > 0 ? ", " + Exchanges.bytes(bytes) : "");
    }

    void dim(String text, int indent) {
        put(io.dim(Plain.line(text)), indent);
    }

    /** Prints a line that is plain already. */
    void put(String line, int indent) {
        io.out().println((" ".repeat(indent) + line).stripTrailing());
    }
}
