package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two hundred payloads in every place where recorded text can stand. Nothing may run, be fetched
 * from elsewhere, or become an element of the page; text that hides is shown as escapes.
 */
class HostileContentTest {

    private static final List<String> RUN =
            List.of(
                    "window.__ran=1",
                    "alert(1)",
                    "fetch('http://evil.example/')",
                    "document.title='owned'",
                    "location='http://evil.example/'");

    private static final List<String> SHAPES =
            List.of(
                    "<script>%s</script>",
                    "<img src=x onerror=\"%s\">",
                    "<svg onload=\"%s\"></svg>",
                    "<svg><script>%s</script></svg>",
                    "<iframe srcdoc=\"<script>%s</script>\"></iframe>",
                    "<iframe src=\"javascript:%s\"></iframe>",
                    "<a href=\"javascript:%s\" autofocus onfocus=\"%s\">x</a>",
                    "[x](javascript:%s)",
                    "![x](javascript:%s)",
                    "![x](http://evil.example/x.png?%s)",
                    "<body onload=\"%s\">",
                    "<input autofocus onfocus=\"%s\">",
                    "<details open ontoggle=\"%s\">",
                    "<video><source onerror=\"%s\"></video>",
                    "<math><mtext><script>%s</script></mtext></math>",
                    "\"><script>%s</script>",
                    "'><script>%s</script>",
                    "</title><script>%s</script>",
                    "</textarea><script>%s</script>",
                    "--><script>%s</script>",
                    "]]><script>%s</script>",
                    "<!--<script>%s</script>",
                    "<style>@import 'http://evil.example/?%s'</style>",
                    "<link rel=stylesheet href=\"http://evil.example/?%s\">",
                    "<base href=\"http://evil.example/?%s\">",
                    "<meta http-equiv=refresh content=\"0;url=javascript:%s\">",
                    "<object data=\"javascript:%s\"></object>",
                    "<embed src=\"javascript:%s\">",
                    "<form action=\"javascript:%s\"><button>x</button></form>",
                    "<marquee onstart=\"%s\">",
                    "```html\n<script>%s</script>\n```",
                    "| a |\n|---|\n| <img src=x onerror=\"%s\"> |",
                    "> <script>%s</script>",
                    "- <img src=x onerror=\"%s\">",
                    "# <img src=x onerror=\"%s\">",
                    "`<script>%s</script>`",
                    "{\"__proto__\":{\"x\":\"%s\"}}",
                    "${%s}{{%s}}<%%= %s %%>",
                    "\u202e<script>%s</script>\u202d\u2066",
                    "\u0000\u0007\u001b]8;;javascript:%s\u0007x\u001b]8;;\u0007");

    static List<String> payloads() {
        List<String> all = new ArrayList<>();
        for (String shape : SHAPES) {
            for (String run : RUN) {
                all.add(shape.replace("%s", run).replace("%%", "%"));
            }
        }
        return all;
    }

    @Test
    void nothingRecordedRunsOrBecomesAnElement(@TempDir Path directory) throws Exception {
        List<String> payloads = payloads();
        assertThat(payloads).hasSize(200).doesNotHaveDuplicates();
        String all = String.join("\n\n", payloads);
        try (Browser browser = Browser.start();
                ConsoleScene scene = new ConsoleScene(directory, all)) {
            Page page = browser.page(scene.base);
            page.addInitScript(
                    "window.__violations = [];"
                            + "document.addEventListener('securitypolicyviolation',"
                            + " event => window.__violations.push(event.violatedDirective + ' ' + event.blockedURI));");
            for (String address : scene.pages()) {
                page.navigate(address);
                Browser.settle(page);
                unfold(page);
                check(page, address);
                if (address.equals("/exchanges/" + scene.first.id())) {
                    assertThat(page.locator(".conversation").innerText())
                            .contains("<script>alert(1)</script>", "\\u{202e}", "onerror=");
                }
            }
            assertThat(browser.complaints).isEmpty();
        }
    }

    /** Each payload alone as well, where most of them are read: an answer in Markdown. */
    @Test
    void noPayloadAloneBecomesAnElement(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start();
                TalkRig rig = new TalkRig(directory)) {
            List<String> addresses = new ArrayList<>();
            for (String payload : payloads()) {
                String content = ConsoleScene.json(payload);
                var exchange =
                        rig.claude(
                                List.of(),
                                "{\"model\":"
                                        + content
                                        + ",\"messages\":[{\"role\":\"user\",\"content\":"
                                        + content
                                        + "}]}",
                                "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":"
                                        + content
                                        + "}]}");
                addresses.add("/exchanges/" + exchange.id());
            }
            rig.derive();
            Page page = browser.page(rig.server.url());
            page.addInitScript("window.__violations = [];");
            page.navigate("/exchanges");
            page.waitForSelector(".table-row");
            check(page, "the list");
            for (String address : addresses) {
                // As a link within the console does it, without loading the page again.
                page.evaluate(
                        "address => { history.pushState(null, '', address);"
                                + " dispatchEvent(new PopStateEvent('popstate')); }",
                        address);
                page.waitForSelector(".message-answer");
                check(page, address);
            }
            assertThat(browser.complaints).isEmpty();
        }
    }

    private static void unfold(Page page) {
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
        page.waitForTimeout(100);
    }

    private static void check(Page page, String address) {
        Object bad =
                page.evaluate(
                        "() => [...document.querySelectorAll('main script, main iframe:not(.preview-frame), main object,"
                                + " main embed, main base, main meta, main link, main style, main form:not(.door-form),"
                                + " main video, main audio, main marquee, main math, main [style*=url],"
                                + " a[href^=\"javascript:\" i], img:not([src^=\"blob:\"])')]"
                                + ".map(one => one.outerHTML.slice(0, 200))"
                                + ".concat(window.__violations)"
                                + ".concat(window.__ran ? ['it ran'] : [])"
                                + ".concat(document.title === 'owned' ? ['title'] : [])"
                                + ".concat([...document.querySelectorAll('*')].flatMap(one =>"
                                + " [...one.attributes].filter(field => field.name.startsWith('on')).map(field => field.name)))");
        assertThat((List<?>) bad).as(address).isEmpty();
        assertThat(page.url()).as(address).doesNotContain("evil");
    }
}
