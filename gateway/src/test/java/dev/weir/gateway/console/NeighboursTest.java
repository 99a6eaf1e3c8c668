package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * From an exchange that was opened by a link, keys lead on: in its session, and beyond it in time.
 */
class NeighboursTest {

    private static final String SESSION = "0f0e0d0c-0b0a-4908-8706-05040302010";

    private static String talk(TalkRig rig, int session, int step) {
        return rig.claude(
                        List.of(ConsoleScene.SESSION_FIELD, SESSION + session),
                        "{\"model\":\"claude-sonnet-4-5\",\"messages\":[{\"role\":\"user\",\"content\":\"step "
                                + session
                                + " "
                                + step
                                + "\"}]}",
                        "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}")
                .id()
                .toString();
    }

    private static String lone(TalkRig rig, String model) {
        return rig.put(
                        dev.weir.core.dialect.Dialect.OPENAI,
                        "/v1/models",
                        dev.weir.core.exchange.Headers.EMPTY,
                        new byte[0],
                        dev.weir.core.exchange.Headers.of("content-type", "application/json"),
                        TalkRig.bytes(
                                "{\"object\":\"list\",\"data\":[],\"note\":\"" + model + "\"}"),
                        dev.weir.core.exchange.EndReason.COMPLETE)
                .id()
                .toString();
    }

    private static void goes(Page page, String key, String to) {
        assertThat(page.getByText(key.equals("[") ? "Newer" : "Older")).isEnabled();
        page.keyboard().press(key);
        page.waitForURL(url -> url.contains("/exchanges/" + to));
        assertThat(page.locator(".crumbs code")).hasText(to);
    }

    @Test
    void keysLeadOnFromALink(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                TalkRig rig = new TalkRig(directory)) {
            List<String> one = new ArrayList<>();
            List<String> two = new ArrayList<>();
            List<String> lone = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                one.add(talk(rig, 1, i));
                two.add(talk(rig, 2, i));
                lone.add(lone(rig, "m" + i));
                // So many that they are more than a page, in less time than the first look.
                rig.later(i == 0 ? 100_000 : 20);
            }
            for (int i = 0; i < 120; i++) {
                lone.add(lone(rig, "many"));
            }
            rig.derive();
            Page page = browser.page(rig.server.url());
            page.navigate("/exchanges/" + one.get(1));
            assertThat(page.getByText("Newer")).isEnabled();
            assertThat(page.getByText("Older")).isEnabled();
            goes(page, "[", one.get(2));
            goes(page, "]", one.get(1));
            assertThat(page.getByText("Older")).isEnabled();
            goes(page, "]", one.get(0));
            assertThat(page.getByText("Newer")).isEnabled();
            assertThat(page.getByText("Older")).isDisabled();
            page.keyboard().press("?");
            assertThat(page.getByRole(AriaRole.DIALOG))
                    .containsText("in the list; by a link in the session, then in time");
            page.keyboard().press("Escape");

            // Beyond the session in time: over a gap of a day and within a crowd.
            page.navigate("/exchanges/" + one.get(2));
            assertThat(page.getByText("Newer")).isEnabled();
            goes(page, "[", two.get(2));
            page.navigate("/exchanges/" + two.get(0));
            assertThat(page.getByText("Older")).isEnabled();
            goes(page, "]", one.get(0));
            page.navigate("/exchanges/" + lone.getFirst() + "?q=model%3Aclaude-*");
            assertThat(page.getByText("Newer")).isEnabled();
            goes(page, "[", one.get(1));
            page.navigate("/exchanges/" + lone.get(40));
            assertThat(page.getByText("Newer")).isEnabled();
            goes(page, "[", lone.get(41));
            page.navigate("/exchanges/" + lone.getLast());
            assertThat(page.getByText("Older")).isEnabled();
            assertThat(page.getByText("Newer")).isDisabled();

            // With a search in the address: among what it finds.
            page.navigate("/exchanges/" + one.get(1) + "?q=model%3Aclaude-*");
            assertThat(page.getByText("Newer")).isEnabled();
            goes(page, "[", two.get(1));
            assertThat(page.url()).endsWith("?q=model%3Aclaude-*");
            assertThat(browser.complaints).isEmpty();
        }
    }
}
