package dev.weir.gateway.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A console port with two exchanges, as the read API's contract has it. */
final class FakeConsole implements AutoCloseable {

    static final String FIRST = "019aa000-0000-7000-8000-00000000aaaa";
    static final String SECOND = "019aa000-0001-7000-8000-00000000bbbb";
    static final byte[] ANSWER =
            "event: ping\ndata: {\"type\":\"ping\"}\n\nevent: x\ndata: \u001b]0;owned\u0007\n\n"
                    .getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, byte[]> answers = new LinkedHashMap<>();

    FakeConsole() {
        this(0);
    }

    FakeConsole(int port) {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        put("/livez", "{\"status\":\"ok\"}");
        put("/readyz", "{\"status\":\"ready\"}");
        put("/metrics", "weir_capture_losses_total{reason=\"mode\"} 4.0\n");
        put(
                "/api/v1/info",
                """
                {"version":"dev","proxy":"http://127.0.0.1:4141","console":"%s","data":"/d",
                 "providers":[{"name":"openai","base":"https://api.openai.com","dialect":"openai","capture":"full"}],
                 "capture":{"mode":"full","durability":"process","onFull":"pass"}}
                """
                        .formatted(url()));
        String items = item(SECOND) + "," + item(FIRST);
        put("/api/v1/exchanges", "{\"items\":[" + items + "],\"next\":null}");
        for (String id : List.of(FIRST, SECOND)) {
            put("/api/v1/exchanges/" + id, detail(id));
            put("/api/v1/exchanges/" + id + "/request/body", "{\"model\":\"m\",\"n\":1.0}");
            answers.put("/api/v1/exchanges/" + id + "/response/body", ANSWER);
        }
        put(
                "/api/v1/tail",
                ": keep-alive\n\nevent: exchange\ndata: "
                        + item(FIRST).replace("\n", "")
                        + "\n\nevent: exchange\ndata: "
                        + item(SECOND).replace("\n", "")
                        + "\n\n");
        put("/api/v1/export", "{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
        server.createContext("/", this::handle);
        server.start();
    }

    void put(String path, String answer) {
        answers.put(path, answer.getBytes(StandardCharsets.UTF_8));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Targets that were asked for. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI().toString());
            byte[] answer = answers.get(exchange.getRequestURI().getPath());
            int status = answer == null ? 404 : 200;
            if (answer == null) {
                answer =
                        "{\"error\":{\"code\":\"not_found\",\"message\":\"There is no such exchange.\"}}"
                                .getBytes(StandardCharsets.UTF_8);
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static String item(String id) {
        return "{" + fields(id) + "}";
    }

    private static String fields(String id) {
        return """
               "id":"%s","startedAt":"2026-11-21T10:00:00.123456Z","provider":"openai","dialect":"openai",
               "door":"provider","method":"POST","path":"/v1/chat\\u001b[2J","query":"","status":200,
               "outcome":"complete","endReason":"complete","endPhase":"body","errorCode":null,
               "requestedModel":"gpt\\u202e-x","stream":true,"tags":["team=blue"],"requestBytes":23,
               "responseBytes":72,"capture":"full","losses":[],
               "durations":{"connectedMs":1.5,"requestSentMs":2,"firstByteMs":20.25,"firstTokenMs":null,
               "lastByteMs":90,"totalMs":1500}
               """
                .formatted(id)
                .replace("\n", "");
    }

    private static String detail(String id) {
        return "{"
                + fields(id)
                + """
                  ,"client":{"address":"127.0.0.1:5","tls":false},
                  "request":{"method":"POST","target":"/openai/v1/chat","version":"HTTP/1.1",
                    "headers":[["Content-Type","application/json"],["X-Evil","a\\u001b[31mb"]],
                    "trailers":[],"bytes":23,"keptBytes":23,"sha256":"abc"},
                  "response":{"status":200,"reason":"OK","version":"HTTP/1.1",
                    "headers":[["content-type","text/event-stream"]],"trailers":[["x-end","yes"]],
                    "bytes":72,"keptBytes":72,"sha256":"def"},
                  "upstream":{"origin":"https://api.openai.com","path":"/v1/chat","address":"1.2.3.4:443",
                    "protocol":"h1","tls":"TLSv1.3","reused":false,"attempts":1},
                  "timeline":{"receivedAt":"2026-11-21T10:00:00Z","connected":1500,"requestSent":2000,
                    "firstByte":20250,"firstToken":null,"lastByte":90000,"closed":1500000},
                  "changes":[{"kind":"removed","name":"x-weir-tag"}]}
                  """;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
