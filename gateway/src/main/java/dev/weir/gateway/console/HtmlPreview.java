package dev.weir.gateway.console;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recorded HTML as a document that can do nothing. It is not cleaned but written anew: only the
 * tags named here go in, without attributes but for the measures of a table, and all else becomes
 * escaped text or nothing. What a browser takes the result for does therefore not depend on how it
 * would have read the recorded one.
 */
final class HtmlPreview {

    /** Longer texts are drawn up to here. */
    static final int LONGEST = 2_000_000;

    /**
     * A longer document is ended here: a character that is shown by its number takes the place of
     * eight.
     */
    static final int LARGEST = 2 * LONGEST;

    /** Characters of text that are written at once. */
    private static final int AT_ONCE = 4_096;

    private static final String STYLE =
            "body{margin:12px;font:14px/1.5 system-ui,sans-serif;background:#fff;color:#111}"
                    + "pre{white-space:pre-wrap}table{border-collapse:collapse}"
                    + "td,th{border:1px solid #bbb;padding:2px 8px;text-align:left}"
                    + ".note{margin:0 0 12px;padding-bottom:6px;border-bottom:1px solid #bbb;"
                    + "font-size:12px;color:#444}";

    /**
     * Nothing is loaded, run, sent or framed elsewhere, also where the address is opened itself.
     */
    static final String POLICY =
            "default-src 'none'; style-src "
                    + Html.source(STYLE)
                    + "; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final Set<String> DRAWN =
            Set.of(
                    "p div span h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot"
                            .split(" "));

    private static final Set<String> ALSO_DRAWN =
            Set.of(
                    ("tr th td pre code samp kbd var blockquote q cite em strong b i u s del ins mark"
                                    + " small sub sup abbr dfn br hr wbr section article header"
                                    + " footer main nav aside address figure figcaption details"
                                    + " summary center ruby rt rp")
                            .split(" "));

    /** Left out with all that is in them. */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    ("script style template svg math iframe object noembed noframes audio video"
                                    + " canvas title select textarea xmp")
                            .split(" "));

    private static final Set<String> NAMED =
            Set.of(
                    ("amp lt gt quot apos nbsp copy reg trade hellip mdash ndash lsquo rsquo ldquo"
                                    + " rdquo laquo raquo bull middot times divide deg euro pound"
                                    + " sect larr rarr uarr darr")
                            .split(" "));

    private static final Pattern SPAN =
            Pattern.compile(
                    "\\b(colspan|rowspan)\\s*=\\s*[\"']?([1-9][0-9]{0,2})(?![0-9])",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern ALT =
            Pattern.compile("\\balt\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')", Pattern.CASE_INSENSITIVE);
    private static final Pattern REFERENCE =
            Pattern.compile("&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));");

    private final String html;
    private final StringBuilder out;
    private int at;

    private HtmlPreview(String html) {
        this.html = html;
        this.out = new StringBuilder(html.length() + 1_000);
    }

    /** The document. */
    static String of(String recorded) {
        boolean cut = recorded.length() > LONGEST;
        HtmlPreview preview = new HtmlPreview(cut ? recorded.substring(0, LONGEST) : recorded);
        StringBuilder out = preview.out;
        out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<title>Preview of recorded HTML</title>\n<style>")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<p class=\"note\">Recorded HTML, drawn without")
                .append(" its scripts, styles, images, links and forms, and without network.");
        int note = out.length();
        out.append("</p>\n");
        preview.write();
        if (cut || preview.isFull()) {
            out.insert(note, " It goes on: only its beginning is drawn.");
        }
        return out.append("\n</body>\n</html>\n").toString();
    }

    private boolean isFull() {
        return out.length() >= LARGEST;
    }

    private void write() {
        while (at < html.length() && !isFull()) {
            int next = html.indexOf('<', at);
            if (next < 0) {
                text(html.substring(at));
                return;
            }
            text(html.substring(at, next));
            at = next;
            if (!tag()) {
                out.append("&lt;");
                at++;
            }
        }
    }

    /** Takes a tag, comment or declaration; false where this is no more than a character. */
    private boolean tag() {
        char first = charAt(at + 1);
        if (html.startsWith("<!--", at)) {
            skipTo("-->", at + 4);
            return true;
        }
        if (first == '!' || first == '?') {
            skipTo(">", at + 2);
            return true;
        }
        boolean closes = first == '/';
        int from = at + (closes ? 2 : 1);
        if (!letter(charAt(from))) {
            return false;
        }
        int to = from;
        while (to < html.length() && !ends(html.charAt(to))) {
            to++;
        }
        String name = html.substring(from, to).toLowerCase(Locale.ROOT);
        int end = endOfTag(to);
        String attributes = html.substring(to, Math.min(end, html.length()));
        at = Math.min(end + 1, html.length());
        if (DRAWN.contains(name) || ALSO_DRAWN.contains(name)) {
            open(name, closes, attributes);
        } else if (name.equals("img") && !closes) {
            image(attributes);
        } else if (LEFT_OUT.contains(name) && !closes) {
            leaveOut(name);
        } else {
            // Words on either side stay apart.
            out.append(' ');
        }
        return true;
    }

    private void open(String name, boolean closes, String attributes) {
        out.append(closes ? "</" : "<").append(name);
        if (!closes && (name.equals("td") || name.equals("th"))) {
            String last = "";
            Matcher spans = SPAN.matcher(attributes);
            while (spans.find()) {
                String which = spans.group(1).toLowerCase(Locale.ROOT);
                if (!which.equals(last)) {
                    out.append(' ').append(which).append("=\"").append(spans.group(2)).append('"');
                }
                last = which;
            }
        }
        out.append('>');
    }

    private void image(String attributes) {
        Matcher alt = ALT.matcher(attributes);
        String says = "";
        if (alt.find()) {
            says = alt.group(1) != null ? alt.group(1) : alt.group(2);
        }
        out.append("<small>[image");
        if (!says.isBlank()) {
            out.append(": ");
            text(says);
        }
        out.append("]</small>");
    }

    private void leaveOut(String name) {
        int from = at;
        while (true) {
            int close = html.indexOf("</", from);
            if (close < 0) {
                at = html.length();
                return;
            }
            int after = close + 2 + name.length();
            if (html.regionMatches(true, close + 2, name, 0, name.length())
                    && (after >= html.length() || ends(html.charAt(after)))) {
                at = Math.min(endOfTag(after) + 1, html.length());
                return;
            }
            from = close + 2;
        }
    }

    /** The place of the bracket that ends a tag; those in quotes do not. */
    private int endOfTag(int from) {
        char quote = 0;
        char before = 0;
        for (int i = from; i < html.length(); i++) {
            char c = html.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '>') {
                return i;
            } else if ((c == '"' || c == '\'') && before == '=') {
                quote = c;
            }
            before = c <= ' ' ? before : c;
        }
        return html.length();
    }

    private void skipTo(String end, int from) {
        int found = html.indexOf(end, from);
        at = found < 0 ? html.length() : found + end.length();
    }

    private char charAt(int i) {
        return i < html.length() ? html.charAt(i) : 0;
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean ends(char c) {
        return c <= ' ' || c == '/' || c == '>';
    }

    /** Text, with its references undone where they are known, and shown where not. */
    private void text(String recorded) {
        Matcher references = REFERENCE.matcher(recorded);
        int from = 0;
        while (references.find() && !isFull()) {
            plain(recorded.substring(from, references.start()));
            from = references.end();
            String named = references.group(3);
            if (named != null && NAMED.contains(named)) {
                out.append(references.group());
            } else if (named != null) {
                plain(references.group());
            } else {
                String decimal = references.group(1);
                int c =
                        decimal != null
                                ? Integer.parseInt(decimal)
                                : Integer.parseInt(references.group(2), 16);
                plain(Character.isValidCodePoint(c) ? Character.toString(c) : "\uFFFD");
            }
        }
        plain(recorded.substring(from));
    }

    private void plain(String text) {
        int from = 0;
        while (from < text.length() && !isFull()) {
            int to = Math.min(from + AT_ONCE, text.length());
            boolean parts = to < text.length() && goesOn(text.charAt(to - 1));
            to += parts ? 1 : 0;
            out.append(Html.escape(Visible.text(text.substring(from, to))));
            from = to;
        }
    }

    /** True for the first of two characters that are shown as one. */
    private static boolean goesOn(char c) {
        return Character.isHighSurrogate(c) || c == '\r';
    }
}
