package dev.weir.testkit.corpus;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Reads the lines of one file. Keeps the last body of each thread of a session, of which the next
 * line is a delta.
 *
 * <p>A body is one of {@code body_b64}; {@code body_delta} with {@code body_sha256}; and, for
 * fixtures written by hand, {@code body} (text), {@code body_gzip} (text, compressed here) and
 * {@code body_repeat} ({@code text} so many {@code times}).
 */
final class ExchangeReader {

    private final Map<String, Bytes> previous = new HashMap<>();

    RecordedExchange read(JsonNode line) {
        JsonNode request = line.path("request");
        JsonNode response = line.path("response");
        String session = text(line, "session_id");
        String at = text(line, "ts");
        List<String> tags = new ArrayList<>();
        line.path("tags").forEach(tag -> tags.add(tag.asString()));
        return new RecordedExchange(
                required(line, "id"),
                session,
                line.path("thread").asString(""),
                at == null ? null : Instant.parse(at),
                line.path("source").path("path").asString(""),
                required(line, "provider"),
                tags,
                new RecordedExchange.Request(
                        required(request, "method"),
                        text(request, "host"),
                        required(request, "path"),
                        request.path("query").asString(""),
                        headers(request.path("headers")),
                        session == null ? body(request) : delta(line, request, session),
                        headers(request.path("trailers"))),
                new RecordedExchange.Response(
                        response.path("status").asInt(),
                        headers(response.path("headers")),
                        body(response),
                        headers(response.path("trailers"))));
    }

    private static String required(JsonNode node, String name) {
        String value = text(node, name);
        if (value == null) {
            throw new IllegalArgumentException("the line has no '" + name + "'");
        }
        return value;
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? value.asString() : null;
    }

    private static Headers headers(JsonNode pairs) {
        Headers.Builder headers = Headers.builder();
        pairs.forEach(
                pair -> headers.add(pair.path(0).asString(), octets(pair.path(1).asString())));
        return headers.build();
    }

    /** A field's value with one character an octet. */
    private static String octets(String value) {
        return value.chars().allMatch(c -> c < 256)
                ? value
                : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Bytes body(JsonNode message) {
        if (message.has("body")) {
            return Bytes.of(message.path("body").asString());
        }
        if (message.has("body_gzip")) {
            return gzip(message.path("body_gzip").asString());
        }
        if (message.has("body_repeat")) {
            JsonNode repeat = message.path("body_repeat");
            return Bytes.of(repeat.path("text").asString().repeat(repeat.path("times").asInt()));
        }
        return Bytes.of(Base64.getDecoder().decode(message.path("body_b64").asString("")));
    }

    private static Bytes gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.of(bytes.toByteArray());
    }

    private Bytes delta(JsonNode line, JsonNode request, String session) {
        String key = session + '\0' + line.path("thread").asString("");
        byte[] base = previous.getOrDefault(key, Bytes.NONE).array();
        JsonNode delta = request.path("body_delta");
        int prefix = delta.path("prefix").asInt();
        int suffix = delta.path("suffix").asInt();
        byte[] middle = Base64.getDecoder().decode(delta.path("mid_b64").asString(""));
        byte[] body = new byte[prefix + middle.length + suffix];
        System.arraycopy(base, 0, body, 0, prefix);
        System.arraycopy(middle, 0, body, prefix, middle.length);
        System.arraycopy(base, base.length - suffix, body, prefix + middle.length, suffix);
        Bytes bytes = Bytes.of(body);
        String expected = required(request, "body_sha256");
        if (!bytes.sha256().equals(expected)) {
            throw new IllegalStateException(
                    line.path("id").asString("")
                            + ": the body has the hash "
                            + bytes.sha256()
                            + ", expected "
                            + expected);
        }
        previous.put(key, bytes);
        return bytes;
    }
}
