package dev.weir.gateway.console;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

import javax.imageio.ImageIO;

/**
 * A console with something of everything on record: a session of two human turns with tools, a
 * failed tool, thinking, a sub-agent and an image; a provider's error, a client that left, a call
 * without a conversation. The same text, which a test may make hostile, stands in every place where
 * recorded text can.
 */
final class ConsoleScene implements AutoCloseable {

    static final String SESSION_FIELD = "x-claude-code-session-id";

    final TalkRig rig;
    final Exchange first;
    final Exchange tools;
    final Exchange last;
    final Exchange failed;
    final Exchange left;
    final Exchange counted;
    final String base;

    ConsoleScene(Path directory, String word) throws IOException, InterruptedException {
        rig = new TalkRig(directory);
        base = rig.server.url();
        String text = json(word);
        String user = "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":" + text + "}]}";
        String call =
                "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"Bash\",\"input\":{\"command\":"
                        + text
                        + "}}";
        String called =
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":"
                        + text
                        + "},"
                        + call
                        + "]}";
        String result =
                "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"is_error\":true,\"content\":"
                        + text
                        + "}]}";
        String image =
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":"
                        + json("and this? " + word)
                        + "},{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\""
                        + png()
                        + "\"}}]}";
        String system =
                ",\"system\":[{\"type\":\"text\",\"text\":"
                        + text
                        + "}],\"tools\":[{\"name\":\"Bash\",\"description\":"
                        + text
                        + ",\"input_schema\":{\"type\":\"object\",\"properties\":{"
                        + json(word)
                        + ":{\"type\":\"string\"}}}}]";
        List<String> fields =
                List.of(SESSION_FIELD, "0f0e0d0c-0b0a-4908-8706-050403020100", "x-odd", line(word));
        first = rig.claude(fields, request(system, user), stream(word, call, "tool_use"));
        String answer = "{\"type\":\"text\",\"text\":" + text + "}";
        tools =
                rig.claude(
                        fields,
                        request(system, user + "," + called + "," + result),
                        message(answer, "end_turn"));
        String said = "{\"role\":\"assistant\",\"content\":[" + answer + "]}";
        last =
                rig.claude(
                        fields,
                        request(
                                system,
                                user + "," + called + "," + result + "," + said + "," + image),
                        message(
                                "{\"type\":\"thinking\",\"thinking\":"
                                        + text
                                        + ",\"signature\":\"c2ln\"},"
                                        + answer,
                                "max_tokens"));
        String error =
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":"
                        + text
                        + "}}";
        failed = put(fields, request(system, user), error, EndReason.UPSTREAM_RESET);
        left =
                put(
                        fields,
                        request(system, user),
                        stream(word, call, "tool_use").substring(0, 400),
                        EndReason.CLIENT_CANCEL);
        counted =
                rig.put(
                        Dialect.ANTHROPIC,
                        "/v1/messages/count_tokens",
                        headers(fields),
                        bytes(request(system, user)),
                        Headers.of("content-type", "application/json"),
                        bytes("{\"input_tokens\":1234}"),
                        EndReason.COMPLETE);
        rig.derive();
    }

    private Exchange put(List<String> fields, String request, String answer, EndReason end) {
        boolean stream = answer.startsWith("event:");
        return rig.put(
                Dialect.ANTHROPIC,
                "/v1/messages",
                headers(fields),
                bytes(request),
                Headers.of("content-type", stream ? "text/event-stream" : "application/json"),
                bytes(answer),
                end);
    }

    private static Headers headers(List<String> fields) {
        Headers.Builder headers =
                Headers.builder()
                        .add("content-type", "application/json")
                        .add("user-agent", "claude-cli/2.1.219 (external, cli)");
        for (int i = 0; i < fields.size(); i += 2) {
            headers.add(fields.get(i), fields.get(i + 1));
        }
        return headers.build();
    }

    private static String request(String system, String messages) {
        return "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":100,\"stream\":true"
                + system
                + ",\"messages\":["
                + messages
                + "]}";
    }

    private static String message(String content, String stop) {
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":["
                + content
                + "],\"stop_reason\":\""
                + stop
                + "\",\"usage\":{\"input_tokens\":12,\"cache_read_input_tokens\":4096,\"output_tokens\":120}}";
    }

    private static String stream(String word, String call, String stop) {
        return event(
                        "message_start",
                        "{\"type\":\"message_start\",\"message\":" + message("", "null") + "}")
                + event(
                        "content_block_start",
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}")
                + event(
                        "content_block_delta",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
                                + json(word)
                                + "}}")
                + event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
                + event(
                        "content_block_start",
                        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":"
                                + call
                                + "}")
                + event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":1}")
                + event(
                        "message_delta",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
                                + stop
                                + "\"},\"usage\":{\"output_tokens\":77}}")
                + event("message_stop", "{\"type\":\"message_stop\"}");
    }

    /** An image that is long enough to have a place in its body. */
    private static String png() {
        BufferedImage image = new BufferedImage(40, 24, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(3);
        for (int x = 0; x < 40; x++) {
            for (int y = 0; y < 24; y++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    static String json(String text) {
        return dev.weir.core.json.JsonString.of(text).write();
    }

    /** What can stand in a header field. */
    private static String line(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The id of the session. */
    String session() throws IOException {
        return rig.session();
    }

    /** Addresses of all pages, each with something to show. */
    List<String> pages() throws IOException {
        return List.of(
                "/exchanges",
                "/exchanges?q=status:teapot",
                "/exchanges?q=nothing-has-this-word",
                "/exchanges/" + first.id(),
                "/exchanges/" + last.id(),
                "/exchanges/" + last.id() + "?tab=request",
                "/exchanges/" + first.id() + "?tab=response",
                "/exchanges/" + first.id() + "?tab=stream",
                "/exchanges/" + first.id() + "?tab=headers",
                "/exchanges/" + first.id() + "?tab=timing",
                "/exchanges/" + first.id() + "?tab=raw",
                "/exchanges/" + failed.id(),
                "/exchanges/" + left.id(),
                "/exchanges/" + counted.id(),
                "/exchanges/019a0000-0000-7000-8000-000000000002",
                "/sessions",
                "/sessions/" + session(),
                "/sessions/00000000000000000000000000000000",
                "/cost?days=366",
                "/cost?by=session&show=calls&days=366",
                "/errors?days=90",
                "/health",
                "/diff",
                "/diff?b=" + tools.id(),
                "/diff?a=" + first.id() + "&b=" + tools.id(),
                "/diff?a=" + first.id() + "&b=" + last.id() + "&what=both&view=unified",
                "/diff?a=before&b=" + first.id(),
                "/diff?a=" + first.id() + "&b=019a0000-0000-7000-8000-000000000002",
                "/sessions/" + session() + "/timeline",
                "/sessions/" + session() + "/timeline?step=" + first.id(),
                "/sessions/" + session() + "/context",
                "/sessions/" + session() + "/context?by=tokens&step=" + first.id(),
                "/sessions/" + session() + "/replay",
                "/sessions/" + session() + "/replay?t=2500",
                "/sessions/00000000000000000000000000000000/replay",
                "/exchanges/" + last.id() + "/context",
                "/exchanges/" + failed.id() + "/context",
                "/welcome",
                "/sign-in",
                "/health/nothing-there");
    }

    @Override
    public void close() {
        rig.close();
    }
}
