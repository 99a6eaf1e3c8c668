package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

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
    void aBrowserGetsThePageWithTheLinesToPaste() throws IOException {
        Wire.Answer answer = console.get("/", "Accept: text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("vary")).isEqualTo("accept");
        assertThat(answer.text())
                .contains("Weir is up")
                .contains("ANTHROPIC_BASE_URL=" + ConsoleFixture.PROXY + "/anthropic")
                .contains("OPENAI_BASE_URL=" + ConsoleFixture.PROXY + "/openai/v1")
                .contains("0.1.0-test&lt;b&gt;")
                .doesNotContain("<script", "style=", "<style", "%s");
    }

    @Test
    void everyLinkOfThePageLeadsSomewhereOnThisConsole() throws IOException {
        String page = console.get("/", "Accept: text/html").text();
        var links =
                Pattern.compile("href=\"([^\"]*)\"")
                        .matcher(page)
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .toList();
        assertThat(links).hasSizeGreaterThan(4);
        for (String link : links) {
            assertThat(console.get(link).status()).as(link).isEqualTo(200);
        }
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
