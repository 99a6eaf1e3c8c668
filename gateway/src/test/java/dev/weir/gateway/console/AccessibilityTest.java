package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every page against the rules of axe for WCAG 2.2 A and AA, in both themes. */
class AccessibilityTest {

    private static final String RUN =
            "async () => (await axe.run(document, {runOnly: {type: 'tag', values:"
                    + " ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}))"
                    + ".violations.map(one => one.id + ' (' + one.impact + '): ' + one.nodes.slice(0, 3)"
                    + ".map(node => node.target.join(' ') + ' ' + node.any.map(any => any.message).join('; ')).join(' | '))";

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void noPageBreaksARule(ColorScheme theme, @TempDir Path directory) throws Exception {
        String axe;
        try (InputStream in = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
            assertThat(in).isNotNull();
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Browser browser = Browser.start();
                ConsoleScene scene = new ConsoleScene(directory, "mend **the** test")) {
            Page page = browser.page(scene.base, theme);
            List<String> found = new ArrayList<>();
            for (String address : scene.pages()) {
                page.navigate(address);
                Browser.settle(page);
                page.evaluate(axe);
                for (Object violation : (List<?>) page.evaluate(RUN)) {
                    found.add(address + ": " + violation);
                }
            }
            page.navigate("/exchanges");
            page.waitForSelector(".table-row");
            for (String keys : List.of("?", "Control+k")) {
                page.keyboard().press(keys);
                page.waitForTimeout(200);
                page.evaluate(axe);
                for (Object violation : (List<?>) page.evaluate(RUN)) {
                    found.add(keys + ": " + violation);
                }
                page.keyboard().press("Escape");
            }
            assertThat(found).isEmpty();
        }
    }
}
