package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;

import dev.weir.core.exchange.Exchange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Recorded HTML is drawn on request, and nothing in it runs, loads, connects or leads anywhere. */
class HostilePreviewTest {

    /** Listens where the recorded HTML points to, and counts who comes. */
    private static final class Elsewhere implements AutoCloseable {

        private final ServerSocket socket =
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Integer> came = new CopyOnWriteArrayList<>();
        private volatile String page = "";

        Elsewhere() throws IOException {
            Thread.startVirtualThread(
                    () -> {
                        while (!socket.isClosed()) {
                            try (Socket one = socket.accept()) {
                                came.add(one.getPort());
                                byte[] head = new byte[2_000];
                                int n = one.getInputStream().read(head);
                                boolean asked = n > 5 && head[5] == ' ';
                                one.getOutputStream()
                                        .write(
                                                ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                                                                + "Connection: close\r\n\r\n"
                                                                + (asked ? page : ""))
                                                        .getBytes(StandardCharsets.UTF_8));
                            } catch (IOException e) {
                                // The test is over, or the browser went away.
                            }
                        }
                    });
        }

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort() + "/";
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String hostile(String to) {
        return """
        <!DOCTYPE html>
        <html><head>
        <base href="%1$s">
        <meta http-equiv="refresh" content="0;url=%1$srefresh">
        <link rel="preconnect" href="%1$s"><link rel="dns-prefetch" href="%1$s">
        <link rel="prefetch" href="%1$sprefetch"><link rel="preload" as="image" href="%1$spreload">
        <link rel="stylesheet" href="%1$scss"><link rel="icon" href="%1$sicon">
        <link rel="modulepreload" href="%1$smodule"><link rel="prerender" href="%1$sprerender">
        <style>@import '%1$simport'; @font-face{font-family:x;src:url(%1$sfont)}
        body{background:url(%1$scssurl);font-family:x} h1{content:url(%1$scontent)}</style>
        <script>window.top.__ran=1;window.__ran=1;fetch('%1$sfetch')</script>
        <script type="speculationrules">{"prefetch":[{"urls":["%1$sspec"]}]}</script>
        </head><body onload="window.__ran=1" background="%1$sbody">
        <h1 style="background:url(%1$sinline)" onclick="window.__ran=1">A report</h1>
        <p>Words that are read.</p>
        <table><tr><th>a</th><td colspan="2">b</td></tr></table>
        <img src="%1$simg" onerror="window.__ran=1" srcset="%1$ssrcset 2x" alt="a chart">
        <svg onload="window.__ran=1"><image href="%1$ssvg"/><script>window.__ran=1</script></svg>
        <iframe src="%1$siframe"></iframe><iframe srcdoc="<script>parent.__ran=1</script>"></iframe>
        <object data="%1$sobject"></object><embed src="%1$sembed">
        <video src="%1$svideo" poster="%1$sposter" autoplay></video><audio src="%1$saudio" autoplay></audio>
        <form action="%1$sform" id="f"><input autofocus onfocus="document.forms[0].submit()"><button>Send</button></form>
        <a href="%1$slink" ping="%1$sping" target="_top">Continue</a>
        <a href="javascript:window.__ran=1">here</a> <a href="/api/v1/exchanges">there</a>
        <details open ontoggle="window.__ran=1"><summary>More</summary>of it</details>
        </body></html>
        """
                .formatted(to);
    }

    private static Exchange recorded(TalkRig rig, String html) {
        String text = ConsoleScene.json(html);
        String call =
                "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"Fetch\",\"input\":{\"url\":\"x\"}}";
        return rig.claude(
                List.of(),
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"go\"},"
                        + "{\"role\":\"assistant\",\"content\":["
                        + call
                        + "]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":[{\"type\":\"text\",\"text\":"
                        + text
                        + "}]}]}]}",
                "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":"
                        + ConsoleScene.json("Here:\r\n\r\n```html\r\n" + html + "```\r\nAfter it.")
                        + "}]}");
    }

    @Test
    void nothingInAPreviewActs(@TempDir Path directory) throws Exception {
        try (Elsewhere elsewhere = new Elsewhere();
                Browser browser = Browser.start();
                TalkRig rig = new TalkRig(directory)) {
            Exchange exchange = recorded(rig, hostile(elsewhere.url()));
            rig.derive();
            Page page = browser.page(rig.server.url());
            page.navigate("/exchanges/" + exchange.id());
            page.locator(".tool-card summary").click();
            Locator buttons = page.getByText("Preview");
            assertThat(buttons).hasCount(2);
            buttons.first().click();
            page.getByText("Preview").last().click();
            Locator frames = page.locator("iframe");
            assertThat(frames).hasCount(2);
            for (int i = 0; i < 2; i++) {
                assertThat(frames.nth(i)).hasAttribute("sandbox", "");
                assertThat(frames.nth(i).contentFrame().locator("body"))
                        .containsText("Words that are read.");
            }
            page.waitForTimeout(500);
            List<Frame> drawn =
                    page.frames().stream().filter(one -> one.parentFrame() != null).toList();
            assertThat(drawn).hasSize(2);
            for (Frame frame : drawn) {
                assertThat(frame.url()).startsWith(rig.server.url() + "/api/v1/exchanges/");
                assertThat(frame.evaluate("String(self.origin)")).isEqualTo("null");
                assertThat(frame.evaluate("window.__ran")).isNull();
                assertThat(
                                frame.evaluate(
                                        "[...document.querySelectorAll('*')].filter(one => ![...'html head meta title style body p h1 table tbody tr th td small details summary'.split(' ')].includes(one.localName)).map(one => one.localName).join()"))
                        .isEqualTo("");
                assertThat(
                                frame.evaluate(
                                        "[...document.body.querySelectorAll('*')].flatMap(one => [...one.attributes].map(each => each.name)).sort().join()"))
                        .isEqualTo("class,colspan");
                assertThat(frame.locator("body").innerText())
                        .contains("A report", "[image: a chart]", "Continue")
                        .doesNotContain("__ran", "After it");
            }
            // What looks like a link or a button leads nowhere.
            frames.first().contentFrame().getByText("Continue").click();
            frames.first().contentFrame().getByText("there").click();
            page.waitForTimeout(300);
            assertThat(page.url()).endsWith("/exchanges/" + exchange.id());
            assertThat(page.evaluate("window.__ran")).isNull();
            Axe axe = new Axe();
            axe.look(page, "previews");
            assertThat(axe.found).isEmpty();

            // Opened by itself it is in the same sandbox.
            String address = drawn.getFirst().url();
            page.navigate(address);
            assertThat(page.locator("body")).containsText("Words that are read.");
            assertThat(page.evaluate("String(self.origin)")).isEqualTo("null");
            page.waitForTimeout(500);
            assertThat(elsewhere.came).isEmpty();
            assertThat(browser.complaints).isEmpty();

            // The same document as it was recorded does connect: the silence means something.
            elsewhere.page = hostile(elsewhere.url());
            Page raw = browser.page(elsewhere.url());
            raw.navigate("/", new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
            raw.waitForTimeout(1_000);
            assertThat(elsewhere.came.size()).isGreaterThan(3);
        }
    }

    @Test
    void noAddressMakesItAHostForOthers(@TempDir Path directory, @TempDir Path people)
            throws Exception {
        try (TalkRig rig = new TalkRig(directory)) {
            Exchange exchange = recorded(rig, "<html><p>one</p><script>x</script></html>");
            int port = rig.server.address().getPort();
            String at = "/api/v1/exchanges/" + exchange.id() + "/preview?part=";
            Wire.Answer answer = rig.get(at + "request.2.0.0");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("<p>one</p>").doesNotContain("script>");
            assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            assertThat(answer.header("content-security-policy"))
                    .contains("default-src 'none'", "; sandbox;", "frame-ancestors 'self'")
                    .doesNotContain("unsafe", "allow-", "http");
            assertThat(rig.get("/exchanges").header("content-security-policy"))
                    .contains("frame-ancestors 'none'", "frame-src 'self'");
            for (String other :
                    List.of("request.9.0", "request.0.9", "request.0.0.0", "request.1.0")) {
                assertThat(rig.get(at + other).status()).as(other).isEqualTo(404);
            }
            for (String bad :
                    List.of("", "request", "request.0", "x.0.0", "request.00.0", "%3Cp%3E")) {
                Wire.Answer refused = rig.get(at + bad);
                assertThat(refused.status()).as(bad).isEqualTo(400);
                assertThat(refused.message()).contains("part: expected a place such as");
                assertThat(refused.header("content-type")).startsWith("application/json");
            }
            assertThat(rig.get(at + "request.2.0.0&html=%3Cp%3E").status()).isEqualTo(400);
            assertThat(rig.get(at + "request.2.0.0&from=x").status()).isEqualTo(400);
            assertThat(rig.get(at + "request.2.0.0&from=900&to=3").text()).doesNotContain("one");
            for (String mode : List.of("iframe", "document", "embed")) {
                assertThat(
                                Wire.get(
                                                port,
                                                at + "request.2.0.0",
                                                "Sec-Fetch-Site: cross-site",
                                                "Sec-Fetch-Mode: navigate",
                                                "Sec-Fetch-Dest: " + mode)
                                        .status())
                        .as(mode)
                        .isEqualTo(403);
            }
        }
        try (ControlFixture control = new ControlFixture(people)) {
            String at =
                    "/api/v1/exchanges/019a0000-0000-7000-8000-000000000002/preview?part=request.0.0";
            assertThat(Wire.get(control.port, at).status()).isEqualTo(401);
            assertThat(control.ask("acme/member", "GET", at, "").status()).isEqualTo(404);
        }
    }
}
