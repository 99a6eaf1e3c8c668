package dev.weir.gateway.e2e;

import dev.weir.testkit.Bytes;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads what a Weir recorded through its read API, as any other client would. */
final class Console implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String root;

    Console(int port) {
        this.root = "http://127.0.0.1:" + port;
    }

    /** An answer with its raw body. */
    record Reply(int status, Bytes body) {

        JsonNode json() {
            return JSON.readTree(body.array());
        }
    }

    Reply get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                http.send(
                        HttpRequest.newBuilder(URI.create(root + path)).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), Bytes.of(response.body()));
    }

    /**
     * A page of exchanges, newest first.
     *
     * @param query the query of the listing, empty for none
     */
    List<JsonNode> exchanges(String query) throws IOException, InterruptedException {
        Reply reply = get("/api/v1/exchanges" + (query.isEmpty() ? "" : "?" + query));
        if (reply.status() != 200) {
            throw new AssertionError("the listing answered " + reply.status() + reply.body());
        }
        return List.copyOf(reply.json().path("items").values());
    }

    /** All exchanges of all pages, newest first. */
    List<JsonNode> allExchanges() throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    get("/api/v1/exchanges?limit=200"
                                    + (cursor.isEmpty() ? "" : "&cursor=" + encode(cursor)))
                            .json();
            all.addAll(page.path("items").values());
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        return all;
    }

    /** Waits for the exchange that carries the tag {@code case=name}, and gives its detail. */
    JsonNode awaitCase(String name) throws IOException, InterruptedException {
        return awaitTag("case=" + name);
    }

    /** Waits for one exchange with that tag, and gives its detail. */
    JsonNode awaitTag(String tag) throws IOException, InterruptedException {
        List<JsonNode> found = awaitTagged(tag, 1);
        return exchange(id(found.getFirst()));
    }

    /** Waits until at least so many exchanges carry the tag. */
    List<JsonNode> awaitTagged(String tag, int count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<JsonNode> found = exchanges("limit=200&tag=" + encode(tag));
        while (found.size() < count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "expected " + count + " records tagged " + tag + ", got " + found.size());
            }
            Thread.sleep(20);
            found = exchanges("limit=200&tag=" + encode(tag));
        }
        return found;
    }

    static String id(JsonNode exchange) {
        return exchange.path("id").asString();
    }

    JsonNode exchange(String id) throws IOException, InterruptedException {
        Reply reply = get("/api/v1/exchanges/" + id);
        if (reply.status() != 200) {
            throw new AssertionError(id + " answered " + reply.status() + reply.body());
        }
        return reply.json();
    }

    /** The bytes of a body; none where it is not kept. */
    Bytes body(String id, String side) throws IOException, InterruptedException {
        Reply reply = get("/api/v1/exchanges/" + id + "/" + side + "/body");
        return switch (reply.status()) {
            case 200 -> reply.body();
            case 404 -> Bytes.NONE;
            default ->
                    throw new AssertionError(id + " " + side + " " + reply.status() + reply.body());
        };
    }

    /** The metrics page. */
    String metrics() throws IOException, InterruptedException {
        return get("/metrics").body().text();
    }

    /**
     * The sum of all samples of a counter or gauge whose labels hold the given texts, e.g. {@code
     * metric("weir_upstream_errors_total", "cause=\"connect\"")}.
     */
    double metric(String name, String... labels) throws IOException, InterruptedException {
        Predicate<String> wanted =
                line ->
                        (line.startsWith(name + " ") || line.startsWith(name + "{"))
                                && List.of(labels).stream().allMatch(line::contains);
        return metrics()
                .lines()
                .filter(wanted)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
