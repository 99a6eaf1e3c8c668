package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Texts that are made to keep whoever reads them busy are shown in the time of others. */
class HostileMarkdownTest {

    private static final int MANY = 4_500;

    @Test
    void linesThatAreHardToMatchAreShownAtOnce(@TempDir Path directory) throws Exception {
        String gap = " ".repeat(MANY);
        String text =
                String.join(
                        "\\n",
                        "# Heading" + gap + "goes on ##",
                        "```" + gap + "`",
                        "| a | b |",
                        "-" + gap + "x|",
                        "",
                        "[a](" + "x".repeat(MANY),
                        "",
                        "| c | d |",
                        "|---|:-:|",
                        "| 1 | 2 |",
                        "",
                        "[label](http://there \\\"title\\\")",
                        "",
                        "~~~ html",
                        "<p>in the fence</p>",
                        "~~~");
        try (Browser browser = Browser.start();
                TalkRig rig = new TalkRig(directory)) {
            var exchange =
                    rig.claude(
                            List.of(),
                            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\""
                                    + text
                                    + "\"}]}",
                            "{}");
            rig.derive();
            Page page = browser.page(rig.server.url());
            page.navigate("/exchanges/" + exchange.id());
            Locator said = page.locator(".markdown").first();
            assertThat(said.locator(".md-h1")).containsText("Heading");
            assertThat(said.locator(".md-h1")).not().containsText("##");
            assertThat(said.locator("table")).hasCount(1);
            assertThat(said.locator(".md-target")).hasText(" (http://there)");
            assertThat(said.locator("pre")).hasText("<p>in the fence</p>");
            assertThat(said.locator(".preview button")).hasText("Preview");
            assertThat(browser.complaints).isEmpty();
        }
    }
}
