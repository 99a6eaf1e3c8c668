package dev.weir.gateway.console;

import dev.weir.gateway.main.ConfigurationReader;
import dev.weir.gateway.main.Weir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A whole Weir in this process that wants a sign-in, for tests that come to it with a browser. */
final class RealWeir implements AutoCloseable {

    static final String PASSWORD = "a long password";

    final Weir weir;
    final Path data;
    final int port;
    final String base;

    private RealWeir(Weir weir, Path data) {
        this.weir = weir;
        this.data = data;
        port = weir.console().getPort();
        base = "http://127.0.0.1:" + port;
    }

    /**
     * Starts one.
     *
     * @param more configuration by its dotted keys
     */
    static RealWeir start(Path directory, Map<String, String> more) throws Exception {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("listen", "127.0.0.1:0");
        keys.put("console", "127.0.0.1:0");
        keys.put("data", directory.resolve("data").toString());
        keys.put("upstream.gateway", "none");
        keys.put("access.sign_in", "required");
        keys.putAll(more);
        ConfigurationReader reader = new ConfigurationReader(Map.of());
        for (Map.Entry<String, String> each : keys.entrySet()) {
            reader.override(each.getKey(), each.getValue(), "test");
        }
        return new RealWeir(Weir.start(reader.read()), directory.resolve("data"));
    }

    /** A port that nobody listened on a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The token with which a first owner is made. */
    String firstOwner() {
        return String.valueOf(weir.firstOwner());
    }

    /** Makes the first owner, ann@acme.example; gives a session's token. */
    String ann() throws IOException {
        return send(
                        "",
                        "setup",
                        "{\"token\":\"%s\",\"organisation\":\"Acme\",\"email\":\"ann@acme.example\",\"password\":\"%s\"}"
                                .formatted(firstOwner(), PASSWORD))
                .path("token")
                .asString();
    }

    /** Makes something, as who has the token. */
    JsonNode send(String token, String path, String body) throws IOException {
        Wire.Answer answer =
                Wire.send(
                        port,
                        "POST",
                        "/api/v1/" + path,
                        body,
                        "Content-Type: application/json",
                        token.isEmpty() ? "X-None: 0" : "Authorization: Bearer " + token);
        if (answer.status() / 100 != 2) {
            throw new AssertionError(path + ": " + answer.status() + " " + answer.text());
        }
        return answer.json();
    }

    @Override
    public void close() {
        weir.close();
    }
}
