package dev.weir.gateway.e2e;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An organisation on a gateway under test, as its owner sees it: people, tokens, keys and rules
 * made over the API, as an administrator would.
 */
final class Organisation implements AutoCloseable {

    static final String PASSWORD = "a long enough password 42";
    private static final Pattern FIRST_OWNER = Pattern.compile("setup --token (\\S+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> users = new LinkedHashMap<>();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    private String root;
    private String owner = "";

    private Organisation(int consolePort) {
        root = "http://127.0.0.1:" + consolePort;
    }

    /** Settings of a gateway that wants callers to sign in. */
    static Settings settings(Settings settings) {
        return settings.set("access.sign_in", "required");
    }

    /** Makes it and its first owner on a new gateway. */
    static Organisation on(RunningWeir weir) throws IOException, InterruptedException {
        Organisation made = new Organisation(weir.consolePort());
        String token =
                switch (weir) {
                    case RunningWeir.InProcess in -> String.valueOf(in.weir().firstOwner());
                    case ChildWeir child -> firstOwner(child);
                };
        made.owner =
                made.post(
                                "setup",
                                Map.of(
                                        "token",
                                        token,
                                        "organisation",
                                        "Acme",
                                        "email",
                                        "owner@acme.example",
                                        "password",
                                        PASSWORD))
                        .path("token")
                        .asString();
        return made;
    }

    private static String firstOwner(ChildWeir child) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            Matcher found = FIRST_OWNER.matcher(child.output());
            if (found.find()) {
                return found.group(1);
            }
            Thread.sleep(10);
        }
        throw new AssertionError("no token for a first owner:\n" + child.output());
    }

    /** From now on it is on another port, after a restart. */
    void movedTo(RunningWeir weir) {
        root = "http://127.0.0.1:" + weir.consolePort();
    }

    /** The owner's session. */
    String ownerToken() {
        return owner;
    }

    /** An answer of the console. */
    record Reply(int status, String text) {
        JsonNode json() {
            return JSON.readTree(text);
        }
    }

    Reply ask(String method, String path, Object body, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(root + path))
                        .timeout(Duration.ofSeconds(20))
                        .header("content-type", "application/json");
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        String text = body instanceof String plain ? plain : JSON.writeValueAsString(body);
        HttpResponse<String> answer =
                http.send(
                        request.method(
                                        method,
                                        text.isEmpty()
                                                ? HttpRequest.BodyPublishers.noBody()
                                                : HttpRequest.BodyPublishers.ofString(text))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new Reply(answer.statusCode(), answer.body());
    }

    /** Makes something; it must be possible. */
    JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return done(ask("POST", "/api/v1/" + path, body, owner), path);
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return done(ask("GET", path, "", owner), path);
    }

    void delete(String path) throws IOException, InterruptedException {
        done(ask("DELETE", "/api/v1/" + path, "", owner), path);
    }

    private static JsonNode done(Reply reply, String path) {
        if (reply.status() / 100 != 2) {
            throw new AssertionError(path + ": " + reply.status() + " " + reply.text());
        }
        return reply.json();
    }

    /** Makes a user; gives the id. */
    String user(String name, String role) throws IOException, InterruptedException {
        String id =
                post("users", Map.of("name", name + "@acme.example", "spec", Map.of("role", role)))
                        .path("id")
                        .asString();
        users.put(name, id);
        return id;
    }

    /** The id of a user who was made here. */
    String idOf(String user) {
        String id = users.get(user);
        if (id == null) {
            throw new IllegalArgumentException("no user " + user);
        }
        return id;
    }

    /** Makes a document with a name and members. */
    JsonNode document(String kind, String name, Object spec)
            throws IOException, InterruptedException {
        return post(kind, Map.of("name", name, "spec", spec));
    }

    /** A virtual key of a user. */
    String token(String user) throws IOException, InterruptedException {
        return token(user, Map.of());
    }

    /** A virtual key of a user with further members; gives its text. */
    String token(String user, Map<String, Object> more) throws IOException, InterruptedException {
        return grant(user, more).path("token").asString();
    }

    /** A virtual key of a user with further members, a name if it matters; as the API shows it. */
    JsonNode grant(String user, Map<String, Object> more) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.putIfAbsent("name", "test " + more.hashCode() + users.get(user));
        body.put("kind", "virtual_key");
        return done(ask("POST", "/api/v1/tokens", body, session(user)), "tokens");
    }

    /**
     * The session of a user, who is invited and accepts where there is none: keys are one's own.
     */
    String session(String user) throws IOException, InterruptedException {
        String known = sessions.get(user);
        if (known != null) {
            return known;
        }
        String invitation =
                post("users/" + idOf(user) + "/invite", Map.of()).path("token").asString();
        Object accept = Map.of("token", invitation, "password", PASSWORD);
        String session =
                done(ask("POST", "/api/v1/accept", accept, ""), "accept").path("token").asString();
        sessions.put(user, session);
        return session;
    }

    /** Stores a key for everyone; gives its id. */
    String key(String name, String provider, String text) throws IOException, InterruptedException {
        return post("keys", Map.of("name", name, "provider", provider, "key", text, "check", false))
                .path("id")
                .asString();
    }

    /** A figure of the metrics page; 0 where there is none. */
    double metric(String name) throws IOException, InterruptedException {
        return metric(name, "");
    }

    /** A figure of the metrics page with a label, such as {@code reason="rate"}. */
    double metric(String name, String label) throws IOException, InterruptedException {
        for (String line : ask("GET", "/metrics", "", "").text().split("\n")) {
            if ((line.startsWith(name + " ") || line.startsWith(name + "{"))
                    && line.contains(label)) {
                return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return 0;
    }

    @Override
    public void close() {
        http.close();
    }
}
