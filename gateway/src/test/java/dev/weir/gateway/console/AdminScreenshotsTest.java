package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pictures of every page about people and rules in both themes. */
class AdminScreenshotsTest {

    @Test
    void everyPageIsDrawnInBothThemes(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                AdminScene scene = new AdminScene(directory, "platform")) {
            Map<String, String> pages = new LinkedHashMap<>();
            for (String list :
                    List.of(
                            "people",
                            "people/new",
                            "teams",
                            "keys",
                            "keys/new",
                            "routes",
                            "tokens",
                            "tokens/new",
                            "limits",
                            "policies",
                            "redactions",
                            "audit",
                            "organisation")) {
                pages.put("admin-" + list.replace('/', '-'), "/admin/" + list);
            }
            pages.put("admin-key", "/admin/keys/" + scene.key);
            pages.put("admin-route", "/admin/routes/" + scene.route);
            pages.put("admin-limit", "/admin/limits/" + scene.limit);
            pages.put("admin-policy", "/admin/policies/" + scene.policy);
            pages.put(
                    "admin-policies-versions", "/admin/policies/" + scene.policy + "?tab=versions");
            pages.put("admin-redaction", "/admin/redactions/" + scene.redaction);
            pages.put("account", "/account");
            pages.put("invitation", "/invitation");
            pages.put("setup", "/setup");
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = scene.page(browser, "owner", theme);
                page.clock().setSystemTime(Date.from(Samples.START.plus(Duration.ofHours(7))));
                for (Map.Entry<String, String> one : pages.entrySet()) {
                    page.navigate(one.getValue());
                    page.locator("main h1").first().waitFor();
                    Album.take(page, one.getKey(), theme);
                    assertThat(page.locator(".state-bad").count()).as(one.getKey()).isZero();
                }
                page.context().close();
            }
            assertThat(browser.complaints).isEmpty();
        }
    }
}
