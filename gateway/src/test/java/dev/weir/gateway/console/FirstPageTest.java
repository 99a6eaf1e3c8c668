package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;

class FirstPageTest {

    private static ConsoleFixture console;

    @BeforeAll
    static void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void aBrowserGetsTheConsole() throws IOException {
        Wire.Answer answer = console.get("/", "Accept: text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("vary")).isEqualTo("accept");
        assertThat(answer.text()).contains("<div id=\"app\">").doesNotContain("{{");
    }

    @Test
    void othersGetTheSameAsJson() throws IOException {
        Wire.Answer answer = console.get("/", "Accept: */*");
        assertThat(answer.text()).isEqualTo(console.get("/api/v1/info").text());
        JsonNode info = answer.json();
        assertThat(info.path("proxy").asString()).isEqualTo(ConsoleFixture.PROXY);
        assertThat(info.path("console").asString()).isEqualTo("http://127.0.0.1:" + console.port);
        assertThat(info.path("providers").path(0).path("base").asString())
                .isEqualTo("https://api.anthropic.com");
        assertThat(info.path("capture").path("mode").asString()).isEqualTo("full");
    }
}
