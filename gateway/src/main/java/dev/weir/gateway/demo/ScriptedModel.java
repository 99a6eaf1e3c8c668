package dev.weir.gateway.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers like the Messages API, from a story: which turn is asked for is read off the number of
 * answers that the request repeats.
 */
final class ScriptedModel implements AutoCloseable {

    private static final int PIECE = 14;

    private final Story story;
    private final Duration pace;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    private ScriptedModel(Story story, Duration pace, HttpServer server) {
        this.story = story;
        this.pace = pace;
        this.server = server;
    }

    /**
     * Starts it on a free loopback port.
     *
     * @param pace pause between two events of a stream
     */
    static ScriptedModel start(Story story, Duration pace) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 64);
        ScriptedModel model = new ScriptedModel(story, pace, server);
        server.createContext("/", model::handle);
        server.setExecutor(model.threads);
        server.start();
        return model;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String id = String.format(Locale.ROOT, "req_demo_%04d", requests.incrementAndGet());
            exchange.getResponseHeaders().set("request-id", id);
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            switch (call) {
                case "POST /v1/messages" -> messages(exchange, id, body);
                case "POST /v1/messages/count_tokens" ->
                        json(exchange, 200, "{\"input_tokens\":" + body.length / 4 + "}");
                case "HEAD /" -> exchange.sendResponseHeaders(200, -1);
                default -> error(exchange, 404, id, "not_found_error", "no such path");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void messages(HttpExchange exchange, String id, byte[] body)
            throws IOException, InterruptedException {
        int number = 0;
        try {
            for (JsonNode message : Story.JSON.readTree(body).path("messages")) {
                number += message.path("role").asString("").equals("assistant") ? 1 : 0;
            }
        } catch (JacksonException e) {
            error(exchange, 400, id, "invalid_request_error", "the body is not JSON");
            return;
        }
        if (number >= story.turns().size()) {
            error(exchange, 400, id, "invalid_request_error", "the story ends here");
            return;
        }
        Story.Turn turn = story.turns().get(number);
        if (turn.overloadedFirst() && refusals.getAndIncrement() == 0) {
            exchange.getResponseHeaders().set("retry-after", "1");
            exchange.getResponseHeaders().set("x-should-retry", "true");
            error(exchange, 529, id, "overloaded_error", "Overloaded");
            return;
        }
        exchange.getResponseHeaders().set("content-type", "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("cache-control", "no-cache");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            stream(out, number, turn);
        }
    }

    private void stream(OutputStream out, int number, Story.Turn turn)
            throws IOException, InterruptedException {
        ObjectNode message = Story.JSON.createObjectNode();
        message.put("id", String.format(Locale.ROOT, "msg_demo_%02d", number + 1));
        message.put("type", "message");
        message.put("role", "assistant");
        message.put("model", story.model());
        message.putArray("content");
        message.putNull("stop_reason");
        message.putNull("stop_sequence");
        ObjectNode usage = (ObjectNode) turn.usage().deepCopy();
        usage.put("output_tokens", 1);
        message.set("usage", usage);
        event(out, "message_start", Story.JSON.createObjectNode().set("message", message));
        event(out, "ping", Story.JSON.createObjectNode());
        for (int index = 0; index < turn.content().size(); index++) {
            block(out, index, turn.content().path(index));
        }
        ObjectNode end = Story.JSON.createObjectNode();
        end.putObject("delta")
                .put("stop_reason", turn.callsTool() ? "tool_use" : "end_turn")
                .putNull("stop_sequence");
        end.putObject("usage").set("output_tokens", turn.usage().path("output_tokens"));
        event(out, "message_delta", end);
        event(out, "message_stop", Story.JSON.createObjectNode());
    }

    private void block(OutputStream out, int index, JsonNode block)
            throws IOException, InterruptedException {
        ObjectNode start = Story.JSON.createObjectNode().put("index", index);
        ObjectNode empty = start.putObject("content_block");
        String type = block.path("type").asString("");
        empty.put("type", type);
        String deltaType;
        String field;
        String content;
        switch (type) {
            case "thinking" -> {
                empty.put("thinking", "").put("signature", "");
                deltaType = "thinking_delta";
                field = "thinking";
                content = block.path("thinking").asString("");
            }
            case "tool_use" -> {
                empty.set("id", block.path("id"));
                empty.set("name", block.path("name"));
                empty.putObject("input");
                deltaType = "input_json_delta";
                field = "partial_json";
                content = block.path("input").toString();
            }
            default -> {
                empty.put("text", "");
                deltaType = "text_delta";
                field = "text";
                content = block.path("text").asString("");
            }
        }
        event(out, "content_block_start", start);
        for (int at = 0; at < content.length(); at += PIECE) {
            String piece = content.substring(at, Math.min(content.length(), at + PIECE));
            delta(out, index, deltaType, field, piece);
        }
        if (type.equals("thinking")) {
            delta(out, index, "signature_delta", "signature", "ZGVtby1zaWduYXR1cmU=");
        }
        event(out, "content_block_stop", Story.JSON.createObjectNode().put("index", index));
    }

    private void delta(OutputStream out, int index, String type, String field, String piece)
            throws IOException, InterruptedException {
        ObjectNode event = Story.JSON.createObjectNode().put("index", index);
        event.putObject("delta").put("type", type).put(field, piece);
        event(out, "content_block_delta", event);
    }

    private void event(OutputStream out, String name, JsonNode data)
            throws IOException, InterruptedException {
        ObjectNode whole = Story.JSON.createObjectNode().put("type", name);
        whole.setAll((ObjectNode) data);
        out.write(
                ("event: " + name + "\ndata: " + whole + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        Thread.sleep(pace);
    }

    private static void error(
            HttpExchange exchange, int status, String id, String type, String message)
            throws IOException {
        ObjectNode document = Story.JSON.createObjectNode().put("type", "error");
        document.putObject("error").put("type", type).put("message", message);
        document.put("request_id", id);
        json(exchange, status, document.toString());
    }

    private static void json(HttpExchange exchange, int status, String document)
            throws IOException {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
