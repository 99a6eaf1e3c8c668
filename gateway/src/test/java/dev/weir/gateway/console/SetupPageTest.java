package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;

/** The first owner of a new Weir comes in by the page, and nobody after that. */
class SetupPageTest {

    private static void fill(Page page, String token, String password) {
        page.getByLabel("Token").fill(token);
        page.getByLabel("Organisation").fill("Acme");
        page.getByLabel("Your e-mail").fill("ann@acme.example");
        page.getByLabel("Password").fill(password);
        page.getByLabel("Once more").fill(password);
        page.keyboard().press("Enter");
    }

    @Test
    void theFirstOwnerIsMadeInThePageAndTheTokenIsGoodOnce(@TempDir Path directory)
            throws Exception {
        try (Browser browser = Browser.start();
                RealWeir weir = RealWeir.start(directory, Map.of())) {
            Page page = browser.page(weir.base);
            page.setDefaultTimeout(60_000);
            page.navigate("/sign-in");
            page.getByText("First owner").click();
            assertThat(page.getByLabel("Token")).isFocused();
            String token = weir.firstOwner();

            fill(page, "weir_once_wrong", "a long password");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("unknown");
            assertThat(page.getByLabel("Token")).hasAttribute("aria-invalid", "true");
            fill(page, token, "short");
            assertThat(page.getByRole(AriaRole.ALERT))
                    .hasText("a password has at least 10 characters");
            assertThat(page.getByLabel("Password")).hasAttribute("aria-invalid", "true");
            Axe axe = new Axe();
            axe.look(page, "/setup with a weak password");
            assertThat(axe.found).isEmpty();

            fill(page, token, "a long password");
            page.waitForURL("**/exchanges");
            assertThat(page.locator(".nav-who")).containsText("ann@acme.example");
            assertThat(page.locator(".nav-who")).containsText("owner");
            assertThat(page.getByText("Waiting for the first exchange")).isVisible();
            page.navigate("/admin/people");
            assertThat(page.locator(".grid-admin tbody tr")).hasCount(1);
            page.navigate("/admin/organisation");
            assertThat(page.locator("#f--name")).hasValue("Acme");
            assertThat(String.valueOf(page.evaluate("document.cookie"))).isEmpty();

            Page second = browser.page(weir.base);
            second.setDefaultTimeout(60_000);
            second.navigate("/setup");
            fill(second, token, "another long password");
            assertThat(second.getByRole(AriaRole.ALERT)).containsText("was used already");
            second.navigate("/sign-in");
            second.getByLabel("E-mail").fill("ann@acme.example");
            second.getByLabel("Password").fill("a long password");
            second.keyboard().press("Enter");
            second.waitForURL("**/exchanges");
            assertThat(browser.complaints).isEmpty();
        }
    }

    @Test
    void aTokenThatHasExpiredIsSaidToBeOfNoUse(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                RealWeir weir = RealWeir.start(directory, Map.of())) {
            try (Connection database =
                            DriverManager.getConnection(
                                    "jdbc:sqlite:" + weir.data.resolve("control.db"));
                    Statement statement = database.createStatement()) {
                assertThat(statement.executeUpdate("update token set expires_at = 1000"))
                        .isEqualTo(1);
            }
            Page page = browser.page(weir.base);
            page.navigate("/setup");
            fill(page, weir.firstOwner(), "a long password");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("has expired");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("prints a new one");
            assertThat(page.url()).endsWith("/setup");
            assertThat(browser.complaints).isEmpty();
        }
    }
}
