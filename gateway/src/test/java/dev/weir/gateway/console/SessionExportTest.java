package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class SessionExportTest {

    private static final List<String> MAIN =
            List.of("x-claude-code-session-id", "session-one-of-the-weir");
    private static final String HOSTILE =
            "</pre></details><script>alert(1)</script><img src=x onerror=alert(2)>\u001b[2J\u202Eevil\u2066\n````\n# no heading\n'\"&";
    private static final String PNG = "iVBORw0KGgo" + "A".repeat(20_001) + "==";

    @TempDir private Path directory;
    private TalkRig rig;

    @SuppressWarnings("NullAway.Init")
    SessionExportTest() {}

    @BeforeEach
    void start() throws Exception {
        rig = new TalkRig(directory);
        String ask = Says.user(Says.text(HOSTILE), image("image/png"), image("image/svg+xml"));
        String call = Says.call("t1", "Bash" + HOSTILE, "command", HOSTILE);
        rig.claude(
                MAIN, Says.request(HOSTILE.substring(16, 30), ask), Says.answer("tool_use", call));
        rig.claude(
                MAIN,
                Says.request(
                        "m", ask, Says.model(call), Says.user(Says.result("t1", HOSTILE, true))),
                Says.answer("end_turn", Says.text(HOSTILE), "{\"type\":\"" + "odd<b>" + "\"}"));
        rig.derive();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static String image(String mime) {
        return "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\""
                + mime
                + "\",\"data\":\""
                + PNG
                + "\"}}";
    }

    private String export(String format) throws IOException {
        Wire.Answer answer =
                rig.get("/api/v1/sessions/" + rig.session() + "/export?format=" + format);
        assertThat(answer.status()).isEqualTo(200);
        return answer.text();
    }

    @Test
    void htmlHasNothingThatActsAndShowsImagesOnRecord() throws Exception {
        String html = export("html");
        assertThat(html).startsWith("<!doctype html>").endsWith("</html>\n");
        assertThat(html)
                .doesNotContain("<script", "onerror=alert(2)>", "\u001b", "\u202E", "\u2066")
                .contains("&lt;script&gt;alert(1)", "⟨U+001B⟩", "⟨U+202E⟩")
                .contains("<details class=\"tool failed\"><summary><b>Bash");
        assertThat(html).containsOnlyOnce("src=\"data:image/png;base64," + PNG + "\"");
        assertThat(html).doesNotContain("data:image/svg");
        Matcher tags = Pattern.compile("<([a-z0-9]+)[ >]").matcher(html);
        assertThat(tags.results().map(found -> found.group(1)))
                .isSubsetOf(
                        "html", "head", "meta", "title", "style", "body", "header", "h1", "h2",
                        "h3", "ul", "li", "main", "section", "div", "p", "details", "summary", "b",
                        "i", "span", "code", "pre", "img");
        assertThat(count(html, "<details")).isEqualTo(count(html, "</details>"));
        assertThat(count(html, "<div")).isEqualTo(count(html, "</div>"));
        assertThat(html).doesNotContain("http://", "https://", "url(");
    }

    @Test
    void thePolicyOfTheFileAllowsItsOwnStyleAndNothingElse() throws Exception {
        String html = export("html");
        String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
        String hash =
                Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(style.getBytes(StandardCharsets.UTF_8)));
        assertThat(html)
                .contains("content=\"default-src 'none'; img-src data:; style-src 'sha256-" + hash);
        assertThat(html).doesNotContain(" style=\"");
    }

    @Test
    void markdownFencesAreLongerThanAnyWithin() throws Exception {
        String markdown = export("markdown");
        assertThat(markdown).doesNotContain("\u001b", "\u202E");
        String open = "";
        for (String line : markdown.lines().toList()) {
            Matcher fence = Pattern.compile("(`{3,})([a-z]*)").matcher(line);
            if (open.isEmpty() && fence.matches() && !fence.group(2).isEmpty()) {
                open = fence.group(1);
                assertThat(open.length()).isGreaterThan(2);
            } else if (line.equals(open)) {
                open = "";
            } else if (open.isEmpty()) {
                String outside = line.replaceAll("(`+) .*? \\1(?!`)", "");
                assertThat(outside).doesNotContain("<script>").isNotEqualTo("# no heading");
            }
        }
        assertThat(open).isEmpty();
        assertThat(markdown).contains("`````markdown", "## Turn 1", "Result, marked as failed:");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(rig.get("/api/v1/sessions/nobody/export").status()).isEqualTo(404);
        assertThat(rig.get("/api/v1/sessions/" + rig.session() + "/export?format=pdf").status())
                .isEqualTo(400);
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
