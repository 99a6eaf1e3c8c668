package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;

import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A whole gateway in a browser, with calls that a policy in a dry run would have refused: the way
 * from the policy to those calls, and from a provider key's bar to what it paid for.
 */
class DecidedPagesTest {

    private static final String ANSWER =
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":\
            [{"type":"text","text":"ok"}],"stop_reason":"end_turn","usage":\
            {"input_tokens":100000,"output_tokens":20}}""";

    @TempDir static Path directory;
    private static Browser browser;
    private static ScriptedProvider provider;
    private static RealWeir weir;
    private static String owner;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        provider = ScriptedProvider.start();
        provider.always(Scripts.json(200, ANSWER));
        weir = RealWeir.start(directory, Map.of("providers.anthropic.url", provider.url()));
        owner = weir.ann();
        for (String name : List.of("main", "reserve")) {
            weir.send(
                    owner,
                    "keys",
                    "{\"name\":\"%s\",\"provider\":\"anthropic\",\"check\":false,\"key\":\"sk-ant-%s-0123456789\"}"
                            .formatted(name, name));
            weir.send(
                    owner,
                    "routes",
                    "{\"name\":\"%s-*\",\"spec\":{\"provider\":\"anthropic\",\"key\":\"%s\"}}"
                            .formatted(name, name));
        }
        weir.send(
                owner,
                "policies",
                "{\"name\":\"no previews\",\"spec\":{\"mode\":\"dry_run\",\"deny\":{\"models\":[\"*-preview\"]}}}");
        weir.send(
                owner,
                "policies",
                "{\"name\":\"no old ones\",\"spec\":{\"deny\":{\"models\":[\"*-old\"]}}}");
        String token =
                weir.send(
                                owner,
                                "tokens",
                                "{\"kind\":\"virtual_key\",\"name\":\"ci\",\"nobodys\":true}")
                        .path("token")
                        .asString();
        for (String model : List.of("main-1", "main-preview", "reserve-preview", "main-old")) {
            try (RawClient client = RawClient.connect(weir.weir.proxy().getPort())) {
                client.post(
                        "/anthropic/v1/messages",
                        "x-api-key: " + token + "\r\n",
                        "{\"model\":\""
                                + model
                                + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
                assertThat(client.answer().status()).isEqualTo(model.endsWith("old") ? 403 : 200);
            }
        }
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            weir.close();
            provider.close();
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        browser.complaints.clear();
        page = browser.page(weir.base);
        page.context().addCookies(List.of(new Cookie("weir_session", owner).setUrl(weir.base)));
    }

    @AfterEach
    void shut() {
        assertThat(browser.complaints).isEmpty();
        page.context().close();
    }

    private static Locator row(Page page, String table, String text) {
        return page.locator(table + " tbody tr")
                .filter(new Locator.FilterOptions().setHasText(text));
    }

    @Test
    void aPolicyInADryRunLeadsToWhatItWouldHaveRefused() {
        page.navigate("/admin/policies");
        assertThat(row(page, ".grid-admin", "no old ones")).containsText("refused 1");
        Locator link = row(page, ".grid-admin", "no previews").getByText("would have refused 2");
        link.click();
        page.waitForURL("**/exchanges?q=would-refuse*");
        Locator would =
                page.getByRole(
                        AriaRole.IMG,
                        new Page.GetByRoleOptions()
                                .setName("would have been refused by policy no previews"));
        assertThat(would).hasCount(2);
        assertThat(page.getByText("main-preview").first()).isVisible();
        assertThat(page.getByText("reserve-preview").first()).isVisible();
        assertThat(page.getByText("main-1")).hasCount(0);
        page.goBack();
        page.getByText("no previews").click();
        page.waitForURL("**/admin/policies/pol_*");
        assertThat(page.locator(".form-note").getByText("would have refused 2")).isVisible();
    }

    @Test
    void anExchangeSaysWhichRuleHadSomethingToSay() {
        page.navigate("/exchanges?q=" + "would-refuse:*%20key:reserve");
        page.getByText("reserve-preview").first().click();
        page.keyboard().press("Enter");
        Locator facts = page.locator("aside.facts");
        assertThat(facts).containsText("would have been refused by policy no previews");
        assertThat(facts).containsText("reserve");
        facts.getByText("would have been refused by policy no previews").click();
        page.waitForURL("**/exchanges?q=would-refuse*");
    }

    @Test
    void costGoesByProviderKeyAndABarLeadsToItsCalls() {
        page.navigate("/cost");
        assertThat(row(page, ".grid", "claude-sonnet-4-5")).hasCount(1);
        page.locator(".pick select").first().selectOption("key");
        page.waitForURL("**/cost?by=key");
        assertThat(row(page, ".grid", "main")).containsText("200k");
        assertThat(row(page, ".grid", "reserve")).containsText("100k");
        assertThat(row(page, ".grid", "none stated")).hasCount(1);
        row(page, ".grid", "reserve").getByRole(AriaRole.LINK).first().click();
        page.waitForURL("**/exchanges?q=key*");
        assertThat(page.getByText("reserve-preview").first()).isVisible();
        assertThat(page.getByText("main-preview")).hasCount(0);
        page.navigate("/cost?by=token");
        assertThat(row(page, ".grid", "ci")).containsText("300k");
        page.navigate("/cost?by=ruling");
        assertThat(row(page, ".grid", "would have refused: policy no previews"))
                .containsText("200k");
        page.navigate("/cost?by=route");
        assertThat(row(page, ".grid", "reserve-*")).containsText("100k");
        row(page, ".grid", "reserve-*").getByRole(AriaRole.LINK).first().click();
        page.waitForURL("**/exchanges?q=route*");
        assertThat(page.getByText("reserve-preview").first()).isVisible();
    }
}
