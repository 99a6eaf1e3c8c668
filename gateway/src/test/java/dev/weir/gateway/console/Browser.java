package dev.weir.gateway.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.weir.testkit.BrowserProgram;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real Chromium for the pages of the console. Where the machine has none, tests say so. */
final class Browser implements AutoCloseable {

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    /** What pages said that they should not: faults, refused content, requests to elsewhere. */
    final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(Path program) {
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(program)
                                        .setArgs(BrowserProgram.ARGUMENTS));
    }

    /** Starts it; skips the test where there is none. */
    static Browser start() {
        Optional<Path> program = BrowserProgram.find();
        assumeTrue(
                program.isPresent(),
                "no Chromium on this machine: apt-get install chromium, to test the web console");
        return new Browser(program.orElseThrow());
    }

    /** A page of its own, with nothing remembered. */
    Page page(String base) {
        return page(base, ColorScheme.LIGHT);
    }

    Page page(String base, ColorScheme theme) {
        BrowserContext context =
                chromium.newContext(
                        new com.microsoft.playwright.Browser.NewContextOptions()
                                .setBaseURL(base)
                                .setViewportSize(1440, 900)
                                .setColorScheme(theme)
                                .setLocale("en-GB")
                                .setTimezoneId("UTC"));
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        Page page = context.newPage();
        page.setDefaultTimeout(10_000);
        page.onPageError(error -> complaints.add("fault: " + error));
        page.onDialog(
                dialog -> {
                    complaints.add("dialog: " + dialog.message());
                    dialog.dismiss();
                });
        page.onConsoleMessage(
                message -> {
                    // A status of an error is what some tests provoke.
                    boolean expected = message.text().startsWith("Failed to load resource");
                    if (message.type().equals("error") && !expected) {
                        complaints.add("console: " + message.text());
                    }
                });
        page.onRequest(
                request -> {
                    String url = request.url();
                    if (!url.startsWith(base + "/") && !url.startsWith("blob:" + base)) {
                        complaints.add("request: " + url);
                    }
                });
        return page;
    }

    /** Waits until nothing of a page is loading any more. */
    static void settle(Page page) {
        page.locator("#app > *").first().waitFor();
        page.waitForTimeout(60);
        PlaywrightAssertions.assertThat(page.locator(".state-wait")).hasCount(0);
        page.waitForTimeout(60);
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
