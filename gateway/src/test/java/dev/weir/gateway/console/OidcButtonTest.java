package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.NettyWrapper;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The button that leads to the identity provider, in a browser, and the way back. */
class OidcButtonTest {

    private static final String CLIENT = "weir-client";

    private static MockOAuth2Server provider() {
        return new MockOAuth2Server(
                new OAuth2Config(
                        false,
                        null,
                        null,
                        false,
                        new OAuth2TokenProvider(),
                        Set.of(),
                        new NettyWrapper()));
    }

    private static Map<String, String> settings(MockOAuth2Server provider, Path directory)
            throws Exception {
        int port = RealWeir.freePort();
        return Map.of(
                "console",
                "127.0.0.1:" + port,
                "access.public_url",
                "http://127.0.0.1:" + port,
                "oidc.issuer",
                provider.issuerUrl("default").toString(),
                "oidc.name",
                "Acme login",
                "oidc.client_id",
                CLIENT,
                "oidc.client_secret_file",
                Files.writeString(directory.resolve("secret"), "s3cret\n").toString());
    }

    private static void says(MockOAuth2Server provider, String subject, boolean verified) {
        provider.enqueueCallback(
                new DefaultOAuth2TokenCallback(
                        "default",
                        subject,
                        "JWT",
                        List.of(CLIENT),
                        Map.of("email", "bob@acme.example", "email_verified", verified),
                        300));
    }

    @Test
    void theButtonLeadsThereAndBackAndANoIsSaid(@TempDir Path directory) throws Exception {
        MockOAuth2Server provider = provider();
        provider.start();
        try (Browser browser = Browser.start();
                RealWeir weir = RealWeir.start(directory, settings(provider, directory))) {
            weir.ann();
            Page page = browser.page(weir.base);
            String elsewhere = "request: " + provider.baseUrl();

            page.navigate("/exchanges?q=model%3Ax");
            says(provider, "bob", true);
            page.getByText("Sign in with Acme login").click();
            page.waitForURL("**/exchanges?q=model%3Ax");
            assertThat(page.locator(".nav-who")).containsText("bob@acme.example");
            assertThat(page.locator(".nav-who")).containsText("member");
            assertThat(String.valueOf(page.evaluate("document.cookie"))).isEmpty();
            assertThat(browser.complaints)
                    .isNotEmpty()
                    .allMatch(said -> said.startsWith(elsewhere));
            page.locator(".nav-who").click();
            page.getByText("Sign out").click();
            assertThat(page.getByLabel("Password")).isVisible();

            // What the provider says does not name anybody who may come in.
            Page other = browser.page(weir.base);
            other.navigate("/sign-in");
            says(provider, "eve", false);
            other.getByText("Sign in with Acme login").click();
            assertThat(other.locator("h1")).hasText("Not signed in");
            assertThat(other.locator("main")).containsText("not verified");
            assertThat(other.context().cookies())
                    .noneMatch(cookie -> cookie.name.endsWith("weir_session"));

            // The provider's own no, as RFC 6749 has it.
            Page refused = browser.page(weir.base);
            refused.route(
                    weir.base + "/oidc/start**",
                    route -> {
                        APIResponse begun =
                                route.fetch(new Route.FetchOptions().setMaxRedirects(0));
                        Map<String, String> fields = new HashMap<>(begun.headers());
                        String state =
                                String.valueOf(fields.get("location"))
                                        .replaceFirst(".*[?&]state=([^&]+).*", "$1");
                        fields.put("location", "/oidc/callback?error=access_denied&state=" + state);
                        route.fulfill(new Route.FulfillOptions().setStatus(303).setHeaders(fields));
                    });
            refused.navigate("/sign-in");
            refused.getByText("Sign in with Acme login").click();
            assertThat(refused.locator("h1")).hasText("Not signed in");
            assertThat(refused.locator("main")).containsText("access_denied");
            Axe axe = new Axe();
            axe.look(refused, "the provider's no");
            assertThat(axe.found).isEmpty();
            refused.getByText("Back to the sign-in").click();
            assertThat(refused.getByLabel("Password")).isVisible();
            assertThat(browser.complaints).allMatch(said -> said.startsWith(elsewhere));
        } finally {
            provider.shutdown();
        }
    }
}
