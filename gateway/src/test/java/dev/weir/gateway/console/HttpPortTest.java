package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.exchange.Exchange;
import dev.weir.gateway.console.ReadinessProbe.Readiness;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class HttpPortTest {

    private ConsoleFixture console;

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + console.port + "\r\n\r\n";
    }

    @Test
    void oneConnectionTakesManyRequestsAlsoPipelinedInOrder() throws IOException {
        try (Wire wire = new Wire(console.port)) {
            for (int i = 0; i < 5; i++) {
                wire.send(get("/livez"));
                assertThat(wire.answer(false).status()).isEqualTo(200);
            }
            wire.send(get("/readyz") + get("/nothing") + get("/api/v1/exchanges") + get("/livez"));
            assertThat(wire.answer(false).text()).contains("ready");
            assertThat(wire.answer(false).status()).isEqualTo(404);
            assertThat(wire.answer(false).text()).contains("items");
            assertThat(wire.answer(false).text()).contains("ok");
        }
    }

    @Test
    void tooManyPipelinedRequestsEndTheConnection() throws IOException {
        try (Wire wire = new Wire(console.port)) {
            wire.send(get("/livez").repeat(500));
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 500; i++) {
                                    wire.answer(false);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
        assertThat(console.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void headIsGetWithoutABody() throws IOException {
        Exchange exchange =
                console.put(
                        new Samples.Wish(),
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
                                .getBytes(StandardCharsets.UTF_8),
                        "[]".getBytes(StandardCharsets.UTF_8));
        for (Route route : console.server.routes()) {
            if (route.weight() == Route.Weight.TAIL
                    || route.template().equals("/metrics")
                    // Nothing is under way here.
                    || route.template().equals("/api/v1/live/" + Route.ID)
                    || !route.methods().contains("HEAD")) {
                continue;
            }
            String path =
                    route.template().replace(Route.ID, exchange.id().toString())
                            + needed(route, exchange);
            Wire.Answer get = console.get(path);
            assertThat(get.status()).as(path).isEqualTo(200);
            try (Wire wire = new Wire(console.port)) {
                wire.send(get(path).replaceFirst("GET", "HEAD") + get("/livez"));
                Wire.Answer head = wire.answer(true);
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
                assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
                assertThat(wire.answer(false).text()).isEqualTo("{\"status\":\"ok\"}");
            }
        }
    }

    /** The parameters without which a route answers nothing. */
    private static String needed(Route route, Exchange exchange) {
        return switch (route.template()) {
            case "/api/v1/diff" -> "?a=" + exchange.id() + "&b=" + exchange.id();
            case "/api/v1/turns" -> "?session=" + exchange.id();
            case "/api/v1/exchanges/" + Route.ID + "/preview" -> "?part=request.0.0";
            case "/api/v1/values" -> "?field=model";
            default -> "";
        };
    }

    @Test
    void anOldClientGetsABodyThatEndsWithTheConnection() throws IOException {
        console.put();
        try (Wire wire = new Wire(console.port)) {
            wire.send(
                    "GET /api/v1/export HTTP/1.0\r\nHost: localhost:" + console.port + "\r\n\r\n");
            Wire.Answer answer = wire.answer(false);
            assertThat(answer.headers()).doesNotContainKey("transfer-encoding");
            assertThat(answer.json().path("provider").asString()).isEqualTo("anthropic");
        }
    }

    @Test
    void whatIsNotHttpIsRefusedAsJson() throws IOException {
        for (String text :
                new String[] {
                    "NONSENSE\r\n\r\n",
                    "GET /livez HTTP/9.9\r\nHost: localhost\r\n\r\n",
                    "GET /livez HTTP/1.1\r\nHost : localhost\r\n\r\n",
                    "GET /livez HTTP/1.1\r\nHost: a\u0000b\r\n\r\n",
                    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                }) {
            try (Wire wire = new Wire(console.port)) {
                wire.send(text);
                Wire.Answer answer = wire.answer(false);
                assertThat(answer.status()).as(text).isIn(400, 403);
                assertThat(answer.errorCode()).isNotEmpty();
            }
        }
        assertThat(console.get("/" + "x".repeat(17_000)).errorCode()).isEqualTo("uri_too_long");
        assertThat(console.get("/livez", "X-Long: " + "x".repeat(70_000)).errorCode())
                .isEqualTo("header_too_large");
    }

    @Test
    void aClientThatStopsInTheMiddleOfABodyHoldsNothing() throws Exception {
        byte[] large = new byte[30_000_000];
        Exchange exchange = console.put(new Samples.Wish(), large, large);
        String path = "/api/v1/exchanges/" + exchange.id() + "/request/body";
        for (int i = 0; i < 40; i++) {
            try (Wire wire = new Wire(console.port)) {
                wire.send(get(path));
                wire.line();
                wire.in.readNBytes(1_000);
            }
        }
        assertThat(ConsoleFixture.soon(() -> console.archive.openBodies.get() == 0)).isTrue();
        assertThat(console.get("/api/v1/exchanges").status()).isEqualTo(200);
    }

    @Test
    void aStalledReaderIsWaitedForWithoutReadingAheadAndThenCutOff() throws Exception {
        console.close();
        console =
                new ConsoleFixture(
                        "127.0.0.1",
                        HttpLimits.USUAL.withTimes(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(400)),
                        Set.of());
        byte[] large = new byte[60_000_000];
        Exchange exchange = console.put(new Samples.Wish(), large, large);
        try (Wire wire = new Wire(console.port)) {
            wire.send(get("/api/v1/exchanges/" + exchange.id() + "/request/body"));
            wire.line();
            Thread.sleep(200);
            assertThat(console.archive.bytesRead.get()).isLessThan(30_000_000);
            assertThat(ConsoleFixture.soon(() -> console.archive.openBodies.get() == 0)).isTrue();
            assertThatThrownBy(() -> wire.in.readNBytes(70_000_000))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void thereAreOnlySoManyCallsAtOnceButHealthAnswers() throws Exception {
        byte[] large = new byte[40_000_000];
        Exchange exchange = console.put(new Samples.Wish(), large, large);
        List<Wire> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < HttpLimits.USUAL.calls(); i++) {
                Wire wire = new Wire(console.port);
                stalled.add(wire);
                wire.send(get("/api/v1/exchanges/" + exchange.id() + "/request/body"));
                wire.line();
            }
            Wire.Answer answer = console.get("/api/v1/exchanges");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.errorCode()).isEqualTo("overloaded");
            assertThat(console.get("/readyz").status()).isEqualTo(200);
        } finally {
            for (Wire wire : stalled) {
                wire.close();
            }
        }
        assertThat(
                        ConsoleFixture.soon(
                                () -> {
                                    try {
                                        return console.get("/api/v1/exchanges").status() == 200;
                                    } catch (IOException e) {
                                        return false;
                                    }
                                }))
                .isTrue();
    }

    @Test
    void silentConnectionsAreClosed() throws IOException {
        console.close();
        console =
                new ConsoleFixture(
                        "127.0.0.1",
                        HttpLimits.USUAL.withTimes(
                                Duration.ofMillis(200),
                                Duration.ofMillis(100),
                                Duration.ofSeconds(5)),
                        Set.of());
        try (Wire silent = new Wire(console.port);
                Wire half = new Wire(console.port);
                Wire kept = new Wire(console.port)) {
            half.send("GET /livez HT");
            kept.send(get("/livez"));
            kept.answer(false);
            assertThat(kept.in.read()).isEqualTo(-1);
            assertThat(silent.in.read()).isEqualTo(-1);
            assertThat(half.in.read()).isEqualTo(-1);
        }
    }

    @Test
    void readinessFollowsTheProbe() throws IOException {
        assertThat(console.get("/readyz").text()).isEqualTo("{\"status\":\"ready\"}");
        console.readiness.set(Readiness.DRAINING);
        assertThat(console.get("/readyz").status()).isEqualTo(503);
        console.readiness.set(Readiness.CAPTURE_UNAVAILABLE);
        assertThat(console.get("/readyz").text()).isEqualTo("{\"status\":\"capture_unavailable\"}");
        assertThat(console.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void metricsArePrometheusText() throws Exception {
        console.get("/nothing");
        assertThat(
                        ConsoleFixture.soon(
                                () ->
                                        console.metrics
                                                        .counter(
                                                                "weir.console.calls",
                                                                "status",
                                                                "404")
                                                        .count()
                                                == 1))
                .isTrue();
        Wire.Answer answer = console.get("/metrics");
        assertThat(answer.header("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.text())
                .contains("weir_console_calls_total{status=\"404\"} 1.0")
                .contains("weir_tail_readers 0.0");
    }

    @Test
    void anAddressInUseIsNamed() {
        InetSocketAddress taken = console.server.address();
        assertThatThrownBy(() -> new HttpPort(taken, HttpLimits.USUAL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(taken.getPort()));
    }

    @Test
    void closingLetsACallFinish() throws Exception {
        console.put();
        console.archive.settling = Duration.ofMillis(400);
        try (Wire wire = new Wire(console.port)) {
            wire.send(get("/api/v1/exchanges"));
            Thread.sleep(100);
            console.close();
            assertThat(wire.answer(false).json().path("items")).hasSize(1);
            assertThat(wire.in.read()).isEqualTo(-1);
        }
    }

    @Test
    void closingTakesNoMoreThanAWhileAlsoWithAStalledReader() throws Exception {
        byte[] large = new byte[40_000_000];
        Exchange exchange = console.put(new Samples.Wish(), large, large);
        try (Wire idle = new Wire(console.port);
                Wire wire = new Wire(console.port)) {
            idle.send(get("/livez"));
            idle.answer(false);
            wire.send(get("/api/v1/exchanges/" + exchange.id() + "/request/body"));
            wire.line();
            long before = System.nanoTime();
            console.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
            assertThat(idle.in.read()).isEqualTo(-1);
            assertThat(ConsoleFixture.soon(() -> console.archive.openBodies.get() == 0)).isTrue();
        }
    }
}
