package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What is large opens as quickly as what is small, and the page does not grow with it. */
@Tag("slow")
class LargeConsoleTest {

    private static final int STEPS = 10_000;

    @Test
    void aSessionOfTenThousandSteps(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                TalkRig rig = new TalkRig(directory)) {
            List<String> fields =
                    List.of(ConsoleScene.SESSION_FIELD, "0f0e0d0c-0b0a-4908-8706-050403020100");
            for (int i = 0; i < STEPS; i++) {
                rig.claude(
                        fields,
                        "{\"model\":\"claude-sonnet-4-5\",\"messages\":[{\"role\":\"user\",\"content\":\"step "
                                + i
                                + "\"}]}",
                        "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"done "
                                + i
                                + "\"}],\"usage\":{\"input_tokens\":5,\"output_tokens\":3}}");
            }
            rig.derive();
            Page page = browser.page(rig.server.url());
            page.setDefaultTimeout(60_000);
            page.addInitScript(
                    "window.__long = 0; new PerformanceObserver(list => list.getEntries().forEach("
                            + "one => window.__long = Math.max(window.__long, one.duration)))"
                            + ".observe({type: 'longtask', buffered: true});");
            long started = System.nanoTime();
            page.navigate("/sessions/" + rig.session());
            page.getByText("step 0").first().waitFor();
            say("outline", started);
            assertThat(page.locator(".table-foot")).hasCount(0);
            say("all rows", started);
            page.evaluate("window.__long = 0");
            started = System.nanoTime();
            page.keyboard().press("End");
            page.getByText("done " + (STEPS - 1)).first().waitFor();
            say("the last step", started);
            for (int i = 0; i < 30; i++) {
                page.keyboard().press("k");
            }
            page.mouse().move(400, 500);
            for (int i = 0; i < 40; i++) {
                page.mouse().wheel(0, -4_000);
            }
            page.waitForTimeout(300);
            int elements =
                    ((Number) page.evaluate("document.querySelectorAll('*').length")).intValue();
            double longest = ((Number) page.evaluate("window.__long")).doubleValue();
            LOG.log(Level.INFO, elements + " elements, longest task " + longest + " ms");
            assertThat(elements).isLessThan(4_000);

            page.navigate("/exchanges");
            assertThat(page.locator(".table-row").first()).isVisible();
            for (int i = 0; i < 12; i++) {
                page.keyboard().press("End");
                page.waitForTimeout(120);
            }
            assertThat(page.locator(".table-row").count()).isLessThan(100);
            assertThat(browser.complaints).isEmpty();
        }
    }

    @Test
    void aBodyOfTwentyMegabytes(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                TalkRig rig = new TalkRig(directory)) {
            StringBuilder content = new StringBuilder("line one");
            while (content.length() < 10_000_000) {
                content.append("\\n").append(content.length()).append(" of a long text");
            }
            StringBuilder parts = new StringBuilder();
            while (parts.length() < 10_000_000) {
                parts.append(",{\"type\":\"text\",\"text\":\"part ")
                        .append(parts.length())
                        .append("\"}");
            }
            String request =
                    "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\""
                            + content
                            + "\"}"
                            + parts
                            + "]}]}";
            assertThat(request.length()).isGreaterThan(20_000_000);
            var exchange = rig.claude(List.of(), request, "{}");
            rig.derive();
            Page page = browser.page(rig.server.url());
            page.setDefaultTimeout(60_000);
            for (String tab : List.of("request", "raw", "conversation")) {
                long started = System.nanoTime();
                page.navigate("/exchanges/" + exchange.id() + "?tab=" + tab);
                page.waitForSelector(
                        switch (tab) {
                            case "request" -> ".tree-row:nth-child(3)";
                            case "raw" -> ".lines-row:nth-child(9)";
                            default -> ".message";
                        });
                say(tab + " of 20 MB", started);
                int elements =
                        ((Number) page.evaluate("document.querySelectorAll('*').length"))
                                .intValue();
                LOG.log(Level.INFO, tab + ": " + elements + " elements");
                assertThat(elements).as(tab).isLessThan(5_000);
            }
            assertThat(browser.complaints).isEmpty();
        }
    }

    private static final System.Logger LOG = System.getLogger("test");

    private static void say(String what, long started) {
        LOG.log(
                Level.INFO,
                what + ": " + Duration.ofNanos(System.nanoTime() - started).toMillis() + " ms");
    }
}
