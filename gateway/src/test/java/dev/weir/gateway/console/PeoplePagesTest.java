package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** People, keys and tokens in a real browser: what each role sees and does. */
class PeoplePagesTest extends AdminSceneTest {

    @Test
    void aKeyGoesInAndDoesNotComeOut() throws Exception {
        List<String> bodies = new ArrayList<>();
        page.onResponse(
                response -> {
                    if (response.url().contains("/api/v1/keys")) {
                        bodies.add(response.text());
                    }
                });
        page.navigate("/admin/keys/new");
        page.locator("#f-name").fill("spare");
        page.locator("#f-provider").selectOption("anthropic");
        page.locator("#f-key").fill("sk-ant-api03-spare-secret-9876");
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile("/admin/keys/key_"));
        assertThat(page.locator(".last-four")).hasText("····9876");
        page.getByText("Ask the provider", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByText("The provider said: accepted.")).isVisible();
        page.locator("#f-key").fill("sk-ant-api03-other-secret-5432");
        page.getByText("Replace", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".last-four")).hasText("····5432");
        assertThat(page.locator("#f-key")).hasValue("");
        page.locator("#f-disabled").check();
        page.keyboard().press("Enter");
        assertThat(page.locator(".headline .badge")).hasText("off");
        page.navigate("/admin/keys");
        assertThat(named(page, "spare")).containsText("off");
        assertThat(page.content()).doesNotContain("spare-secret", "other-secret", "canary");
        assertThat(String.join("", bodies)).doesNotContain("spare-secret", "other-secret");
    }

    @Test
    void aTokenIsShownOnceAndRevoked() {
        page.navigate("/admin/tokens/new");
        page.locator("#f-name").fill("laptop");
        page.locator("#f-scope-models").fill("claude-*,");
        assertThat(page.locator(".chip")).containsText("claude-*");
        page.locator("#f-scope-models").fill("gpt-*");
        page.locator("#f-scope-models").press("Enter");
        assertThat(page.locator(".chip")).hasCount(2);
        page.locator("#f-name").focus();
        page.keyboard().press("Enter");
        String token = page.locator(".once code").textContent();
        assertThat(token).startsWith("weir_pat_");
        page.locator(".once").getByText("Copy").click();
        assertThat(String.valueOf(page.evaluate("navigator.clipboard.readText()")))
                .isEqualTo(token);
        page.getByText("Done, I have it").click();
        page.waitForURL("**/admin/tokens");
        Locator row = named(page, "laptop");
        assertThat(row).containsText("····" + token.substring(token.length() - 4));
        assertThat(row).containsText("models claude-*, gpt-*");
        assertThat(page.content()).doesNotContain(token);
        row.getByText("Revoke").click();
        page.getByText("Revoke it").click();
        assertThat(named(page, "laptop")).hasCount(0);
        page.getByText("Ended ones too").click();
        assertThat(named(page, "laptop")).containsText("revoked");
    }

    @Test
    void somebodyIsInvitedAndComesIn() throws Exception {
        page.navigate("/admin/people");
        assertThat(named(page, "owner@")).hasCount(1);
        page.keyboard().press("n");
        assertThat(page.locator("#f--name")).isFocused();
        page.keyboard().type("eve@acme.example");
        page.locator(".segment").getByText("Auditor").click();
        page.keyboard().press("Control+s");
        page.waitForURL(Pattern.compile("/admin/people/usr_"));
        page.getByText("Invite", new Page.GetByTextOptions().setExact(true)).click();
        String invitation = page.locator(".once code").textContent();
        assertThat(invitation).startsWith("weir_once_");
        page.getByText("Done, I have it").click();

        Page hers = browser.page(scene.base);
        hers.navigate("/sign-in");
        hers.getByText("I have an invitation").click();
        hers.getByLabel("Invitation").fill(invitation);
        hers.getByLabel("Your new password").fill("a long password");
        hers.getByLabel("Once more").fill("another password");
        hers.keyboard().press("Enter");
        assertThat(hers.getByRole(AriaRole.ALERT)).containsText("not the same");
        hers.getByLabel("Once more").fill("a long password");
        hers.keyboard().press("Enter");
        assertThat(hers.locator(".nav-who")).containsText("eve@acme.example");
        assertThat(hers.url()).doesNotContain("weir_once");
        hers.navigate("/admin/limits/" + scene.limit);
        assertThat(hers.locator(".notice")).containsText("You see this as auditor");
        assertThat(hers.locator("#f-amount")).isDisabled();
        assertThat(hers.getByText("Save", new Page.GetByTextOptions().setExact(true))).hasCount(0);
        hers.navigate("/admin/audit");
        assertThat(hers.locator(".grid-admin")).containsText("user.create");
        hers.context().close();
    }

    @Test
    void aMemberSeesAndMakesHisOwn() throws Exception {
        Page his = scene.page(browser, "member");
        his.navigate("/admin/people");
        assertThat(his.locator(".grid-admin tbody tr")).hasCount(1);
        assertThat(his.locator(".nav-links")).not().containsText("Audit log");
        assertThat(his.getByText("Add a user")).hasCount(0);
        his.navigate("/admin/audit");
        assertThat(his.locator("main")).containsText("Not for your role");
        his.navigate("/admin/routes/new");
        his.locator("#f--name").fill("mine");
        his.locator("#f-targets-0-provider").selectOption("anthropic");
        his.keyboard().press("Control+s");
        his.waitForURL(Pattern.compile("/admin/routes/rt_"));
        assertThat(his.locator(".headline")).containsText("own, for one user");
        his.navigate("/account");
        assertThat(his.locator(".rows")).containsText("mine");
        his.getByText("Change your password").click();
        his.locator("#f-old").fill(AdminScene.PASSWORD);
        his.locator("#f-new").fill("short");
        his.locator("#f-again").fill("short");
        his.keyboard().press("Enter");
        assertThat(his.locator(".form-wrong")).containsText("10");
        his.getByText("Sign out").click();
        assertThat(his.getByLabel("Password")).isVisible();
        his.context().close();
    }
}
