package dev.weir.gateway.console;

import dev.weir.core.derived.SessionSummary;
import dev.weir.core.session.Placement;
import dev.weir.core.story.Piece;
import dev.weir.core.story.Step;
import dev.weir.core.story.ToolLine;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * A session as one HTML file: no script, nothing fetched, and a policy in it that forbids both.
 * Everything recorded is escaped; images are shown only from bytes on record.
 */
final class HtmlPaper implements SessionExport.Paper {

    private static final Set<String> IMAGES =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private final Writer out;
    private boolean inTurn;
    private String agent = "";

    HtmlPaper(Writer out) {
        this.out = out;
    }

    @Override
    public void begin(SessionSummary session) throws IOException {
        String style = style();
        String title = session.title() == null ? "Session " + session.id() : session.title();
        put("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        put("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
        put(
                "img-src data:; style-src "
                        + Html.source(style)
                        + "; base-uri 'none'; form-action 'none'\">\n");
        put("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        put("<meta name=\"color-scheme\" content=\"light dark\">\n");
        put("<meta name=\"referrer\" content=\"no-referrer\">\n");
        put("<title>" + line(title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n");
        put("<header>\n<h1>" + line(title) + "</h1>\n<ul>\n");
        for (String fact : StepText.facts(session)) {
            put("<li>" + line(fact) + "</li>\n");
        }
        put("</ul>\n</header>\n<main>\n");
    }

    @Override
    public void step(Step step) throws IOException {
        String thread = step.thread();
        if (thread.equals(Placement.BACKGROUND) || thread.isEmpty()) {
            background(step);
            return;
        }
        boolean main = thread.equals(Placement.MAIN);
        if (!agent.isEmpty() && (main || !agent.equals(thread))) {
            put("</div>\n");
            agent = "";
        }
        if (main && (step.asks() || !inTurn)) {
            closeTurn();
            var place = step.row().place();
            int turn = place == null ? 0 : place.turn();
            put("<section>\n<h2>Turn " + turn + "</h2>\n");
            inTurn = true;
        }
        if (!main && agent.isEmpty()) {
            put("<div class=\"agent\">\n<h3>Sub-agent " + line(thread) + "</h3>\n");
            agent = thread;
        }
        for (String boundary : StepText.boundaries(step)) {
            put("<p class=\"boundary\">" + line(boundary) + "</p>\n");
        }
        if (!step.said().isEmpty()) {
            put("<div class=\"" + (step.asks() ? "prompt" : "said") + "\">\n");
            pieces(step.said());
            put("</div>\n");
        }
        put("<div class=\"answer\">\n");
        pieces(step.answer());
        put("<p class=\"meta\" title=\"exchange " + step.id() + "\">");
        put(line(StepText.meta(step)) + " · " + step.id() + "</p>\n</div>\n");
    }

    @Override
    public void end() throws IOException {
        if (!agent.isEmpty()) {
            put("</div>\n");
        }
        closeTurn();
        put("</main>\n</body>\n</html>\n");
    }

    private void closeTurn() throws IOException {
        if (inTurn) {
            put("</section>\n");
            inTurn = false;
        }
    }

    private void background(Step step) throws IOException {
        var place = step.row().place();
        put("<p class=\"background\">Background: " + line(place == null ? "" : place.kind()));
        put(" · " + line(StepText.meta(step)) + " · " + step.id() + "</p>\n");
    }

    private void pieces(List<Piece> pieces) throws IOException {
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Words words -> words(words);
                case Piece.ToolCall call -> call(call);
                case Piece.ToolResult result -> {
                    fold("tool", result.isError() ? "Result, marked as failed" : "Result", null);
                    pieces(result.parts());
                    put("</details>\n");
                }
                case Piece.Media media -> media(media);
                case Piece.Other other -> {
                    fold("quiet", "Part of type " + other.type(), null);
                    pre(StepText.whole(other.json()));
                    put("</details>\n");
                }
            }
        }
    }

    private void words(Piece.Words words) throws IOException {
        String text = StepText.whole(words.text());
        switch (words.kind()) {
            case TEXT -> text("text", text);
            case REFUSAL -> text("text refusal", text);
            case THINKING -> folded("Thinking", text);
            case REMINDER -> folded("Put in by the tool", text);
            case SUMMARY -> folded("Summary of what came before", text);
        }
    }

    private void text(String name, String text) throws IOException {
        put("<div class=\"" + name + "\" dir=\"auto\">" + escape(text) + "</div>\n");
    }

    private void folded(String title, String text) throws IOException {
        if (text.isBlank()) {
            put("<p class=\"hidden\">" + title + " (hidden by the provider)</p>\n");
            return;
        }
        fold("quiet", title, text);
        text("text", text);
        put("</details>\n");
    }

    private void call(Piece.ToolCall call) throws IOException {
        Piece.ToolResult result = call.result();
        boolean failed = result != null && result.isError();
        put("<details class=\"tool" + (failed ? " failed" : "") + "\"><summary><b>");
        put(line(call.name()) + "</b> <code>" + line(ToolLine.of(call)) + "</code>");
        put((result == null ? " <i>no result on record</i>" : failed ? " <i>failed</i>" : ""));
        put("</summary>\n");
        pre(StepText.whole(call.arguments()));
        if (result != null) {
            put("<div class=\"result\">\n");
            for (Piece part : result.parts()) {
                if (part instanceof Piece.Words words) {
                    pre(StepText.whole(words.text()));
                } else {
                    pieces(List.of(part));
                }
            }
            put("</div>\n");
        }
        put("</details>\n");
    }

    private void media(Piece.Media media) throws IOException {
        String mime = media.mime();
        String data = media.base64();
        if (data != null && mime != null && IMAGES.contains(mime)) {
            put("<img alt=\"" + line(StepText.label(media)) + "\" src=\"data:" + mime + ";base64,");
            put(data);
            put("\">\n");
        } else {
            put("<p class=\"media\">" + line(StepText.label(media)) + "</p>\n");
        }
    }

    private void fold(String name, String title, @Nullable String text) throws IOException {
        put("<details class=\"" + name + "\"><summary>" + line(title));
        if (text != null) {
            put(" <span>" + text.length() + " characters</span>");
        }
        put("</summary>\n");
    }

    private void pre(String text) throws IOException {
        put("<pre>" + escape(text) + "</pre>\n");
    }

    /** Recorded text on one line. */
    private static String line(String recorded) {
        return escape(Visible.line(recorded));
    }

    /** Recorded text for any place between tags or within quotes. */
    private static String escape(String recorded) {
        return Html.escape(Visible.text(recorded));
    }

    private void put(String html) throws IOException {
        out.write(html);
    }

    private static String style() {
        try (InputStream in = HtmlPaper.class.getResourceAsStream("/console/session.css")) {
            if (in == null) {
                throw new IllegalStateException("session.css is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
