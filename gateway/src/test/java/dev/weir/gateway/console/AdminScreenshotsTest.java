package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws every page about people and rules in both themes; with {@code -Dweir.pictures=DIRECTORY} it
 * writes what it sees there.
 */
class AdminScreenshotsTest {

    @Test
    void everyPageIsDrawnInBothThemes(@TempDir Path directory) throws Exception {
        String out = System.getProperty("weir.pictures");
        try (Browser browser = Browser.start();
                AdminScene scene = new AdminScene(directory, "platform")) {
            List<String> pages = new ArrayList<>(scene.pages());
            pages.add("/invitation");
            pages.add("/setup");
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = scene.page(browser, "owner", theme);
                for (String address : pages) {
                    page.navigate(address);
                    assertThat(page.locator("main h1").first()).isVisible();
                    assertThat(page.locator(".state-wait")).hasCount(0);
                    page.waitForTimeout(120);
                    byte[] picture = page.screenshot();
                    assertThat(picture.length).as(address).isGreaterThan(8_000);
                    assertThat(page.locator(".state-bad").count()).as(address).isZero();
                    if (out != null) {
                        Path to = Files.createDirectories(Path.of(out));
                        Files.write(
                                to.resolve(
                                        address.substring(1)
                                                        .replaceAll("[^a-z]+(?=[a-z])", "-")
                                                        .replaceAll("[^a-z-].*$", "")
                                                + "-"
                                                + pages.indexOf(address)
                                                + "-"
                                                + theme.name().toLowerCase(Locale.ROOT)
                                                + ".png"),
                                picture);
                    }
                }
                page.context().close();
            }
            assertThat(browser.complaints).isEmpty();
        }
    }
}
