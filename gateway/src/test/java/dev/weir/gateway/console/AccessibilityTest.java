package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;

/** Every page against the rules of axe for WCAG 2.2 A and AA, in both themes. */
class AccessibilityTest {

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void noPageBreaksARule(ColorScheme theme, @TempDir Path directory) throws Exception {
        Axe axe = new Axe();
        try (Browser browser = Browser.start();
                ConsoleScene scene = new ConsoleScene(directory, "mend **the** test")) {
            Page page = browser.page(scene.base, theme);
            for (String address : scene.pages()) {
                page.navigate(address);
                Browser.settle(page);
                axe.look(page, address);
            }
            page.navigate("/exchanges");
            page.waitForSelector(".table-row");
            for (String keys : List.of("?", "Control+k")) {
                page.keyboard().press(keys);
                page.waitForTimeout(200);
                axe.look(page, keys);
                page.keyboard().press("Escape");
            }
            assertThat(axe.found).isEmpty();
        }
    }
}
