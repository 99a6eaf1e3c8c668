package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;

import dev.weir.core.redaction.Kind;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Limits, routes and what rules say of themselves, in a real browser. */
class RulePagesTest extends AdminSceneTest {

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
        assertThat(page.locator("#f-amount")).isFocused();
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
    void whatAFormSaysOfSavingHoldsAtOnceForLeavingToo() throws Exception {
        page.navigate("/admin/teams/" + scene.made("teams", "{\"name\":\"leaving\"}"));
        assertThat(page.locator("#f--name")).hasValue("leaving");
        // Looked at in the moment in which it stands in the page, before anything else runs.
        Object warned =
                page.evaluate(
                        """
                        async () => {
                          const warnsWhenItSays = (said, act) => new Promise((done) => {
                            const watch = new MutationObserver(() => {
                              if (document.querySelector('.form-said').textContent.startsWith(said)) {
                                watch.disconnect();
                                const leaving = new Event('beforeunload', {cancelable: true});
                                dispatchEvent(leaving);
                                done(leaving.defaultPrevented);
                              }
                            });
                            watch.observe(document, {childList: true, subtree: true, characterData: true});
                            act();
                          });
                          return [
                            await warnsWhenItSays('Not saved yet', () => {
                              const name = document.getElementById('f--name');
                              name.value = 'left';
                              name.dispatchEvent(new Event('input', {bubbles: true}));
                            }),
                            await warnsWhenItSays('Version 2', () => document.querySelector('.form .button-main').click()),
                          ];
                        }
                        """);
        assertThat(warned).isEqualTo(List.of(true, false));
    }

    @Test
    void whatIsTypedWhileAFormIsSavedStaysAndIsSavedNext() throws Exception {
        page.navigate("/admin/teams/" + scene.made("teams", "{\"name\":\"swift\"}"));
        Locator name = page.locator("#f--name");
        assertThat(name).hasValue("swift");
        List<Route> held = new ArrayList<>();
        page.route(
                "**/api/v1/teams/*",
                route -> {
                    if (route.request().method().equals("PUT")) {
                        held.add(route);
                    } else {
                        route.resume();
                    }
                });
        name.fill("swifter");
        page.keyboard().press("Control+s");
        page.waitForCondition(() -> held.size() == 1);
        name.pressSequentially(" still");
        held.getFirst().resume();
        assertThat(page.locator(".form-said")).hasText("Not saved yet.");
        assertThat(page.locator("h1")).hasText("swifter");
        assertThat(name).hasValue("swifter still");
        page.keyboard().press("Control+s");
        page.waitForCondition(() -> held.size() == 2);
        held.getLast().resume();
        assertThat(page.locator(".form-said")).containsText("Version 3");
        assertThat(page.locator("h1")).hasText("swifter still");
    }

    @Test
    void whatComesTooLateForOtherFiltersOfTheAuditLogIsLeftOut() {
        List<Route> held = new ArrayList<>();
        page.route("**/api/v1/audit?action=key.create*", held::add);
        page.navigate("/admin/audit");
        Locator rows = page.locator(".grid-admin tbody tr");
        assertThat(rows.nth(5)).isVisible();
        Locator action = page.getByLabel("Action");
        action.fill("key.create");
        action.press("Enter");
        page.waitForCondition(() -> held.size() == 1);
        action.fill("policy.update");
        action.press("Enter");
        assertThat(rows).hasCount(1);
        // The page does not wait for it any more.
        held.getFirst().resume();
        page.waitForTimeout(300);
        assertThat(rows).hasCount(1);
        assertThat(rows).containsText("policy.update");
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
                                new Route.FulfillOptions()
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
    void theKindsOfRedactionAreThoseThatWeirFinds() {
        page.navigate("/admin/redactions/" + scene.redaction);
        assertThat(page.locator("#f-kinds")).isVisible();
        for (String field : List.of("kinds", "except")) {
            Set<String> offered =
                    new HashSet<>(
                            page.locator("#f-" + field + "-k option").all().stream()
                                    .map(option -> String.valueOf(option.getAttribute("value")))
                                    .toList());
            Set<String> found = new HashSet<>();
            Stream.of(Kind.Group.values()).map(Kind.Group::word).forEach(found::add);
            Stream.of(Kind.values()).map(Kind::word).forEach(found::add);
            if (field.equals("kinds")) {
                // It is chosen already.
                found.remove("personal");
            }
            assertThat(offered).as(field).isEqualTo(found);
        }
    }
}
