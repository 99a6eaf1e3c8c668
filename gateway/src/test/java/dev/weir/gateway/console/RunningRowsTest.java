package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;

import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Script;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Calls that are under way, in a browser, over a running Weir. */
class RunningRowsTest {

    private static final String SSE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    @TempDir static Path directory;
    private static Browser browser;
    private static ScriptedProvider provider;
    private static RealWeir weir;

    /** What the stream under way does next: a chunk, {@code end} or {@code cut}. */
    private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();

    private final List<RawClient> clients = new ArrayList<>();
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        provider = ScriptedProvider.start();
        weir =
                RealWeir.start(
                        directory,
                        Map.of(
                                "access.sign_in", "none",
                                "timeouts.drain", "1s",
                                "providers.anthropic.url", provider.url()));
        provider.always(Scripts.json(200, "{\"model\":\"old\"}"));
        for (int i = 0; i < 60; i++) {
            try (RawClient client = client("m-old")) {
                client.answer();
            }
        }
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            weir.close();
            provider.close();
        }
    }

    @BeforeEach
    void open() {
        browser.complaints.clear();
        provider.always(stream());
        page = browser.page(weir.base);
    }

    @AfterEach
    void shut() {
        steps.add("end");
        steps.add("end");
        clients.forEach(RawClient::close);
        page.context().close();
        assertThat(browser.complaints).isEmpty();
    }

    /** A stream that goes on when the test says so. */
    private Script stream() {
        return call -> {
            call.body().rest();
            call.send(SSE);
            while (true) {
                String step = steps.poll(30, TimeUnit.SECONDS);
                if (step == null || step.equals("cut")) {
                    call.reset();
                    return;
                }
                if (step.equals("end")) {
                    call.chunk("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
                            .lastChunk("");
                    return;
                }
                call.chunk("data: " + step + "\n\n");
            }
        };
    }

    private static RawClient client(String model) throws IOException {
        return RawClient.connect(weir.weir.proxy().getPort())
                .post(
                        "/anthropic/v1/messages",
                        "user-agent: claude-cli/2.1.219 (external, cli)\r\n",
                        "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[]}");
    }

    private RawClient begin(String model) throws IOException {
        RawClient client = client(model);
        clients.add(client);
        return client;
    }

    private Locator rows() {
        return page.locator(".table-row");
    }

    private Locator live() {
        return page.locator(".row-live");
    }

    private static double top(Locator element) {
        BoundingBox box = element.boundingBox();
        assertThat(box).isNotNull();
        return box.y;
    }

    @Test
    void aRunningCallIsOnTopGrowsAndBecomesTheExchangeWhereItStands() throws Exception {
        page.navigate("/exchanges");
        assertThat(rows().first()).containsText("m-");
        begin("m-live-one");
        assertThat(live()).hasCount(1);
        assertThat(rows().first()).containsText("m-live-one");
        assertThat(rows().first()).containsText("claude-code");
        assertThat(rows().first())
                .containsText(Pattern.compile("streaming \\d s · 0 chunks · 0 B"));
        // From now on nothing may move.
        Locator below = rows().nth(1);
        String id = String.valueOf(below.getAttribute("id"));
        double at = top(below);
        double own = top(live());
        page.evaluate(
                "window.shifts = 0; new PerformanceObserver((list) => { for (const e of"
                        + " list.getEntries()) window.shifts += e.value; }).observe({type:"
                        + " 'layout-shift'})");
        steps.add("one");
        assertThat(live()).containsText("· 1 chunk · 11 B");
        steps.add("two");
        assertThat(live()).containsText("· 2 chunks · 22 B");
        assertThat(live().locator("a.cell-link"))
                .hasAttribute("href", Pattern.compile("/exchanges/.*"));
        String live = String.valueOf(live().getAttribute("id"));
        steps.add("end");
        assertThat(live()).hasCount(0);
        assertThat(rows().first()).hasAttribute("id", live);
        assertThat(rows().first()).containsText("200");
        assertThat(rows().first()).containsText("m-live-one");
        assertThat(rows().nth(1)).hasAttribute("id", id);
        assertThat(top(rows().nth(1))).isEqualTo(at);
        assertThat(top(rows().first())).isEqualTo(own);
        assertThat(page.locator(".pill")).hasCount(0);
        assertThat(((Number) page.evaluate("window.shifts")).doubleValue()).isLessThan(0.01);

        // The next one takes the place of the one that is over, which is counted as new.
        begin("m-live-two");
        assertThat(live()).hasCount(1);
        assertThat(live()).containsText("m-live-two");
        assertThat(page.locator(".pill")).containsText("1 new");
        assertThat(rows().nth(1)).hasAttribute("id", id);
        assertThat(top(rows().nth(1))).isEqualTo(at);
        // What is new is shown below it, when one asks for it.
        page.keyboard().press(".");
        assertThat(rows().nth(1)).containsText("m-live-one");
        assertThat(rows().first()).containsText("m-live-two");
        assertThat(page.locator(".pill")).hasCount(0);
    }

    @Test
    void whoFollowsSeesOneAfterTheOther() throws Exception {
        page.navigate("/exchanges");
        assertThat(rows().first()).containsText("m-");
        page.keyboard().press("f");
        begin("m-f-one");
        assertThat(live()).containsText("m-f-one");
        steps.add("end");
        assertThat(live()).hasCount(0);
        assertThat(rows().first()).containsText("m-f-one");
        begin("m-f-two");
        assertThat(live()).containsText("m-f-two");
        assertThat(rows().nth(1)).containsText("m-f-one");
        steps.add("end");
        assertThat(live()).hasCount(0);
        assertThat(rows().first()).containsText("m-f-two");
        assertThat(rows().nth(1)).containsText("m-f-one");
        assertThat(page.locator(".table-row", new Page.LocatorOptions().setHasText("m-f-two")))
                .hasCount(1);
    }

    @Test
    void aClientThatLeavesAndAProviderThatBreaksAreSaid() throws Exception {
        page.navigate("/exchanges");
        RawClient leaves = begin("m-leaves");
        steps.add("one");
        assertThat(live()).containsText("1 chunk");
        leaves.reset();
        assertThat(live()).hasCount(0);
        assertThat(rows().first()).containsText("m-leaves");
        assertThat(rows().first().locator("[aria-label^='the client left']")).hasCount(1);
        // The script of the one that left takes its end, before another one can.
        steps.add("end");
        assertThat(ConsoleFixture.soon(steps::isEmpty)).isTrue();
        begin("m-breaks");
        steps.add("one");
        assertThat(live()).containsText("1 chunk");
        steps.add("cut");
        assertThat(live()).hasCount(0);
        assertThat(rows().first()).containsText("m-breaks");
        assertThat(rows().first().locator("[aria-label^='the provider failed']")).hasCount(1);
    }

    @Test
    void whatIsInSightStaysThereFurtherDown() throws Exception {
        page.navigate("/exchanges");
        assertThat(rows().first()).containsText("m-");
        page.locator(".table-box").evaluate("box => box.scrollTop = 450");
        page.waitForTimeout(200);
        Locator row = page.locator(".table-row").nth(16);
        String id = String.valueOf(row.getAttribute("id"));
        double at = top(row);
        begin("m-above");
        page.waitForRequest("**/api/v1/live*", () -> page.waitForTimeout(1_500));
        page.waitForFunction("() => document.querySelector('.table-box').scrollTop > 460");
        assertThat(top(page.locator("#" + id))).isEqualTo(at);
        page.locator(".table-box").evaluate("box => box.scrollTop = 0");
        assertThat(live()).containsText("m-above");
    }

    @Test
    void aSearchShowsWhatItCanJudgeAndCountsTheRest() throws Exception {
        begin("m-judged");
        page.navigate("/exchanges?q=model%3Am-ju*");
        assertThat(live()).containsText("m-judged");
        page.navigate("/exchanges?q=client%3Acodex");
        assertThat(page.getByText("No exchange fits the search")).isVisible();
        assertThat(page.locator(".besides")).hasCount(0);
        page.navigate("/exchanges?q=input%3A%3E%3D0%20model%3Am*");
        assertThat(page.locator(".besides")).hasText("1 running is not judged by this search");
        assertThat(live()).hasCount(0);
    }

    @Test
    void thePageOfARunningCallTurnsIntoTheExchange() throws Exception {
        page.navigate("/exchanges");
        begin("m-page");
        steps.add("one");
        assertThat(live()).containsText("1 chunk");
        live().locator(".cell").nth(2).click();
        page.waitForURL("**/exchanges/*-*");
        assertThat(page.locator(".headline")).containsText("m-page");
        assertThat(page.locator(".headline .badge")).hasText("still streaming");
        assertThat(page.locator(".state")).containsText("1 chunk");
        steps.add("two");
        assertThat(page.locator(".state")).containsText("2 chunks");
        page.reload();
        assertThat(page.locator(".headline .badge")).hasText("still streaming");
        steps.add("end");
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.TABPANEL)).isVisible();
        assertThat(page.locator(".headline")).containsText("m-page");
        assertThat(page.locator(".headline .status")).containsText("200");
        assertThat(page.locator(".facts")).containsText("claude-code");
        page.navigate("/exchanges/019a0000-0000-7000-8000-000000000002");
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .containsText("Not found");
    }

    /** The rules of {@link AccessibilityTest}, on what it does not have: calls that run. */
    @Test
    void runningRowsAndPagesAreReadableToAll() throws Exception {
        Axe axe = new Axe();
        page.navigate("/exchanges");
        begin("m-axe");
        assertThat(live()).hasCount(1);
        axe.look(page, "the list");
        page.navigate(String.valueOf(live().locator("a").first().getAttribute("href")));
        assertThat(page.locator(".headline .badge")).hasText("still streaming");
        axe.look(page, "the exchange");
        assertThat(axe.found).isEmpty();
    }
}
