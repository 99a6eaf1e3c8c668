package dev.weir.gateway.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Asks like a coding tool: a probe, a token count, then turn after turn with the whole conversation
 * sent again each time, and one more try where the provider is overloaded.
 */
final class ScriptedTool implements AutoCloseable {

    private static final int MAX_TRIES = 3;

    private final String base;
    private final Story story;
    private final String session;
    private final Consumer<String> telling;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /**
     * @param base what a tool gets as its base URL
     * @param session the tool's own name of the session
     */
    ScriptedTool(String base, Story story, String session, Consumer<String> telling) {
        this.base = base;
        this.story = story;
        this.session = session;
        this.telling = telling;
    }

    void play() throws IOException, InterruptedException {
        HttpRequest probe =
                request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
        client.send(probe, HttpResponse.BodyHandlers.discarding());
        ObjectNode conversation = conversation();
        count(conversation);
        telling.accept("");
        telling.accept("person   " + story.task());
        ArrayNode messages = (ArrayNode) conversation.path("messages");
        for (Story.Turn turn : story.turns()) {
            ArrayNode answer = ask(conversation);
            tell(answer);
            messages.addObject().put("role", "assistant").set("content", answer);
            if (turn.callsTool()) {
                JsonNode call = answer.path(answer.size() - 1);
                ObjectNode user = messages.addObject().put("role", "user");
                ObjectNode result = user.putArray("content").addObject();
                result.put("type", "tool_result");
                result.set("tool_use_id", call.path("id"));
                result.set("content", turn.result());
                telling.accept("result   " + firstLine(turn.result().asString("")));
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private ObjectNode conversation() {
        ObjectNode body = Story.JSON.createObjectNode();
        body.put("model", story.model());
        body.put("max_tokens", 32_000);
        body.put("stream", true);
        body.set("system", story.system());
        body.set("tools", story.tools());
        body.putObject("thinking").put("type", "adaptive");
        body.putObject("metadata").put("user_id", "{\"session_id\":\"" + session + "\"}");
        ObjectNode first = body.putArray("messages").addObject().put("role", "user");
        first.putArray("content").addObject().put("type", "text").put("text", story.task());
        return body;
    }

    private void count(ObjectNode conversation) throws IOException, InterruptedException {
        ObjectNode body = Story.JSON.createObjectNode();
        for (String name : new String[] {"model", "system", "tools", "messages"}) {
            body.set(name, conversation.path(name));
        }
        HttpResponse<String> answer =
                client.send(
                        post("/v1/messages/count_tokens?beta=true", body),
                        HttpResponse.BodyHandlers.ofString());
        require(answer.statusCode(), 200);
        telling.accept("The tool counts tokens: " + answer.body());
    }

    private ArrayNode ask(ObjectNode conversation) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            HttpResponse<InputStream> answer =
                    client.send(
                            post("/v1/messages?beta=true", conversation),
                            HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() == 200) {
                try (InputStream body = answer.body()) {
                    return new AnswerReader().read(body);
                }
            }
            try (InputStream body = answer.body()) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                telling.accept("error    " + answer.statusCode() + " " + text);
            }
            if (attempt == MAX_TRIES
                    || answer.headers().firstValue("x-should-retry").orElse("").isEmpty()) {
                require(answer.statusCode(), 200);
            }
            long seconds = answer.headers().firstValueAsLong("retry-after").orElse(1);
            telling.accept("         the tool waits " + seconds + " s and tries again");
            Thread.sleep(Duration.ofSeconds(seconds));
        }
    }

    private static void require(int status, int expected) throws IOException {
        if (status != expected) {
            throw new IOException("the demo got status " + status + " instead of " + expected);
        }
    }

    private HttpRequest post(String path, ObjectNode body) {
        return request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("accept", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "interleaved-thinking-2025-05-14")
                .header("user-agent", "weir-demo (scripted coding tool)")
                .header("x-api-key", "demo-key-that-opens-nothing")
                .header("x-claude-code-session-id", session)
                .header("x-weir-tag", "demo=true");
    }

    private void tell(ArrayNode answer) {
        for (JsonNode block : answer) {
            switch (block.path("type").asString("")) {
                case "thinking" ->
                        telling.accept("thinks   " + block.path("thinking").asString(""));
                case "tool_use" ->
                        telling.accept(
                                "calls    "
                                        + block.path("name").asString("")
                                        + " "
                                        + block.path("input"));
                default -> telling.accept("says     " + firstLine(block.path("text").asString("")));
            }
        }
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() == text.length() ? line : line + " …";
    }

    /** Puts a streamed message together again. */
    static final class AnswerReader {
        private final ArrayNode content = Story.JSON.createArrayNode();
        private final StringBuilder input = new StringBuilder();

        ArrayNode read(InputStream body) throws IOException {
            boolean stopped = false;
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data: ")) {
                        JsonNode event = Story.JSON.readTree(line.substring(6));
                        stopped |= event.path("type").asString("").equals("message_stop");
                        take(event);
                    }
                }
            }
            if (!stopped) {
                throw new IOException("the answer ended before its message_stop");
            }
            return content;
        }

        private void take(JsonNode event) {
            switch (event.path("type").asString("")) {
                case "content_block_start" -> {
                    content.add(event.path("content_block"));
                    input.setLength(0);
                }
                case "content_block_delta" -> delta(event.path("delta"));
                case "content_block_stop" -> {
                    ObjectNode last = last();
                    if (last.path("type").asString("").equals("tool_use")) {
                        last.set("input", Story.JSON.readTree(input.toString()));
                    }
                }
                default -> {}
            }
        }

        private void delta(JsonNode delta) {
            switch (delta.path("type").asString("")) {
                case "text_delta" -> append("text", delta);
                case "thinking_delta" -> append("thinking", delta);
                case "signature_delta" -> append("signature", delta);
                case "input_json_delta" -> input.append(delta.path("partial_json").asString(""));
                default -> {}
            }
        }

        private void append(String field, JsonNode delta) {
            ObjectNode last = last();
            last.put(field, last.path(field).asString("") + delta.path(field).asString(""));
        }

        private ObjectNode last() {
            return (ObjectNode) content.path(content.size() - 1);
        }
    }
}
