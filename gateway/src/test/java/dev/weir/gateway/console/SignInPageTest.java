package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;

/** A console that wants a sign-in: asks for it, leads back, and lets out again. */
class SignInPageTest {

    @Test
    void onePageAsksLeadsBackAndLetsOut(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                ControlFixture control = new ControlFixture(directory)) {
            JsonMapper json = new JsonMapper();
            String user =
                    json.readTree(
                                    control.ask(
                                                    "acme/owner",
                                                    "POST",
                                                    "/api/v1/users",
                                                    "{\"name\":\"ann@acme.example\"}")
                                            .text())
                            .path("id")
                            .asString();
            String invitation =
                    control.ask("acme/owner", "POST", "/api/v1/users/" + user + "/invite", "{}")
                            .json()
                            .path("token")
                            .asString();
            control.ask(
                    "nobody",
                    "POST",
                    "/api/v1/accept",
                    "{\"token\":\"" + invitation + "\",\"password\":\"a long password\"}");
            Page page = browser.page(control.server.url());
            page.navigate("/exchanges?q=model%3Ax");
            assertThat(page.locator(".nav")).hasCount(0);
            page.getByLabel("E-mail").fill("ann@acme.example");
            page.getByLabel("Password").fill("a wrong password");
            page.keyboard().press("Enter");
            assertThat(page.locator(".door-said")).not().isEmpty();
            page.getByLabel("Password").fill("a long password");
            page.keyboard().press("Enter");
            assertThat(page.locator(".nav-who")).containsText("ann@acme.example");
            assertThat(page.url()).endsWith("/exchanges?q=model%3Ax");
            assertThat(String.valueOf(page.evaluate("document.cookie"))).isEmpty();
            assertThat(String.valueOf(page.evaluate("JSON.stringify(localStorage)")))
                    .doesNotContain("weir_st");
            page.locator(".nav-who").click();
            page.getByText("Sign out").click();
            assertThat(page.getByLabel("Password")).isVisible();
            page.navigate("/sessions");
            assertThat(page.getByLabel("Password")).isVisible();
            assertThat(browser.complaints).isEmpty();
        }
    }
}
