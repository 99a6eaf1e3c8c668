package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import dev.weir.core.exchange.Exchange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Comparing requests, and the timeline, the context and the replay of a session, in a browser. */
class SessionPagesTest extends ConsoleSceneTest {

    private static final List<String> SESSION =
            List.of(ConsoleScene.SESSION_FIELD, "0f0e0d0c-0b0a-4908-8706-050403020100");
    private static final Locator.GetByTextOptions EXACTLY =
            new Locator.GetByTextOptions().setExact(true);

    @Test
    void aComparisonSaysWhatWasAddedAndThatTheCacheHolds() {
        page.navigate("/diff?a=" + scene.first.id() + "&b=" + scene.tools.id());
        assertThat(page.locator(".diff-said")).hasText("B goes on from A: 2 messages more");
        assertThat(page.locator(".cache-strip")).containsText("All of A stands at the start of B");
        assertThat(page.locator(".cache-strip")).containsText("4,096 of 4,108 input tokens");
        Locator changes = page.locator(".diff-change");
        assertThat(changes).hasCount(2);
        assertThat(changes.first()).containsText("messages[1]");
        assertThat(changes.first()).containsText("calls Bash");
        assertThat(page.locator(".diff-same")).containsText("Instructions");
        press("j");
        assertThat(changes.first()).isFocused();
        press("j");
        assertThat(changes.nth(1)).isFocused();
        press("v");
        page.waitForURL("**view=unified");
        assertThat(page.locator(".diff-unified")).hasCount(2);
        press("x");
        assertThat(page.locator(".diff-said")).hasText("A goes on from B: B has 2 messages less");
        press("2");
        page.waitForURL("**what=response**");
        assertThat(page.locator(".diff-said")).hasText("The answers differ");
    }

    @Test
    void aChangeBeforeTheEndBreaksTheCacheAndIsShownByItsCharacters(@TempDir Path own)
            throws Exception {
        try (TalkRig rig = new TalkRig(own)) {
            String body =
                    "{\"model\":\"m\",\"system\":\"Be %s.\",\"messages\":[{\"role\":\"user\",\"content\":\"one\"}]}";
            var a = rig.claude(List.of(), body.formatted("brief"), "{}");
            var b = rig.claude(List.of(), body.formatted("bold"), "{}");
            rig.derive();
            Page other = browser.page(rig.server.url());
            other.navigate("/diff?a=" + a.id() + "&b=" + b.id());
            assertThat(other.locator(".cache-strip"))
                    .containsText("The common start breaks at system");
            assertThat(other.locator(".cache-part-broken")).containsText("instructions");
            assertThat(other.locator(".diff-change")).containsText("system[0].text");
            // What both texts have is neither removed nor added.
            String removed = String.join("", other.locator("del").allInnerTexts());
            assertThat(removed).isNotEmpty().doesNotContain("Be b");
            other.context().close();
        }
    }

    @Test
    void whatToCompareIsChosenFromAListOrIsTheStepBefore() {
        page.navigate("/diff?a=before&b=" + scene.tools.id());
        page.waitForURL("**a=" + scene.first.id() + "**");
        assertThat(page.locator(".diff-said")).containsText("B goes on from A");
        press("]");
        page.waitForURL(url -> url.endsWith("a=" + scene.tools.id() + "&b=" + scene.last.id()));
        page.navigate("/diff?a=before&b=" + scene.first.id());
        assertThat(page.locator("main")).containsText("There is no step before");
        page.navigate("/diff");
        assertThat(page.locator(".table-row")).hasCount(6);
        press("j", "Enter");
        page.waitForURL(url -> url.endsWith("?a=" + scene.counted.id()));
        assertThat(page.locator("main")).containsText("Choose B");
        press("j", "Enter");
        page.waitForURL(url -> url.endsWith("&b=" + scene.left.id()));
    }

    @Test
    void theTimelineHasABarForEachStepAndItsDetails() throws Exception {
        page.navigate("/sessions/" + scene.session() + "/timeline");
        Locator steps = page.locator(".fall-row[aria-selected]");
        assertThat(steps).hasCount(6);
        assertThat(page.locator(".fall-totals")).containsText("Model");
        // Six calls of 100 ms, one a second; the first one called a tool, which ran until the next.
        assertThat(page.locator(".fall-totals")).containsText("5.10 s");
        assertThat(page.locator(".fall-totals")).containsText("600 ms");
        assertThat(page.locator(".fall-totals")).containsText("900 ms");
        press("j");
        assertThat(steps.first()).hasAttribute("aria-selected", "true");
        Locator details = page.locator(".fall-details");
        assertThat(details).containsText("turn 1, step 1");
        assertThat(details).containsText("900 ms");
        assertThat(details).containsText("✕ error, 17 characters back");
        press("+");
        page.waitForURL("**from=**");
        press("0");
        press("Enter");
        page.waitForURL("**/exchanges/" + scene.first.id());
    }

    @Test
    void theContextIsMeasuredCallByCallAndByItsParts() throws Exception {
        page.navigate("/sessions/" + scene.session() + "/context?step=" + scene.last.id());
        Locator bars = page.getByRole(AriaRole.SLIDER);
        assertThat(bars)
                .hasAttribute(
                        "aria-valuetext",
                        java.util.regex.Pattern.compile("turn 2, step 1: \\d+ characters"));
        assertThat(page.locator(".sums").first()).containsText("Instructions");
        assertThat(page.locator(".parts-groups")).containsText("Shares are by characters");
        assertThat(page.locator(".parts-groups")).containsText("1 image, sound or document");
        assertThat(page.locator(".parts-groups")).containsText("4,096");
        assertThat(page.locator(".part").first()).containsText("Tools");
        page.locator(".sums-pick", new Page.LocatorOptions().setHasText("Results")).click();
        assertThat(page.locator(".part")).hasCount(1);
        assertThat(page.locator(".part")).containsText("Bash");
        press("h");
        page.waitForURL("**step=" + scene.tools.id());
        press("b");
        page.waitForURL("**by=tokens**");
        assertThat(bars)
                .hasAttribute(
                        "aria-valuetext", "turn 1, step 2: 4.11k tokens, 99.7 % from the cache");
        press("d");
        page.waitForURL("**/diff?a=" + scene.first.id() + "&b=" + scene.tools.id());
    }

    @Test
    void aCallThatIsFarDownIsReadFromItsOwnPlace(@TempDir Path own) throws Exception {
        try (TalkRig rig = new TalkRig(own)) {
            Exchange far = null;
            for (int i = 0; i < 230; i++) {
                Exchange made = rig.claude(SESSION, asks("number " + i), "{}");
                far = i == 220 ? made : far;
            }
            rig.derive();
            Page other = browser.page(rig.server.url());
            other.navigate(
                    "/sessions/" + rig.session() + "?at=" + Objects.requireNonNull(far).id());
            assertThat(other.locator(".session-reading [data-exchange='" + far.id() + "']"))
                    .isVisible();
            other.context().close();
        }
    }

    @Test
    void aSessionShowsWhatIsNewInItWhileCallsOfOthersComeWithoutEnd(@TempDir Path own)
            throws Exception {
        try (TalkRig rig = new TalkRig(own)) {
            rig.claude(SESSION, asks("one"), "{}");
            rig.derive();
            Page other = browser.page(rig.server.url());
            other.navigate("/sessions/" + rig.session());
            Locator calls = other.locator(".figures").getByText("2", EXACTLY);
            assertThat(other.locator(".nav-live-live")).isVisible();
            rig.claude(SESSION, asks("two"), "{}");
            boolean seen = false;
            for (int i = 0; i < 60 && !seen; i++) {
                rig.claude(List.of(), asks("somebody else " + i), "{}");
                other.waitForTimeout(200);
                seen = calls.count() > 0;
            }
            assertThat(seen).isTrue();
            other.context().close();
        }
    }

    private static String asks(String text) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    @Test
    void aReplayGrowsAsTheConversationDid(@TempDir Path own) throws Exception {
        try (TalkRig rig = new TalkRig(own)) {
            List<String> fields =
                    List.of(ConsoleScene.SESSION_FIELD, "0f0e0d0c-0b0a-4908-8706-050403020100");
            StringBuilder stream = new StringBuilder();
            for (String word : List.of("alpha ", "bravo ", "delta ", "omega ")) {
                stream.append(
                                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"")
                        .append(word)
                        .append("\"}}\n\n");
            }
            rig.claude(
                    fields,
                    "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"say it\"}]}",
                    stream.toString());
            rig.claude(
                    fields,
                    "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"say it\"},{\"role\":\"assistant\",\"content\":\"alpha bravo delta omega \"},{\"role\":\"user\",\"content\":\"again\"}]}",
                    "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"no more\"}]}");
            rig.derive();
            Page other = browser.page(rig.server.url());
            String replay = "/sessions/" + rig.session() + "/replay";
            Locator talk = other.getByRole(AriaRole.LOG);
            // Pieces came after 3, 13, 23 and 33 ms.
            other.navigate(replay + "?t=15");
            assertThat(talk).containsText("say it");
            assertThat(talk).containsText("alpha bravo");
            assertThat(talk).not().containsText("delta");
            assertThat(other.locator(".now")).containsText("2 of 4 pieces");
            other.navigate(replay + "?t=40");
            assertThat(talk).containsText("alpha bravo delta omega");
            assertThat(talk).not().containsText("again");
            other.keyboard().press("l");
            other.waitForURL("**?t=100");
            assertThat(other.locator(".now")).containsText("Idle");
            other.keyboard().press("l");
            assertThat(talk).containsText("again");
            assertThat(talk).not().containsText("no more");
            other.keyboard().press("Home");
            assertThat(talk).not().containsText("again");
            other.keyboard().press("+");
            other.keyboard().press("+");
            other.waitForURL("**x=8**");
            other.keyboard().press(" ");
            assertThat(other.locator(".now")).containsText("The end");
            assertThat(talk).containsText("no more");
            other.waitForURL("**t=1100**");
            other.context().close();
        }
    }
}
