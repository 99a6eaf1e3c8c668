package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** People, keys and rules in a real browser: what each role sees and does, and what is said. */
class AdminPagesTest {

    /** Something that would be seen to act if it were ever more than text. */
    private static final String HOSTILE =
            "<img src=x onerror=\"window.__ran=1\"><script>window.__ran=1</script>\u202e{{7*7}}";

    @TempDir static Path directory;
    private static Browser browser;
    private static AdminScene scene;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        scene = new AdminScene(directory, "platform");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            scene.close();
            browser.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        browser.complaints.clear();
        page = scene.page(browser, "owner");
    }

    @AfterEach
    void shut() {
        assertThat(browser.complaints).isEmpty();
        page.context().close();
    }

    private static Locator named(Page page, String name) {
        return page.locator(".grid-admin tbody tr")
                .filter(new Locator.FilterOptions().setHasText(name));
    }

    @Test
    void aLimitIsMadeByKeysAndItsMistakesStandAtTheirFields() {
        page.navigate("/admin/limits");
        assertThat(named(page, "a month")).containsText("$415.00 of $500.00");
        page.keyboard().press("n");
        page.waitForURL("**/admin/limits/new");
        assertThat(page.locator("#f--name")).isFocused();
        page.keyboard().type("daily");
        page.locator("#f-amount").fill("many");
        page.keyboard().press("Enter");
        Locator amount =
                page.locator(".form-row")
                        .filter(new Locator.FilterOptions().setHas(page.locator("#f-amount")));
        assertThat(amount.getByRole(AriaRole.ALERT)).containsText("expected a number");
        assertThat(page.locator("#f-amount")).hasAttribute("aria-invalid", "true");
        assertThat(page.locator("#f-amount")).isFocused();
        page.keyboard().press("Control+a");
        page.keyboard().type("1000");
        page.locator("#f-per").selectOption("day");
        page.keyboard().press("Control+s");
        page.waitForURL(Pattern.compile("/admin/limits/lim_"));
        assertThat(page.locator("h1")).hasText("daily");
        assertThat(page.locator(".form-said")).containsText("Version 1");
        page.locator("#f-amount").fill("2000");
        assertThat(page.locator(".form-said")).containsText("Not saved yet");
        page.keyboard().press("Control+s");
        assertThat(page.locator(".form-said")).containsText("Version 2");
        page.keyboard().press("2");
        assertThat(page.locator(".versions")).not().isVisible();
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Versions")).click();
        Locator newest = page.locator(".version").first();
        assertThat(newest).containsText("amount");
        assertThat(newest.locator("del")).containsText("1000");
        assertThat(newest.locator("ins")).containsText("2000");
        page.reload();
        assertThat(page.locator(".version")).hasCount(2);
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Settings")).click();
        page.getByText("Remove", new Page.GetByTextOptions().setExact(true)).click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("Remove daily?");
        page.keyboard().press("Escape");
        assertThat(dialog).hasCount(0);
        page.getByText("Remove", new Page.GetByTextOptions().setExact(true)).click();
        dialog.getByText("Remove it").click();
        page.waitForURL("**/admin/limits");
        assertThat(named(page, "daily")).hasCount(0);
    }

    @Test
    void aRouteKeepsItsTargetsAndAnUnknownProviderIsSaid() {
        page.navigate("/admin/routes/" + scene.route);
        assertThat(page.locator(".form-item")).hasCount(3);
        page.getByText("Add a target").click();
        page.keyboard().press("Control+s");
        assertThat(page.locator("#f-targets-2-provider")).isFocused();
        assertThat(page.locator(".form-wrong").first()).containsText("expected a text");
        page.getByLabel("Take target 3 out").click();
        page.getByLabel("Move target 2 up").click();
        page.locator("#f-targets-0-weight").fill("5");
        page.keyboard().press("Control+s");
        assertThat(page.locator(".form-said")).containsText("Version 2");
        page.navigate("/admin/routes");
        assertThat(named(page, "fast")).containsText("claude-sonnet-4-5 36 %");
    }

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

    @Test
    void theAuditLogIsCheckedAndItsChangesUnfold() {
        page.navigate("/admin/audit?action=policy.update");
        assertThat(page.locator(".grid-admin tbody tr")).hasCount(1);
        page.locator(".grid-wrap .link").click();
        assertThat(page.locator(".changes")).containsText("deny.models");
        page.getByText("Check that it is whole").click();
        assertThat(page.locator(".report")).containsText("The log is whole");
        page.route(
                "**/audit/verify",
                route ->
                        route.fulfill(
                                new com.microsoft.playwright.Route.FulfillOptions()
                                        .setContentType("application/json")
                                        .setBody(
                                                "{\"intact\":false,\"entries\":20,\"last\":20,\"hash\":\"ab\",\"faults\":[{\"kind\":\"edited\",\"seq\":12,\"up_to\":12,\"message\":\"the entry is not what was written\"}]}")));
        page.getByText("Check that it is whole").click();
        assertThat(page.locator(".report-bad")).containsText("entry 12");
        page.getByText("Show all").click();
        assertThat(page.locator(".row-bad")).hasCount(1);
    }

    @Test
    void whatSomebodyElseChangedMeanwhileIsNotOverwritten() throws Exception {
        page.navigate("/admin/teams/" + scene.team);
        assertThat(page.locator("#f--name")).hasValue("platform");
        scene.control.ask(
                "acme/owner",
                "PUT",
                "/api/v1/teams/" + scene.team,
                "{\"name\":\"platform of ours\",\"spec\":{}}");
        page.locator("#f--name").fill("platforms");
        page.keyboard().press("Control+s");
        assertThat(page.locator(".form-said.bad")).containsText("changed by somebody else");
        assertThat(page.locator("#f--name")).hasValue("platforms");
    }

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
        String axe;
        try (InputStream in = AdminPagesTest.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Page own = scene.page(browser, "owner", theme);
        List<String> found = new ArrayList<>();
        List<String> all = new ArrayList<>(scene.pages());
        all.addAll(List.of("/invitation", "/setup"));
        for (String address : all) {
            own.navigate(address);
            assertThat(own.locator("main h1").first()).isVisible();
            own.waitForTimeout(250);
            own.evaluate(axe);
            for (Object violation : (List<?>) own.evaluate(AccessibilityTest.RUN)) {
                found.add(address + ": " + violation);
            }
        }
        own.context().close();
        assertThat(found).isEmpty();
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
