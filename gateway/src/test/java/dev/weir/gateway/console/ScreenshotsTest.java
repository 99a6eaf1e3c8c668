package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pictures of every page in both themes, of a made archive. With {@code -Dweir.write=true} they go
 * to docs/console; else only that there is something on each is checked.
 */
class ScreenshotsTest {

    private static final int DAY = 86_400;

    @Test
    void everyPageCanBeSeenInBothThemes(@TempDir Path directory) throws Exception {
        boolean write = Boolean.getBoolean("weir.write");
        Path docs = WebTypesTest.web().resolve("../../../../docs/console").normalize();
        try (Browser browser = Browser.start();
                ConsoleScene scene =
                        new ConsoleScene(directory, "The hourly test **fails**. Mend it.")) {
            if (write) {
                record(scene.rig);
            }
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
            pages.put("exchanges", "/exchanges");
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
            pages.put("replay", "/sessions/" + session + "/replay?step=" + step);
            pages.put("diff", "/diff?a=before&b=" + step);
            pages.put("diff-unified", "/diff?a=before&b=" + step + "&view=unified&what=both");
            pages.put("cost", "/cost");
            pages.put("errors", "/errors?days=30");
            pages.put("health", "/health");
            pages.put("welcome", "/welcome");
            pages.put("sign-in", "/sign-in");
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = browser.page(scene.base, theme);
                page.clock().setSystemTime(Date.from(TalkRig.START.plusSeconds(14L * DAY)));
                for (Map.Entry<String, String> one : pages.entrySet()) {
                    shoot(page, one.getValue(), write ? docs : null, name(one.getKey(), theme));
                }
                page.context().close();
            }
            assertThat(browser.complaints).isEmpty();
        }
    }

    private static String name(String page, ColorScheme theme) {
        return page + "-" + theme.name().toLowerCase(Locale.ROOT) + ".png";
    }

    private static void shoot(
            Page page, String address, @org.jspecify.annotations.Nullable Path docs, String name)
            throws IOException {
        page.navigate(address);
        Browser.settle(page);
        page.waitForTimeout(docs == null ? 10 : 600);
        byte[] picture = page.screenshot();
        assertThat(picture.length).as(address).isGreaterThan(10_000);
        if (docs != null) {
            Files.createDirectories(docs);
            Files.write(docs.resolve(name), picture);
        }
    }

    /** A fortnight of sessions, so that the pictures show what people will see. */
    private static void record(TalkRig rig) throws InterruptedException {
        List<String> models = List.of("claude-sonnet-4-5", "claude-opus-4-5", "claude-haiku-4-5");
        rig.later(DAY / 2);
        for (int i = 0; i < 22; i++) {
            new ConsoleStory(rig, models.get(i % 5 % 3), i + 1).play(1 + i * 7 % 4);
            rig.later(DAY / 2 + i * 1_900 % 20_000);
        }
        rig.settle();
    }
}
