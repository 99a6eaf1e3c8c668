package dev.weir.gateway.intake;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of one line of a transcript. Texts are empty where the line has none.
 *
 * @param number counted from 1
 * @param uuid the line's name
 * @param parent the name of the line before
 * @param at when it was written, null where it does not say
 * @param session the session's id
 * @param agent the sub-agent's id
 * @param version the tool's version
 * @param branch the git branch
 * @param messageId the id that the provider gave the answer
 * @param requestId the id that the provider gave the request
 * @param model the model that answered
 * @param message the members of an answer's {@code message} but for its content
 * @param blocks content blocks
 */
record TranscriptLine(
        long number,
        Kind kind,
        String uuid,
        String parent,
        @Nullable Instant at,
        String session,
        String agent,
        String version,
        String branch,
        String messageId,
        String requestId,
        String model,
        JsonNode message,
        List<Block> blocks) {

    /** What a line is to a conversation. */
    enum Kind {
        USER,
        ASSISTANT,
        /** Anything else: it only passes on the chain of parents. */
        NOTE
    }

    /**
     * A content block.
     *
     * @param json the block as JSON
     * @param callId the id of the tool call that it is, else empty
     * @param resultOf the id of the tool call whose result it is, else empty
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(byte[] json, String callId, String resultOf) {}

    static final JsonMapper JSON = new JsonMapper(Trees.FACTORY);

    /** What the tool writes in the model's place where it wrote the answer itself. */
    private static final String SYNTHETIC = "<synthetic>";

    /** Null for a blank line. */
    static @Nullable TranscriptLine of(Source.Line line) throws Unusable, IOException {
        JsonNode tree;
        try {
            tree = JSON.readTree(line);
        } catch (JacksonException e) {
            line.check();
            throw new Unusable(
                    line.isTooLong()
                            ? "the line is over " + Source.LONGEST_LINE + " bytes"
                            : "not JSON: " + e.getOriginalMessage());
        }
        if (tree.isMissingNode()) {
            return null;
        }
        if (!tree.isObject()) {
            throw new Unusable("the line: expected an object");
        }
        return of(line.number(), tree);
    }

    private static TranscriptLine of(long number, JsonNode tree) {
        JsonNode message = tree.path("message");
        String model = text(message, "model");
        boolean own = model.equals(SYNTHETIC) || tree.path("isApiErrorMessage").asBoolean(false);
        String type = text(tree, "type");
        Kind kind =
                !message.isObject() || own
                        ? Kind.NOTE
                        : switch (type) {
                            case "user" -> Kind.USER;
                            case "assistant" -> Kind.ASSISTANT;
                            default -> Kind.NOTE;
                        };
        String uuid = text(tree, "uuid");
        String messageId = text(message, "id");
        List<Block> blocks = kind == Kind.NOTE ? List.of() : blocks(message.path("content"));
        return new TranscriptLine(
                number,
                kind,
                uuid,
                text(tree, "parentUuid"),
                time(text(tree, "timestamp")),
                text(tree, "sessionId"),
                text(tree, "agentId"),
                text(tree, "version"),
                text(tree, "gitBranch"),
                messageId.isEmpty() ? uuid : messageId,
                text(tree, "requestId"),
                model,
                kind == Kind.ASSISTANT
                        ? ((ObjectNode) message).without("content")
                        : JSON.nullNode(),
                blocks);
    }

    private static List<Block> blocks(JsonNode content) {
        List<Block> blocks = new ArrayList<>();
        if (content.isString()) {
            JsonNode text =
                    JSON.createObjectNode().put("type", "text").put("text", content.asString());
            blocks.add(new Block(JSON.writeValueAsBytes(text), "", ""));
        }
        for (JsonNode block : content.isArray() ? content : JSON.createArrayNode()) {
            blocks.add(
                    new Block(
                            JSON.writeValueAsBytes(block),
                            text(block, "type").endsWith("tool_use") ? text(block, "id") : "",
                            text(block, "tool_use_id")));
        }
        return blocks;
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).isString() ? object.path(name).asString() : "";
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** How much of the memory it takes, about. */
    long bytes() {
        long sum = 512;
        for (Block block : blocks) {
            sum += block.json().length;
        }
        return sum;
    }
}
