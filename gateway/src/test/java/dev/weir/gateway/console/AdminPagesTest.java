package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every page about people and rules in a real browser: hostile names, accessibility, width. */
class AdminPagesTest extends AdminSceneTest {

    /** Something that would be seen to act if it were ever more than text. */
    private static final String HOSTILE =
            "<img src=x onerror=\"window.__ran=1\"><script>window.__ran=1</script>\u202e{{7*7}}";

    @Test
    void namesThatAreMeantToActAreText(@TempDir Path other) throws Exception {
        try (AdminScene hostile = new AdminScene(other, HOSTILE)) {
            Page own = hostile.page(browser, "owner");
            own.addInitScript(
                    "window.__bad = []; addEventListener('securitypolicyviolation', event => window.__bad.push(event.violatedDirective));");
            for (String address : hostile.pages()) {
                own.navigate(address);
                assertThat(own.locator("main h1").first()).isVisible();
                own.waitForTimeout(150);
                assertThat(own.evaluate("window.__ran")).as(address).isNull();
                assertThat(own.locator("main img, main script").count()).as(address).isZero();
                assertThat((List<?>) own.evaluate("window.__bad")).as(address).isEmpty();
            }
            own.navigate("/admin/teams");
            assertThat(own.locator(".grid-admin")).containsText("<img src=x");
            own.context().close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void noPageBreaksARuleOfAccessibility(ColorScheme theme) throws Exception {
        Axe axe = new Axe();
        Page own = scene.page(browser, "owner", theme);
        List<String> all = new ArrayList<>(scene.pages());
        all.addAll(List.of("/invitation", "/setup"));
        for (String address : all) {
            own.navigate(address);
            assertThat(own.locator("main h1").first()).isVisible();
            own.waitForTimeout(250);
            axe.look(own, address);
        }
        own.context().close();
        assertThat(axe.found).isEmpty();
    }

    @Test
    void everyPageFitsANarrowWindow() {
        page.setViewportSize(760, 900);
        for (String address : scene.pages()) {
            page.navigate(address);
            assertThat(page.locator("main h1").first()).isVisible();
            Object wide = page.evaluate("document.documentElement.scrollWidth");
            assertThat(((Number) wide).intValue()).as(address).isLessThanOrEqualTo(760);
        }
    }
}
