package dev.weir.gateway.e2e;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Call;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A model that answers real tools: it asks once for a shell command, and when it sees what the
 * command printed it says so and stops.
 */
final class ScriptedModel {

    /** What the command prints; the command's text does not hold it in one piece. */
    static final String PRINTED = "weir-ran-42";

    /** What the model says at the end. */
    static final String FAREWELL = "the tool has run through the weir";

    private static final String COMMAND = "echo weir-ran-$((6*7))";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ScriptedModel() {}

    static void serve(Call call) throws IOException {
        String body = call.body().rest().text();
        String path = call.head().target().split("\\?", 2)[0];
        if (!call.head().method().equals("POST")) {
            json(call, 404, Map.of("error", Map.of("message", "nothing here")));
        } else if (path.endsWith("/count_tokens")) {
            json(call, 200, Map.of("input_tokens", 10));
        } else if (body.contains("\"status-4")) {
            int status = body.contains("status-400") ? 400 : 401;
            json(call, status, Map.of("error", Map.of("message", "as asked", "type", "x")));
        } else if (path.endsWith("/messages")) {
            messages(call, JSON.readTree(body), body);
        } else if (path.endsWith("/responses")) {
            responses(call, JSON.readTree(body), body);
        } else {
            chat(call, JSON.readTree(body));
        }
    }

    private static void messages(Call call, JsonNode request, String body) throws IOException {
        boolean offered = names(request, "Bash");
        Object block =
                offered && !body.contains(PRINTED)
                        ? Map.of(
                                "type",
                                "tool_use",
                                "id",
                                "toolu_1",
                                "name",
                                "Bash",
                                "input",
                                Map.of())
                        : Map.of("type", "text", "text", "");
        boolean tool = block.toString().contains("tool_use");
        Object delta =
                tool
                        ? Map.of(
                                "type",
                                "input_json_delta",
                                "partial_json",
                                text(Map.of("command", COMMAND, "description", "Runs it")))
                        : Map.of("type", "text_delta", "text", FAREWELL);
        String stop = tool ? "tool_use" : "end_turn";
        Map<String, Object> usage = Map.of("input_tokens", 10, "output_tokens", 5);
        if (!request.path("stream").asBoolean(false)) {
            json(
                    call,
                    200,
                    Map.of(
                            "id",
                            "msg_1",
                            "type",
                            "message",
                            "role",
                            "assistant",
                            "model",
                            "m",
                            "content",
                            List.of(Map.of("type", "text", "text", FAREWELL)),
                            "stop_reason",
                            "end_turn",
                            "usage",
                            usage));
            return;
        }
        Map<String, Object> start =
                Map.of(
                        "id",
                        "msg_1",
                        "type",
                        "message",
                        "role",
                        "assistant",
                        "model",
                        "m",
                        "content",
                        List.of(),
                        "usage",
                        usage);
        stream(
                call,
                Map.of("type", "message_start", "message", start),
                Map.of("type", "content_block_start", "index", 0, "content_block", block),
                Map.of("type", "content_block_delta", "index", 0, "delta", delta),
                Map.of("type", "content_block_stop", "index", 0),
                Map.of(
                        "type",
                        "message_delta",
                        "delta",
                        Map.of("stop_reason", stop),
                        "usage",
                        usage),
                Map.of("type", "message_stop"));
    }

    private static void responses(Call call, JsonNode request, String body) throws IOException {
        Map<String, Object> usage =
                Map.of("input_tokens", 10, "output_tokens", 5, "total_tokens", 15);
        Map<String, Object> item =
                body.contains(PRINTED) || !request.has("tools")
                        ? Map.of(
                                "type",
                                "message",
                                "id",
                                "msg_1",
                                "role",
                                "assistant",
                                "content",
                                List.of(
                                        Map.of(
                                                "type",
                                                "output_text",
                                                "text",
                                                FAREWELL,
                                                "annotations",
                                                List.of())))
                        : call(request);
        Map<String, Object> response =
                Map.of(
                        "id",
                        "resp_1",
                        "object",
                        "response",
                        "status",
                        "completed",
                        "model",
                        "m",
                        "output",
                        List.of(item),
                        "usage",
                        usage);
        if (!request.path("stream").asBoolean(false)) {
            json(call, 200, response);
            return;
        }
        stream(
                call,
                Map.of(
                        "type",
                        "response.created",
                        "sequence_number",
                        0,
                        "response",
                        Map.of("id", "resp_1", "status", "in_progress", "output", List.of())),
                Map.of(
                        "type",
                        "response.output_item.done",
                        "sequence_number",
                        1,
                        "output_index",
                        0,
                        "item",
                        item),
                Map.of("type", "response.completed", "sequence_number", 2, "response", response));
    }

    /** A call of whichever shell tool was offered. */
    private static Map<String, Object> call(JsonNode request) {
        Object arguments;
        String name;
        if (names(request, "exec_command")) {
            name = "exec_command";
            arguments = Map.of("cmd", COMMAND);
        } else if (names(request, "shell_command")) {
            name = "shell_command";
            arguments = Map.of("command", COMMAND);
        } else {
            name = "shell";
            arguments = Map.of("command", List.of("sh", "-c", COMMAND));
        }
        return Map.of(
                "type",
                "function_call",
                "id",
                "fc_1",
                "call_id",
                "call_1",
                "name",
                name,
                "arguments",
                text(arguments));
    }

    private static boolean names(JsonNode request, String tool) {
        for (JsonNode one : request.path("tools")) {
            if (one.path("name").asString("").equals(tool)) {
                return true;
            }
        }
        return false;
    }

    private static void chat(Call call, JsonNode request) throws IOException {
        if (request.path("stream").asBoolean(false)) {
            stream(
                    call,
                    Map.of(
                            "id",
                            "c",
                            "object",
                            "chat.completion.chunk",
                            "choices",
                            List.of(Map.of("index", 0, "delta", Map.of("content", "Grü")))),
                    Map.of(
                            "id",
                            "c",
                            "object",
                            "chat.completion.chunk",
                            "choices",
                            List.of(
                                    Map.of(
                                            "index",
                                            0,
                                            "delta",
                                            Map.of("content", "ße"),
                                            "finish_reason",
                                            "stop"))));
        } else {
            json(
                    call,
                    200,
                    Map.of(
                            "id",
                            "c",
                            "object",
                            "chat.completion",
                            "choices",
                            List.of(
                                    Map.of(
                                            "index",
                                            0,
                                            "message",
                                            Map.of("role", "assistant", "content", "Grüße")))));
        }
    }

    private static String text(Object value) {
        return JSON.writeValueAsString(value);
    }

    private static void json(Call call, int status, Object value) throws IOException {
        Bytes body = Bytes.of(call.head().method().equals("HEAD") ? "" : text(value));
        call.send(
                "HTTP/1.1 "
                        + status
                        + " Scripted\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n");
        call.send(body);
    }

    @SafeVarargs
    private static void stream(Call call, Map<String, Object>... events) throws IOException {
        call.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (Map<String, Object> event : events) {
            Object type = event.get("type");
            call.chunk(
                    (type == null ? "" : "event: " + type + "\n")
                            + "data: "
                            + text(event)
                            + "\n\n");
        }
        if (events[0].get("type") == null) {
            call.chunk("data: [DONE]\n\n");
        }
        call.lastChunk("");
    }
}
