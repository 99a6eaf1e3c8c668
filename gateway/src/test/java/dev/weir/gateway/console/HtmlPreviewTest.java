package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes into a preview, whatever was recorded: named tags, measures of tables, escaped text.
 */
class HtmlPreviewTest {

    private static final Pattern TAG = Pattern.compile("<(?!/?[a-z1-6]+>)[^>]*>?");

    private static String body(String html) {
        String page = HtmlPreview.of(html);
        int note = page.indexOf("</p>\n") + "</p>\n".length();
        return page.substring(note, page.lastIndexOf("\n</body>"));
    }

    @Test
    void aDocumentKeepsItsShapeAndItsWords() {
        assertThat(
                        body(
                                "<!doctype html><html><head><title>T</title><style>p{}</style></head>"
                                        + "<body class=x><h1 onclick='a>b'>A &amp; B</h1><p style=\"x\">1 < 2"
                                        + "<table><tr><td colspan=2 rowspan='3' onclick=x>c</table>"
                                        + "<img alt=\"a dog\" src=x onerror=y><a href=\"http://e/\">link</a>"))
                .isEqualToIgnoringWhitespace(
                        "<h1>A &amp; B</h1><p>1 &lt; 2<table><tr><td colspan=\"2\" rowspan=\"3\">c"
                                + "</table><small>[image: a dog]</small> link");
    }

    @Test
    void charactersThatHideAreShown() {
        assertThat(body("a\u202eb&#x202e;c&#8238;d&rlm;e&nbsp;f&#xD800;g&#99999999;"))
                .isEqualTo("a⟨U+202E⟩b⟨U+202E⟩c⟨U+202E⟩d&amp;rlm;e&nbsp;f⟨U+D800⟩g&amp;#99999999;");
    }

    @Test
    void whatActsIsLeftOut() {
        for (String payload : HostileContentTest.payloads()) {
            harmless(payload);
        }
        for (String more :
                List.of(
                        "<scr<script>ipt>alert(1)</scr</script>ipt>",
                        "<p<script>alert(1)</script>",
                        "<img src='x' alt='<script>alert(1)</script>' onerror=alert(1)//",
                        "<td colspan=\"1\" rowspan=\"2\" onclick=x colspan=9999>",
                        "<table><td colspan='2\"onclick=alert(1)'>",
                        "<svg><p><style><img src=x onerror=alert(1)>",
                        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
                        "<!-- --!><img src=x onerror=alert(1)>-->",
                        "<p/onclick=alert(1)>",
                        "</p onclick=alert(1)>",
                        "<\u0000script>alert(1)</script>",
                        "<plaintext><script>",
                        "&#60;script&#62;alert(1)&#60;/script&#62;",
                        "<ol start=\"javascript:1\">",
                        "<P ONCLICK=alert(1)>",
                        "<ſcript>alert(1)</ſcript>",
                        "<")) {
            harmless(more);
        }
    }

    @Test
    void noHeapOfPiecesBecomesMoreThanTags() {
        String[] pieces = {
            "<", ">", "\"", "'", "=", "/", "p", "script", "svg", " ", "onload", "&", "#60;", "<!--",
            "-->", "</", "td", "colspan", "2", "alt", "img", "\u0000", "\n", "style", "&lt;"
        };
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder html = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                html.append(pieces[random.nextInt(pieces.length)]);
            }
            harmless(html.toString());
        }
    }

    @Test
    void whatIsLongIsCutAndReadInTime() {
        String page = HtmlPreview.of("<p>".repeat(HtmlPreview.LONGEST));
        assertThat(page).contains("only its beginning is drawn");
        assertThat(page.length()).isLessThan(HtmlPreview.LONGEST + 2_000);
        long started = System.nanoTime();
        for (String unit :
                List.of("<!--", "<p a='", "<script>", "</", "<svg></", "<a =\"", "&#x")) {
            HtmlPreview.of(unit.repeat(300_000));
        }
        assertThat((System.nanoTime() - started) / 1_000_000).isLessThan(20_000);
    }

    /** A document takes no more memory than its room was reckoned for, whatever it is made of. */
    @Test
    void whatIsShownByNumbersMakesNoDocumentManyTimesAsLarge() {
        for (String unit : List.of("\u0001", "&#1;", "<p>\u0001", "\"")) {
            String page = HtmlPreview.of(unit.repeat(HtmlPreview.LONGEST / unit.length()));
            assertThat(page.length()).as(unit).isLessThan(HtmlPreview.LARGEST + 50_000);
            assertThat(page)
                    .as(unit)
                    .contains("only its beginning is drawn")
                    .endsWith("\n</body>\n</html>\n");
        }
        String pairs = "a" + "\ud83d\ude00".repeat(10_000) + "\r\n";
        assertThat(body(pairs)).isEqualTo("a" + "\ud83d\ude00".repeat(10_000) + "\n");
    }

    @Test
    void aPartIsCountedWithLineFeedsAlone() {
        String[] pieces = {"\r", "\n", "\r\n", "a", "bc"};
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            int from = random.nextInt(12);
            int to = random.nextInt(12);
            String whole = text.toString().replaceAll("\r\n?", "\n");
            int start = Math.min(from, whole.length());
            assertThat(Previews.part(text.toString(), from, to))
                    .isEqualTo(whole.substring(start, Math.clamp(to, start, whole.length())));
        }
        assertThat(
                        Previews.part("x".repeat(HtmlPreview.LONGEST + 9), 3, Integer.MAX_VALUE)
                                .length())
                .isEqualTo(HtmlPreview.LONGEST + 1);
    }

    /** Every bracket begins a bare tag that is drawn, or a cell with measures. */
    private static void harmless(String html) {
        String body = body(html);
        Matcher tags = TAG.matcher(body);
        while (tags.find()) {
            assertThat(tags.group())
                    .as(html)
                    .matches("<t[dh](?: (?:colspan|rowspan)=\"[1-9][0-9]{0,2}\"){0,2}>");
        }
        assertThat(body)
                .as(html)
                .doesNotContainPattern(
                        "(?i)</?(script|style|svg|iframe|img|link|meta|base|form|input|a|object)\\b");
    }
}
