package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Set;

class LocalSafetyTest {

    private static ConsoleFixture console;
    private static ConsoleFixture shared;

    @BeforeAll
    static void start() throws IOException {
        console =
                new ConsoleFixture(
                        "127.0.0.1", HttpLimits.USUAL, Set.of("dev.box", "exact.box:8080"));
        shared = new ConsoleFixture("0.0.0.0", HttpLimits.USUAL, Set.of("weir.example.com"));
    }

    @AfterAll
    static void stop() {
        console.close();
        shared.close();
    }

    private static String named(String text) {
        return text.replace("PORT", Integer.toString(console.port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:PORT",
                "LocalHost:PORT",
                "127.0.0.1:PORT",
                "[::1]:PORT",
                "dev.box",
                "dev.box:1234",
                "exact.box:8080"
            })
    void ownNamesAreFine(String host) throws IOException {
        assertThat(console.get("/livez", "Host: " + named(host)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:PORT",
                "localhost",
                "localhost:1",
                "localhost.evil.example:PORT",
                "127.0.0.1.evil.example:PORT",
                "127.0.0.2:PORT",
                "localhost:PORT@evil.example",
                "evil.example/localhost:PORT",
                "exact.box",
                "exact.box:8081",
                "localhost:99999999",
                ""
            })
    void foreignNamesAreRefused(String host) throws IOException {
        Wire.Answer answer = console.get("/livez", "Host: " + named(host));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.errorCode()).isEqualTo("host_forbidden");
    }

    @Test
    void exactlyOneHostIsExpected() throws IOException {
        String own = named("Host: localhost:PORT");
        assertThat(console.get("/livez", own, own).status()).isEqualTo(400);
        try (Wire wire = new Wire(console.port)) {
            wire.send("GET /livez HTTP/1.1\r\n\r\n");
            assertThat(wire.answer(false).status()).isEqualTo(400);
        }
    }

    @Test
    void anAbsoluteTargetMustNameTheSameHost() throws IOException {
        assertThat(console.get(named("http://127.0.0.1:PORT/livez")).status()).isEqualTo(200);
        assertThat(console.get("http://evil.example/livez").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:PORT",
                "Origin: http://127.0.0.1:1",
                "Origin: http://127.0.0.1:PORT.evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: what",
                "Sec-Fetch-Site:"
            })
    void otherSitesAreRefused(String line) throws IOException {
        for (String path : List.of("/", "/api/v1/exchanges", "/metrics", "/v1/messages")) {
            Wire.Answer answer = console.get(path, named(line));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.errorCode()).isEqualTo("origin_forbidden");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://127.0.0.1:PORT",
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none"
            })
    void ownPagesAreFine(String line) throws IOException {
        assertThat(console.get("/api/v1/exchanges", named(line)).status()).isEqualTo(200);
    }

    @Test
    void aLinkFromAnotherLocalPortMayBeFollowedButNotFetched() throws IOException {
        String site = "Sec-Fetch-Site: same-site";
        assertThat(
                        console.get(
                                        "/",
                                        site,
                                        "Sec-Fetch-Mode: navigate",
                                        "Sec-Fetch-Dest: document")
                                .status())
                .isEqualTo(200);
        assertThat(
                        console.get("/", site, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe")
                                .status())
                .isEqualTo(403);
        for (String foreign : List.of("cross-site", "other")) {
            assertThat(
                            console.get(
                                            "/",
                                            "Sec-Fetch-Site: " + foreign,
                                            "Sec-Fetch-Mode: navigate",
                                            "Sec-Fetch-Dest: document")
                                    .status())
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.7:8080, 200",
        "[fe80::1]:4142, 200",
        "localhost:8080, 200",
        "weir.example.com, 200",
        "evil.example:4142, 403"
    })
    void onASharedAddressNamesAreRefusedAndAddressesAreFine(String host, int status)
            throws IOException {
        assertThat(shared.get("/livez", "Host: " + host).status()).isEqualTo(status);
    }

    @Test
    void everyAnswerCarriesTheSafetyHeadersAndNoCors() throws IOException {
        List<Wire.Answer> answers =
                List.of(
                        console.get("/"),
                        console.get("/api/v1/exchanges"),
                        console.get("/api/v1/exchanges?x=1"),
                        console.get("/nothing"),
                        console.get("/metrics"),
                        console.get("/", "Origin: http://evil.example"),
                        console.get("/api/v1/export"),
                        Wire.ask(console.port, "POST", "/v1/messages"),
                        Wire.ask(console.port, "OPTIONS", "/api/v1/exchanges"),
                        Wire.ask(console.port, "GET", "/x".repeat(20_000)));
        for (Wire.Answer answer : answers) {
            assertThat(answer.headers())
                    .containsEntry(
                            "content-security-policy",
                            "default-src 'self'; object-src 'none'; frame-ancestors 'none';"
                                    + " base-uri 'none'")
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsEntry("cache-control", "no-store");
            assertThat(answer.headers().keySet())
                    .noneMatch(name -> name.startsWith("access-control"));
        }
    }

    @Test
    void theConsolesPagesCarryThemWithAStricterPolicy() throws IOException {
        assertThat(console.get("/", "Accept: text/html").headers())
                .hasEntrySatisfying(
                        "content-security-policy",
                        policy -> assertThat(policy).startsWith("default-src 'none'; "))
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("referrer-policy", "no-referrer")
                .containsEntry("cache-control", "no-store")
                .doesNotContainKey("access-control-allow-origin");
    }
}
