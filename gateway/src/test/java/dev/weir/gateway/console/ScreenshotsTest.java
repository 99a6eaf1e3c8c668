package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Opening;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.live.LiveCall;
import dev.weir.core.live.LivePhase;
import dev.weir.testkit.archive.Recorded;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pictures of every page in both themes: of a made archive, and of a Weir that runs. */
class ScreenshotsTest {

    private static final int DAY = 86_400;
    private static final String PAGE =
            """
            Here is the page for the tide office:

            ```html
            <!doctype html>
            <html>
            <head><title>Tides</title><script src="https://example.com/count.js"></script></head>
            <body>
            <h1>Hourly levels</h1>
            <p>Measured at the <b>north weir</b>, in metres above datum.</p>
            <table>
            <tr><th>Hour</th><th>Level</th></tr>
            <tr><td>22:00</td><td>1.42</td></tr>
            <tr><td>23:00</td><td>1.67</td></tr>
            <tr><td>00:00</td><td>1.71</td></tr>
            </table>
            <form action="https://example.com/"><input name="level"></form>
            </body>
            </html>
            ```
            """;

    @Test
    void everyPageCanBeSeenInBothThemes(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                ConsoleScene scene =
                        new ConsoleScene(directory, "The hourly test **fails**. Mend it.")) {
            Exchange html = html(scene.rig);
            if (Album.WRITES) {
                record(scene.rig);
            }
            scene.rig.settle();
            scene.rig.now = scene.rig.next();
            String session =
                    scene.rig
                            .json("/api/v1/stats?by=session&limit=1")
                            .at("/items/0/key/session")
                            .asString();
            String step =
                    scene.rig
                            .json("/api/v1/sessions/" + session + "/exchanges?limit=200")
                            .at("/items/3/id")
                            .asString(scene.last.id().toString());
            Map<String, String> pages = new LinkedHashMap<>();
            pages.put("exchange", "/exchanges/" + step);
            for (String tab :
                    List.of("request", "response", "stream", "headers", "timing", "raw")) {
                pages.put("exchange-" + tab, "/exchanges/" + step + "?tab=" + tab);
            }
            pages.put("sessions", "/sessions");
            pages.put("session", "/sessions/" + session);
            pages.put("timeline", "/sessions/" + session + "/timeline?step=" + step);
            pages.put("context", "/sessions/" + session + "/context?step=" + step);
            pages.put("context-tokens", "/sessions/" + session + "/context?by=tokens");
            pages.put("replay", "/sessions/" + session + "/replay?t=45000");
            pages.put("diff", "/diff?a=before&b=" + step);
            pages.put("diff-unified", "/diff?a=before&b=" + step + "&view=unified&what=both");
            pages.put("cost", "/cost");
            pages.put("cost-key", "/cost?by=key");
            pages.put("errors", "/errors?days=30");
            pages.put("welcome", "/welcome");
            pages.put("sign-in", "/sign-in");
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = browser.page(scene.base, theme);
                page.clock().setSystemTime(Date.from(scene.rig.now));
                for (Map.Entry<String, String> one : pages.entrySet()) {
                    page.navigate(one.getValue());
                    Album.take(page, one.getKey(), theme);
                }
                scene.rig.running.addAll(running(scene.rig));
                page.navigate("/exchanges");
                page.locator(".row-live").nth(1).waitFor();
                Album.take(page, "exchanges", theme);
                page.locator(".row-live")
                        .filter(new Locator.FilterOptions().setHasText("streaming"))
                        .locator("a")
                        .first()
                        .click();
                page.getByText("still streaming").waitFor();
                Album.take(page, "exchange-running", theme);
                scene.rig.running.clear();
                page.context().close();
                // The clock above is set by a script, which the frame of a preview does not run.
                Page preview = browser.page(scene.base, theme);
                preview.navigate("/exchanges/" + html.id());
                preview.getByText("Preview", new Page.GetByTextOptions().setExact(true)).click();
                preview.frameLocator(".preview-frame").getByText("Hourly levels").waitFor();
                Album.take(preview, "exchange-preview", theme);
                preview.context().close();
            }
            assertThat(browser.complaints).isEmpty();
        }
    }

    @Test
    void aWeirThatRunsShowsItsHealth(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                ScriptedProvider provider = ScriptedProvider.start();
                RealWeir weir =
                        RealWeir.start(
                                directory,
                                Map.of(
                                        "providers.anthropic.url",
                                        provider.url(),
                                        "access.sign_in",
                                        "none"))) {
            provider.always(Scripts.json(200, "{\"model\":\"claude-sonnet-4-5\"}"));
            for (int i = 0; i < 40; i++) {
                try (RawClient client = RawClient.connect(weir.weir.proxy().getPort())) {
                    client.post("/anthropic/v1/messages", "", "{\"model\":\"claude-sonnet-4-5\"}");
                    assertThat(client.answer().status()).isEqualTo(200);
                }
            }
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = browser.page(weir.base, theme);
                page.route(
                        "**/api/v1/info",
                        route ->
                                route.fulfill(
                                        new Route.FulfillOptions()
                                                .setResponse(route.fetch())
                                                .setBody(
                                                        usual(
                                                                weir,
                                                                provider,
                                                                route.fetch().text()))));
                page.navigate("/health");
                Locator archived =
                        page.locator(".pairs > div")
                                .filter(new Locator.FilterOptions().setHasText("Archived"));
                PlaywrightAssertions.assertThat(archived)
                        .containsText(
                                "40",
                                new LocatorAssertions.ContainsTextOptions().setTimeout(15_000));
                Album.take(page, "health", theme);
                page.context().close();
            }
            assertThat(browser.complaints).isEmpty();
        }
    }

    /** What Weir says of itself, with addresses and places as people have them. */
    private static String usual(RealWeir weir, ScriptedProvider provider, String info) {
        return info.replace(provider.url(), "https://api.anthropic.com")
                .replace(":" + weir.weir.proxy().getPort(), ":4141")
                .replace(":" + weir.port, ":4142")
                .replace(weir.data.toString(), "/var/lib/weir");
    }

    private static Exchange html(TalkRig rig) {
        return rig.claude(
                List.of(),
                "{\"model\":\"claude-sonnet-4-5\",\"messages\":[{\"role\":\"user\",\"content\":\"Draw the levels as a page.\"}]}",
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[{\"type\":\"text\",\"text\":"
                        + ConsoleScene.json(PAGE)
                        + "}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":14,\"output_tokens\":212}}");
    }

    /** A fortnight of sessions, so that the pictures show what people will see. */
    private static void record(TalkRig rig) {
        List<String> models = List.of("claude-sonnet-4-5", "claude-opus-4-5", "claude-haiku-4-5");
        for (int i = 0; i < 22; i++) {
            rig.later(DAY / 2 + i * 1_900 % 20_000);
            new ConsoleStory(rig, models.get(i % 5 % 3), i + 1).play(1 + i * 7 % 4);
        }
    }

    /** Calls that go on while the pictures are taken. */
    private static List<LiveCall> running(TalkRig rig) {
        return List.of(
                running(rig, 48, "claude-opus-4-5", LivePhase.ANSWERING, 431),
                running(rig, 3, "claude-haiku-4-5", LivePhase.WAITING, 0));
    }

    private static LiveCall running(
            TalkRig rig, int seconds, String model, LivePhase phase, int chunks) {
        long began = rig.now.toEpochMilli() - seconds * 1_000L;
        return new LiveCall(
                new Opening(
                        Recorded.id(began, 0, seconds),
                        began * 1_000,
                        new ClientFacts("127.0.0.1:40000", null),
                        "provider",
                        "anthropic",
                        Dialect.ANTHROPIC,
                        new RequestHead(
                                "POST",
                                "/anthropic/v1/messages",
                                "HTTP/1.1",
                                Headers.of("user-agent", "claude-cli/2.1.219 (external, cli)")),
                        "/v1/messages",
                        "https://api.anthropic.com:443",
                        "/v1/messages",
                        CaptureMode.FULL,
                        List.of(),
                        List.of(),
                        GatewayFacts.LOCAL),
                phase,
                model,
                true,
                chunks > 0 ? 200 : 0,
                chunks > 0,
                61_440,
                chunks * 91L,
                chunks,
                seconds * 1_000_000_000L);
    }
}
