package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Where people sign in, a link on another site opens a page, and nothing but a page. */
class LinkedPagesTest {

    @Test
    void linksOfOtherSitesOpenPagesAlone(@TempDir Path directory) throws Exception {
        String[] link = {
            "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"
        };
        String id = "019a0000-0000-7000-8000-000000000002";
        try (ControlFixture control = new ControlFixture(directory)) {
            for (String page : List.of("/exchanges", "/exchanges/" + id + "?tab=raw", "/sign-in")) {
                Wire.Answer answer = Wire.get(control.port, page, link);
                assertThat(answer.status()).as(page).isEqualTo(200);
                assertThat(answer.header("cross-origin-opener-policy")).isEqualTo("same-origin");
                assertThat(answer.text()).contains("<div id=\"app\">");
            }
            for (String other :
                    List.of(
                            "/",
                            "/exchangesx",
                            "/api/v1/info",
                            "/api/v1/exchanges/" + id,
                            "/api/v1/exchanges/" + id + "/request/body")) {
                assertThat(Wire.get(control.port, other, link).status()).as(other).isEqualTo(403);
            }
            link[2] = "Sec-Fetch-Dest: iframe";
            assertThat(Wire.get(control.port, "/exchanges", link).status()).isEqualTo(403);
            link[1] = "Sec-Fetch-Mode: no-cors";
            assertThat(Wire.get(control.port, "/exchanges", link).status()).isEqualTo(403);
        }
        try (ConsoleFixture local = new ConsoleFixture()) {
            link[1] = "Sec-Fetch-Mode: navigate";
            link[2] = "Sec-Fetch-Dest: document";
            assertThat(local.get("/exchanges", link).status())
                    .as("without a sign-in")
                    .isEqualTo(403);
        }
    }
}
