package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The console in a real browser: what each page shows, and that keys alone are enough. */
class ConsolePagesTest extends ConsoleSceneTest {

    private Locator rows() {
        return page.locator(".table-row");
    }

    @Test
    void theListIsWalkedAndOpenedByKeysAndBackFindsItAsItWas() {
        page.navigate("/");
        page.waitForURL("**/exchanges");
        assertThat(rows()).hasCount(6);
        assertThat(rows().first()).containsText("claude-sonnet-4-5");
        page.keyboard().press("j");
        page.keyboard().press("j");
        assertThat(rows().nth(1)).hasAttribute("aria-selected", "true");
        page.keyboard().press("k");
        assertThat(rows().first()).hasAttribute("aria-selected", "true");
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        page.waitForURL("**/exchanges/" + scene.left.id());
        assertThat(page.getByText("Older")).isEnabled();
        page.keyboard().press("]");
        page.waitForURL("**/exchanges/" + scene.failed.id());
        assertThat(page.locator(".crumbs code")).hasText(scene.failed.id().toString());
        assertThat(page.getByText("Newer")).isEnabled();
        page.keyboard().press("[");
        page.waitForURL("**/exchanges/" + scene.left.id());
        assertThat(page.locator(".crumbs code")).hasText(scene.left.id().toString());
        page.keyboard().press("Escape");
        page.waitForURL("**/exchanges");
        assertThat(rows().nth(1)).hasAttribute("aria-selected", "true");
    }

    @Test
    void aSearchNarrowsTheListAndIsInTheAddress() {
        page.navigate("/exchanges");
        assertThat(rows()).hasCount(6);
        page.keyboard().press("/");
        page.keyboard().type("tool:Ba");
        page.keyboard().press("End");
        page.keyboard().type("sh");
        page.keyboard().press("Enter");
        page.waitForURL("**/exchanges?q=tool%3ABash");
        assertThat(rows()).hasCount(1);
        page.navigate("/exchanges?q=tool%3ABash");
        assertThat(rows()).hasCount(1);
        page.keyboard().press("Escape");
        page.waitForURL("**/exchanges");
        assertThat(rows()).hasCount(6);
        page.navigate("/exchanges?q=zebra");
        assertThat(page.getByText("No exchange fits the search")).isVisible();
    }

    @Test
    void whatIsTypedTheMomentTheBarIsThereStays() {
        page.addInitScript(
                """
                new MutationObserver((_, watch) => {
                  const bar = document.querySelector('.search-input');
                  if (bar) {
                    watch.disconnect();
                    bar.value = 'typed at once';
                    bar.dispatchEvent(new Event('input', {bubbles: true}));
                  }
                }).observe(document, {childList: true, subtree: true});
                """);
        page.navigate("/exchanges");
        Browser.settle(page);
        assertThat(page.locator(".search-input")).hasValue("typed at once");
    }

    @Test
    void theSearchProposesAndAnErrorPointsAtTheTerm() {
        page.navigate("/exchanges");
        assertThat(rows()).hasCount(6);
        page.keyboard().press("/");
        page.keyboard().type("sta");
        Locator offers = page.getByRole(AriaRole.LISTBOX);
        assertThat(offers).containsText("status:");
        page.keyboard().press("Tab");
        assertThat(page.locator(".search-input")).hasValue("status:");
        page.keyboard().type("teapot");
        page.keyboard().press("Enter");
        assertThat(page.locator(".search-place mark")).hasText("teapot");
        assertThat(page.locator(".search-error")).containsText("status takes a status like 404");
        page.navigate("/exchanges?q=modle%3Ax");
        page.locator(".search-error button").click();
        page.waitForURL("**/exchanges?q=model%3Ax");
    }

    @Test
    void columnsAreChosenAndRemembered() {
        page.navigate("/exchanges");
        assertThat(page.getByRole(AriaRole.COLUMNHEADER)).not().containsText(new String[] {"Path"});
        page.getByText("Columns").click();
        page.getByLabel("Path").check();
        assertThat(rows().first()).containsText("/v1/messages");
        page.reload();
        assertThat(rows().first()).containsText("/v1/messages");
        page.getByText("Columns").click();
        page.getByText("The usual ones").click();
        assertThat(rows().first()).not().containsText("/v1/messages");
    }

    @Test
    void everyViewOfAnExchangeHasItsKey() {
        page.navigate("/exchanges/" + scene.first.id());
        Locator panel = page.getByRole(AriaRole.TABPANEL);
        assertThat(panel).containsText("mend **the** test");
        assertThat(panel.locator(".message-answer strong").first()).hasText("the");
        page.keyboard().press("2");
        assertThat(panel).containsText("max_tokens");
        page.keyboard().press("3");
        assertThat(panel).containsText("message_start");
        page.keyboard().press("4");
        assertThat(panel).containsText("content_block_delta");
        page.keyboard().press("5");
        assertThat(panel).containsText("x-claude-code-session-id");
        page.keyboard().press("6");
        assertThat(panel).containsText("Until the first token");
        page.keyboard().press("7");
        assertThat(panel).containsText("POST /anthropic/v1/messages HTTP/1.1");
        page.waitForURL("**?tab=raw");
        page.keyboard().press("1");
        assertThat(page.getByRole(AriaRole.TAB).first()).hasAttribute("aria-selected", "true");
    }

    @Test
    void callsStandWithTheirResultsAndWhatIsMissingIsSaid() {
        page.navigate("/exchanges/" + scene.tools.id());
        Locator card = page.locator(".tool-card");
        assertThat(card).hasCount(1);
        assertThat(card).containsText("failed");
        card.locator("summary").click();
        assertThat(card.locator(".tool-result")).containsText("mend **the** test");
        page.navigate("/exchanges/" + scene.last.id());
        assertThat(page.locator("img")).hasCount(1);
        assertThat(page.locator(".conversation")).containsText("stopped: max_tokens");
        page.navigate("/exchanges/" + scene.left.id());
        assertThat(page.locator(".headline")).containsText("the client left before the end");
        assertThat(page.locator(".ending")).containsText("The client left here");
        page.navigate("/exchanges/" + scene.counted.id());
        assertThat(page.locator(".conversation")).containsText("1,234 tokens counted");
        page.navigate("/exchanges/019a0000-0000-7000-8000-000000000002");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Not found");
    }

    @Test
    void aCommandCopiesTheRequestWithoutCredentials() {
        page.navigate("/exchanges/" + scene.first.id());
        page.locator(".headline").getByText("cURL").click();
        assertThat(page.locator(".headline-tools")).containsText("Copied");
        String copied = String.valueOf(page.evaluate("navigator.clipboard.readText()"));
        assertThat(copied)
                .startsWith("curl -X POST 'https://api.anthropic.com:443/v1/messages'")
                .contains("--data-binary '{\"model\"");
    }

    @Test
    void aSessionIsAnOutlineWithWhatWasSaidBesideIt() throws Exception {
        page.navigate("/sessions");
        assertThat(rows()).hasCount(1);
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        page.waitForURL("**/sessions/" + scene.session());
        Locator entries = page.getByRole(AriaRole.TREEITEM);
        assertThat(entries.first()).containsText("mend **the** test");
        assertThat(page.locator(".session-read")).containsText("Turn 1");
        page.keyboard().press("]");
        assertThat(page.locator(".entry-chosen")).containsText("and this?");
        page.waitForURL("**at=" + scene.last.id());
        int all = entries.count();
        page.keyboard().press("x");
        assertThat(entries).not().hasCount(all);
        page.keyboard().press("x");
        assertThat(entries).hasCount(all);
        page.keyboard().press("Enter");
        page.waitForURL("**/exchanges/" + scene.last.id() + "**");
        assertThat(page.locator(".figures")).containsText("turn 2, step 1");
        page.keyboard().press("s");
        page.waitForURL("**/sessions/" + scene.session() + "?at=" + scene.last.id());
    }

    @Test
    void helpListsTheKeysAndThePaletteFindsCommands() {
        page.navigate("/exchanges");
        assertThat(rows()).hasCount(6);
        page.keyboard().press("?");
        Locator help = page.getByRole(AriaRole.DIALOG);
        assertThat(help).containsText("Next row");
        assertThat(help).containsText("Show this list");
        page.keyboard().press("j");
        page.keyboard().press("Escape");
        assertThat(help).hasCount(0);
        assertThat(page.locator(".table-chosen")).hasCount(0);
        page.keyboard().press("Control+k");
        page.keyboard().type("go ses");
        page.keyboard().press("Enter");
        page.waitForURL("**/sessions");
        page.keyboard().press("g");
        page.keyboard().press("e");
        page.waitForURL("**/exchanges");
        page.keyboard().press("Control+k");
        page.keyboard().type(scene.last.id().toString());
        page.keyboard().press("Enter");
        page.waitForURL("**/exchanges/" + scene.last.id());
    }

    @Test
    void theThemeIsChosenAndKept() {
        page.navigate("/exchanges");
        assertThat(rows()).hasCount(6);
        page.keyboard().press("t");
        page.keyboard().press("t");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.reload();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }

    @Test
    void anAddressThatIsNoPageAndAWeirThatIsGoneAreSaid() {
        page.navigate("/health/nothing/there");
        assertThat(page.locator("main")).containsText("There is no such page");
        page.navigate("/exchanges");
        assertThat(rows()).hasCount(6);
        page.route(Pattern.compile("/api/"), route -> route.abort());
        page.keyboard().press("g");
        page.keyboard().press("s");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Weir does not answer");
        page.unroute(Pattern.compile("/api/"));
        browser.complaints.removeIf(said -> said.startsWith("console:"));
    }

    @Test
    void everyPageFitsANarrowWindow() throws Exception {
        page.setViewportSize(760, 900);
        for (String address : scene.pages()) {
            page.navigate(address);
            Browser.settle(page);
            Object wide = page.evaluate("document.documentElement.scrollWidth");
            assertThat(((Number) wide).intValue()).as(address).isLessThanOrEqualTo(760);
        }
    }

    @Test
    void theFirstExchangeTurnsTheEmptyPageIntoItself(@TempDir Path empty) throws Exception {
        try (TalkRig rig = new TalkRig(empty)) {
            rig.derive();
            Page own = browser.page(rig.server.url());
            own.navigate("/");
            assertThat(own.getByText("Waiting for the first exchange")).isVisible();
            assertThat(own.locator(".lines"))
                    .containsText("ANTHROPIC_BASE_URL=http://127.0.0.1:4141");
            own.waitForTimeout(300);
            var exchange = rig.claude(List.of(), "{\"model\":\"m\",\"messages\":[]}", "{}");
            own.waitForURL("**/exchanges/" + exchange.id());
            own.context().close();
        }
    }

    @Test
    void anExchangeThatNobodyTurnedToTheTabForTurnsTheEmptyPageToo(@TempDir Path empty)
            throws Exception {
        try (TalkRig rig = new TalkRig(empty)) {
            rig.derive();
            Page own = browser.page(rig.server.url());
            own.navigate("/");
            assertThat(own.getByText("Waiting for the first exchange")).isVisible();
            assertThat(own.locator(".nav-live-live")).isVisible();
            turn(own, true);
            var exchange = rig.claude(List.of(), "{\"model\":\"m\",\"messages\":[]}", "{}");
            turn(own, false);
            own.waitForURL("**/exchanges/" + exchange.id());
            own.goBack();
            assertThat(own.locator(".table-row")).hasCount(1);
            own.context().close();
        }
    }

    /** As if one had turned to another tab, or back. */
    private static void turn(Page page, boolean hidden) {
        page.evaluate(
                """
                hidden => {
                  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
                  document.dispatchEvent(new Event('visibilitychange'));
                }
                """,
                hidden);
    }

    @Test
    void whatArrivesWaitsInAPillAndNothingMoves(@TempDir Path live) throws Exception {
        try (TalkRig rig = new TalkRig(live)) {
            String body =
                    "{\"model\":\"m-one\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
            rig.claude(List.of(), body, "{}");
            rig.derive();
            Page own = browser.page(rig.server.url());
            own.navigate("/exchanges?q=model%3Am-one");
            assertThat(own.locator(".table-row")).hasCount(1);
            assertThat(own.locator(".nav-live-live")).isVisible();
            rig.claude(List.of(), body, "{}");
            rig.claude(List.of(), body.replace("m-one", "m-two"), "{}");
            assertThat(own.locator(".pill")).containsText("1 new");
            assertThat(own.locator(".news-hidden")).containsText("1 hidden by the search");
            assertThat(own.locator(".table-row")).hasCount(1);
            own.keyboard().press(".");
            assertThat(own.locator(".table-row")).hasCount(2);
            assertThat(own.locator(".pill")).hasCount(0);
            own.keyboard().press("f");
            rig.claude(List.of(), body, "{}");
            assertThat(own.locator(".table-row")).hasCount(3);
            own.context().close();
        }
    }
}
