package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** The search line proposes values that are on record; by keyboard, in a real browser. */
class ValueCompletionTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)> \"q\" \u202Eevil";

    @TempDir static Path directory;
    private static Browser browser;
    private static TalkRig rig;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        rig = new TalkRig(directory);
        for (String model : List.of("claude-opus-4-5", "claude-opus-4-5", "claude-haiku-4-5")) {
            put(model);
        }
        put("My own model");
        put(HOSTILE);
        rig.derive();
    }

    private static void put(String model) {
        rig.claude(
                List.of(),
                "{\"model\":" + ConsoleScene.json(model) + ",\"messages\":[]}",
                "{\"type\":\"message\",\"model\":" + ConsoleScene.json(model) + "}");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            rig.close();
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        browser.complaints.clear();
        page = browser.page(rig.server.url());
        page.navigate("/exchanges");
        assertThat(page.locator(".table-row")).hasCount(5);
        page.keyboard().press("/");
    }

    @AfterEach
    void shut() {
        assertThat(browser.complaints).isEmpty();
        page.context().close();
    }

    private Locator input() {
        return page.locator(".search-input");
    }

    private Locator offers() {
        return page.locator(".offer");
    }

    @Test
    void aValueIsChosenByKeysAndSearchedFor() {
        page.keyboard().type("model:cl");
        assertThat(offers()).hasCount(2);
        assertThat(offers().first()).containsText("claude-opus-4-5");
        assertThat(offers().first()).containsText("2 calls");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowDown");
        assertThat(offers().nth(1)).hasAttribute("aria-selected", "true");
        page.keyboard().press("Enter");
        assertThat(input()).hasValue("model:claude-haiku-4-5 ");
        page.keyboard().press("Escape");
        page.keyboard().press("Enter");
        page.waitForURL("**/exchanges?q=model%3Aclaude-haiku-4-5");
        assertThat(page.locator(".table-row")).hasCount(1);
    }

    @Test
    void whatNeedsQuotesGetsThem() {
        page.keyboard().type("model:my");
        assertThat(offers()).hasCount(1);
        page.keyboard().press("Tab");
        assertThat(input()).hasValue("model:\"My own model\" ");
        page.keyboard().press("Escape");
        page.keyboard().press("Enter");
        assertThat(page.locator(".table-row")).hasCount(1);
        page.keyboard().press("/");
        page.keyboard().type("model:\"My o");
        assertThat(offers()).hasCount(1);
        page.keyboard().press("Tab");
        assertThat(input()).hasValue("model:\"My own model\" ");
    }

    @Test
    void whoTypesFastTakesWhatIsOnItsWay() {
        page.route(
                "**/api/v1/values*",
                route -> {
                    page.waitForTimeout(300);
                    route.resume();
                });
        page.keyboard().type("model:claude-o");
        page.keyboard().press("Tab");
        assertThat(input()).hasValue("model:claude-opus-4-5 ");
        assertThat(input()).isFocused();
    }

    @Test
    void whatWasRecordedIsTextAndFoundAgain() {
        page.keyboard().type("model:<");
        assertThat(offers()).hasCount(1);
        assertThat(offers().locator("code"))
                .hasText("\"<img src=x onerror=alert(1)> \\\"q\\\" \\u{202e}evil\"");
        assertThat(page.locator("img")).hasCount(0);
        page.keyboard().press("Tab");
        page.keyboard().press("Escape");
        page.keyboard().press("Enter");
        assertThat(page.locator(".table-row")).hasCount(1);
        assertThat(page.locator(".search-error")).hasCount(0);
    }

    @Test
    void errorsAndLateAnswersDisturbNobody() {
        page.route("**/api/v1/values*field=model*", route -> route.abort());
        page.keyboard().type("model:cl");
        page.waitForTimeout(300);
        assertThat(offers()).hasCount(0);
        page.keyboard().type("aude-opus-4-5 outcome:");
        assertThat(offers().first()).containsText("complete");
        assertThat(input()).hasValue("model:claude-opus-4-5 outcome:");
        page.unroute("**/api/v1/values*field=model*");
        // The values of a field that is left before they come.
        page.route(
                "**/api/v1/values*",
                route -> {
                    page.waitForTimeout(400);
                    route.resume();
                });
        input().fill("");
        page.keyboard().type("model:cl");
        input().fill("status:");
        assertThat(offers().first()).containsText("4xx");
        page.waitForTimeout(700);
        assertThat(page.locator(".offers")).not().containsText("claude");
    }
}
