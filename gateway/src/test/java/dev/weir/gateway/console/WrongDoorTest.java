package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

class WrongDoorTest {

    private static ConsoleFixture console;

    @BeforeAll
    static void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/messages, anthropic",
        "POST, /v1/messages?beta=true, anthropic",
        "POST, /anthropic/v1/messages, anthropic",
        "POST, /proxy/anthropic/v1/messages, anthropic",
        "POST, /v1/chat/completions, openai",
        "GET, /v1/models, openai",
        "POST, /openai/v1/responses, openai",
        "GET, /v1/responses, openai",
        "POST, /v1beta/models/gemini-2.5-pro:generateContent, gemini",
        "POST, /api/chat, ollama",
        "GET, /api/tags, ollama",
        "DELETE, /groq/openai/v1/files/f, openai",
    })
    void aModelCallIsToldTheRightUrlInItsOwnShape(String method, String target, String shape)
            throws IOException {
        Wire.Answer answer = Wire.ask(console.port, method, target);
        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.header("x-weir-error")).isEqualTo("wrong_door");
        String path = target.replaceAll("\\?.*", "");
        var error = answer.json().path("error");
        String message =
                shape.equals("ollama") ? error.asString() : error.path("message").asString();
        assertThat(message).endsWith(ConsoleFixture.PROXY + path);
        switch (shape) {
            case "anthropic" -> {
                assertThat(answer.json().path("type").asString()).isEqualTo("error");
                assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
                assertThat(answer.json().path("request_id").asString())
                        .isEqualTo(answer.header("x-request-id"));
            }
            case "openai" -> {
                assertThat(error.path("code").asString()).isEqualTo("wrong_door");
                assertThat(error.has("param")).isTrue();
            }
            case "gemini" -> assertThat(error.path("code").asInt()).isEqualTo(421);
            default -> assertThat(error.isString()).isTrue();
        }
    }

    @Test
    void theAnswerComesThoughTheBodyIsStillOnItsWay() throws IOException {
        byte[] piece = new byte[64 * 1024];
        for (String framing :
                new String[] {"Content-Length: 8388608", "Transfer-Encoding: chunked"}) {
            try (Wire wire = new Wire(console.port)) {
                wire.send(
                        "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:"
                                + console.port
                                + "\r\n"
                                + framing
                                + "\r\n\r\n");
                boolean chunked = framing.startsWith("Transfer");
                for (int i = 0; i < 128; i++) {
                    if (chunked) {
                        wire.send(Integer.toHexString(piece.length) + "\r\n");
                    }
                    wire.socket.getOutputStream().write(piece);
                    if (chunked) {
                        wire.send("\r\n");
                    }
                }
                if (chunked) {
                    wire.send("0\r\n\r\n");
                }
                Wire.Answer answer = wire.answer(false);
                assertThat(answer.status()).isEqualTo(421);
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(wire.in.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aToolThatTakesTheConsoleForAnHttpsProxyIsTold() throws IOException {
        try (Wire wire = new Wire(console.port)) {
            wire.send("CONNECT api.openai.com:443 HTTP/1.1\r\nHost: api.openai.com:443\r\n\r\n");
            Wire.Answer answer = wire.answer(false);
            assertThat(answer.status()).isEqualTo(421);
            assertThat(answer.text()).contains(ConsoleFixture.PROXY);
        }
    }

    @Test
    void aForwardedCallIsAModelCallToo() throws IOException {
        Wire.Answer answer =
                Wire.ask(
                        console.port,
                        "POST",
                        "/some/path",
                        "X-Forward-URL: https://api.together.xyz");
        assertThat(answer.status()).isEqualTo(421);
    }

    @Test
    void otherPathsAreNotFoundAndNoHtml() throws IOException {
        for (String method : new String[] {"GET", "POST"}) {
            Wire.Answer answer = Wire.ask(console.port, method, "/api/v1/exchangez");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.errorCode()).isEqualTo("route_not_found");
            assertThat(answer.message()).contains("/openapi.json");
        }
        for (String target : new String[] {"/../etc/passwd", "/%2e%2e/x", "/a;b"}) {
            assertThat(console.get(target).status()).isEqualTo(400);
        }
    }

    @Test
    void onlyTheMethodsOfARouteWorkAndAreListed() throws IOException {
        Map<String, List<String>> paths =
                console.server.routes().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Route::template,
                                        LinkedHashMap::new,
                                        Collectors.flatMapping(
                                                route -> route.methods().stream(),
                                                Collectors.toList())));
        for (Map.Entry<String, List<String>> each : paths.entrySet()) {
            String path = each.getKey().replace(Route.ID, console.samples.id().toString());
            for (String method :
                    new String[] {
                        "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"
                    }) {
                if (each.getValue().contains(method)) {
                    continue;
                }
                Wire.Answer answer = Wire.ask(console.port, method, path);
                assertThat(answer.status()).as(method + " " + path).isEqualTo(405);
                assertThat(answer.header("allow")).isEqualTo(String.join(", ", each.getValue()));
                assertThat(answer.header("x-weir-error"))
                        .isEqualTo("METHOD_NOT_ALLOWED".toLowerCase(Locale.ROOT));
            }
        }
    }
}
