package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The files of the web console on the wire: what a browser is told about them. */
class WebPagesTest {

    private static final Pattern FILE = Pattern.compile("(?:href|src)=\"(/assets/[^\"]*)\"");
    private static final Pattern IMPORT =
            Pattern.compile(
                    "(?m)^(?:import |(?:import|export) [^']* from )'([^']+)';|\\bimport\\('([^']+)'\\)");

    private static ConsoleFixture console;

    @BeforeAll
    static void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static String shell() throws IOException {
        return console.get("/exchanges", "Accept: text/html").text();
    }

    private static List<String> files() throws IOException {
        return FILE.matcher(shell()).results().map((MatchResult match) -> match.group(1)).toList();
    }

    @Test
    void everyAddressOfTheConsoleAnswersTheSamePage() throws IOException {
        String shell = shell();
        for (String name : WebPages.NAMES) {
            assertThat(console.get("/" + name).text()).as(name).isEqualTo(shell);
            assertThat(console.get("/" + name + "/a/b?q=%22x").text()).as(name).isEqualTo(shell);
        }
        assertThat(console.get("/elsewhere").status()).isEqualTo(404);
        assertThat(console.get("/exchangesx").status()).isEqualTo(404);
    }

    @Test
    void aBrowserIsToldAtOnceWhichModulesTheShellNeeds() throws IOException {
        List<String> told =
                Pattern.compile("rel=\"modulepreload\" href=\"/assets/[0-9a-f]+/([^\"]*)\"")
                        .matcher(shell())
                        .results()
                        .map(match -> match.group(1))
                        .toList();
        assertThat(told)
                .startsWith("app.js")
                .contains("lib/shell.js", "vendor/preact/dist/preact.module.js")
                .contains("vendor/preact/hooks/dist/hooks.module.js")
                .doesNotContain("pages/exchanges.js", "vendor/chart.js/dist/chart.js")
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingRunsThatThePolicyDoesNotName() throws Exception {
        Wire.Answer answer = console.get("/exchanges");
        String policy = answer.header("content-security-policy");
        assertThat(policy)
                .contains(
                        "default-src 'none'",
                        "frame-ancestors 'none'",
                        "base-uri 'none'",
                        "form-action 'none'",
                        "require-trusted-types-for 'script'",
                        "trusted-types 'none'")
                .doesNotContain("unsafe", "*", "data:", "http");
        var imports =
                Pattern.compile("<script type=\"importmap\">(.*?)</script>").matcher(answer.text());
        assertThat(imports.find()).isTrue();
        String hash =
                Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(imports.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(policy).contains("script-src 'self' 'sha256-" + hash + "'");
        assertThat(answer.text()).doesNotContain("style=", "<style", "onload", "onclick");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    }

    @Test
    void everyModuleThatIsImportedIsThere() throws IOException {
        Deque<String> open = new ArrayDeque<>(files());
        Set<String> seen = new HashSet<>(open);
        String map = shell();
        while (!open.isEmpty()) {
            String path = open.poll();
            Wire.Answer answer = console.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.header("cache-control"))
                    .isEqualTo("public, max-age=31536000, immutable");
            if (!path.endsWith(".js")) {
                continue;
            }
            assertThat(answer.header("content-type")).startsWith("text/javascript");
            IMPORT.matcher(answer.text())
                    .results()
                    .map(
                            (MatchResult match) ->
                                    match.group(1) == null ? match.group(2) : match.group(1))
                    .filter(name -> !path.contains("/vendor/") || name.startsWith("./"))
                    .forEach(
                            name -> {
                                if (!name.startsWith(".")) {
                                    assertThat(map).contains("\"" + name + "\":\"/assets/");
                                    return;
                                }
                                String next = java.net.URI.create(path).resolve(name).getPath();
                                if (next.contains("/types/")) {
                                    return;
                                }
                                if (seen.add(next)) {
                                    open.add(next);
                                }
                            });
        }
        assertThat(seen).anyMatch(path -> path.endsWith("/pages/exchanges.js"));
    }

    @Test
    void textIsSmallerForWhoCanUnpackIt() throws IOException {
        String path =
                files().stream()
                        .filter(file -> file.endsWith("base.css"))
                        .findFirst()
                        .orElseThrow();
        Wire.Answer plain = console.get(path);
        Wire.Answer packed = console.get(path, "Accept-Encoding: gzip, br");
        assertThat(packed.header("content-encoding")).isEqualTo("gzip");
        assertThat(packed.body().length).isLessThan(plain.body().length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.body());
    }

    @Test
    void filesOfAnotherVersionAreNotThere() throws IOException {
        String path = files().getFirst();
        assertThat(
                        console.get(path.replaceFirst("/assets/[^/]+", "/assets/0000000000000000"))
                                .status())
                .isEqualTo(404);
        assertThat(console.get("/assets/../openapi.json").status()).isEqualTo(400);
        assertThat(console.get(path.replaceFirst("[^/]+$", "missing.js")).status()).isEqualTo(404);
    }
}
