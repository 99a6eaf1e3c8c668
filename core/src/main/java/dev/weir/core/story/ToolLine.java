package dev.weir.core.story;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import java.util.List;

/** The arguments of a tool call on one line: the one that tells most, else all of them. */
public final class ToolLine {

    private static final int LONGEST = 200;

    /** Names of arguments that say what a call does, as the known tools use them. */
    private static final List<String> TELLING =
            List.of(
                    "command",
                    "cmd",
                    "file_path",
                    "path",
                    "filePath",
                    "pattern",
                    "query",
                    "url",
                    "description",
                    "question",
                    "skill",
                    "prompt",
                    "input");

    private ToolLine() {}

    /** The line, at most {@value #LONGEST} characters. */
    public static String of(Piece.ToolCall call) {
        String line = call.arguments().text();
        if (call.json() instanceof JsonObject object) {
            for (String name : TELLING) {
                Json value = object.get(name);
                if (value instanceof JsonString text && !text.value().isBlank()) {
                    line = text.value();
                    break;
                }
                if (value instanceof JsonArray array && array.size() > 0) {
                    line = words(array);
                    break;
                }
            }
            if (object.isEmpty()) {
                line = "";
            }
        }
        return oneLine(line);
    }

    private static String words(JsonArray array) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < array.size() && words.length() < LONGEST; i++) {
            words.append(i == 0 ? "" : " ");
            words.append(
                    array.get(i) instanceof JsonString text ? text.value() : array.get(i).write());
        }
        return words.toString();
    }

    private static String oneLine(String text) {
        Snip start = Snip.of(text, 4 * LONGEST);
        String line = start.text().strip().replaceAll("\\s+", " ");
        Snip cut = Snip.of(line, LONGEST);
        return cut.cut() || start.cut() ? cut.text() + "…" : line;
    }
}
