package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * An organisation of five thousand people, each with a token: its lists open and narrow at once.
 */
class ManyPeopleTest {

    private static final System.Logger LOG = System.getLogger("test");
    private static final int MANY = 5_000;

    private static void fill(AdminScene scene) throws Exception {
        SecureRandom random = new SecureRandom();
        TokenHash.Hasher hasher = new TokenHash.Hasher(new byte[32]);
        for (int i = 0; i < MANY; i++) {
            String id = "usr_acme_%05d".formatted(i);
            scene.control.store.put(
                    new Document(
                            "acme",
                            Kind.USER,
                            id,
                            "",
                            "person%05d@acme.example".formatted(i),
                            0,
                            JsonObject.of("name", JsonString.of("Person " + i)),
                            Samples.START,
                            "system"));
            scene.control.store.addToken(
                    new Grant(
                            "tok_many_" + i,
                            "acme",
                            TokenKind.VIRTUAL_KEY,
                            id,
                            null,
                            "laptop %05d".formatted(i),
                            "abcd",
                            Scope.ALL,
                            CaptureMode.FULL,
                            Samples.START,
                            null,
                            null,
                            null),
                    hasher.of(TokenText.make(TokenKind.VIRTUAL_KEY, random)));
        }
    }

    private static int elements(Page page) {
        return ((Number) page.evaluate("document.querySelectorAll('*').length")).intValue();
    }

    private static void longest(Page page, String what) {
        Object found =
                page.evaluate(
                        "() => { const most = window.__long; window.__long = 0; return most; }");
        LOG.log(Level.INFO, what + ": longest task " + found + " ms");
    }

    @Test
    void fiveThousandPeopleAndTokens(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                AdminScene scene = new AdminScene(directory, "platform")) {
            fill(scene);
            Page page = scene.page(browser, "owner");
            page.setDefaultTimeout(60_000);
            page.addInitScript(
                    "window.__long = 0; new PerformanceObserver(list => list.getEntries().forEach("
                            + "one => window.__long = Math.max(window.__long, one.duration)))"
                            + ".observe({type: 'longtask', buffered: true});");
            for (String list : new String[] {"people", "tokens"}) {
                long started = System.nanoTime();
                page.navigate("/admin/" + list);
                page.locator(".grid-admin tbody tr").first().waitFor();
                say(list + " open", started);
                int elements = elements(page);
                LOG.log(Level.INFO, list + ": " + elements + " elements");
                longest(page, list);
                assertThat(elements).as(list).isLessThan(6_000);
                assertThat(page.locator(".admin-count")).containsText("5");
                started = System.nanoTime();
                page.getByLabel("Narrow the list").fill("04999");
                assertThat(page.locator(".grid-admin tbody tr")).hasCount(1);
                say(list + " narrowed", started);
                longest(page, list + " narrowed");
                page.getByLabel("Narrow the list").fill("");
                page.locator(".grid-more").waitFor();
                int before = page.locator(".grid-admin tbody tr").count();
                page.locator(".grid-more button").click();
                page.waitForFunction(
                        "n => document.querySelectorAll('.grid-admin tbody tr').length > n",
                        before);
            }
            long started = System.nanoTime();
            page.navigate("/admin/policies/new");
            page.locator("#f--name").waitFor();
            page.locator("#f-for-users").fill("PERSON0499");
            assertThat(page.locator("#f-for-users-k option")).hasCount(10);
            page.locator("#f-for-users").fill("person04998@acme.example");
            page.keyboard().press("Enter");
            assertThat(page.locator(".chip")).hasText("person04998@acme.example");
            say("a form that offers people", started);
            assertThat(elements(page)).isLessThan(4_000);
            assertThat(browser.complaints).isEmpty();
        }
    }

    private static void say(String what, long started) {
        LOG.log(
                Level.INFO,
                what + ": " + Duration.ofNanos(System.nanoTime() - started).toMillis() + " ms");
    }
}
