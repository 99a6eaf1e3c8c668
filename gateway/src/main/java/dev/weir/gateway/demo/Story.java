package dev.weir.gateway.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What is played.
 *
 * @param model the model's name
 * @param system the system blocks that the tool sends
 * @param tools the tools that it offers
 * @param task what the person asks for
 * @param turns the model's answers in order
 */
record Story(String model, JsonNode system, JsonNode tools, String task, List<Turn> turns) {

    static final JsonMapper JSON = new JsonMapper();

    Story {
        turns = List.copyOf(turns);
    }

    /**
     * One answer.
     *
     * @param overloadedFirst true where the first attempt is refused with 529
     * @param content the blocks: thinking, text, tool_use
     * @param usage token counts as the API states them
     * @param result what the tool that is called gives back; missing in the last turn
     */
    record Turn(boolean overloadedFirst, JsonNode content, JsonNode usage, JsonNode result) {

        boolean callsTool() {
            return result.isString();
        }
    }

    static Story load() throws IOException {
        try (InputStream in = Story.class.getResourceAsStream("session.json")) {
            if (in == null) {
                throw new IOException("session.json is missing from the program");
            }
            JsonNode document = JSON.readTree(in);
            List<Turn> turns = new ArrayList<>();
            for (JsonNode turn : document.path("turns")) {
                turns.add(
                        new Turn(
                                turn.path("overloaded_first").asBoolean(false),
                                turn.path("content"),
                                turn.path("usage"),
                                turn.path("result")));
            }
            return new Story(
                    document.path("model").asString(),
                    document.path("system"),
                    document.path("tools"),
                    document.path("task").asString(),
                    turns);
        }
    }
}
