package dev.weir.gateway.console;

import dev.weir.core.derived.SessionSummary;
import dev.weir.core.session.Placement;
import dev.weir.core.story.Piece;
import dev.weir.core.story.Step;
import dev.weir.core.story.ToolLine;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * A session as Markdown. Everything recorded stands in fences that are longer than any in it, or
 * with its signs escaped, so that nothing in it acts as Markdown or HTML.
 */
final class MarkdownPaper implements SessionExport.Paper {

    private final Writer out;
    private String thread = "";

    MarkdownPaper(Writer out) {
        this.out = out;
    }

    @Override
    public void begin(SessionSummary session) throws IOException {
        String title = session.title();
        line("# " + escape(title == null ? "Session " + session.id() : title));
        line("");
        for (String fact : StepText.facts(session)) {
            line("- " + escape(fact));
        }
    }

    @Override
    public void step(Step step) throws IOException {
        String now = step.thread();
        if (now.equals(Placement.BACKGROUND) || now.isEmpty()) {
            background(step);
            return;
        }
        boolean main = now.equals(Placement.MAIN);
        var place = step.row().place();
        int turn = place == null ? 0 : place.turn();
        if (main && step.asks()) {
            line("");
            line("## Turn " + turn);
        } else if (!thread.equals(now)) {
            line("");
            line(main ? "### Turn " + turn + " goes on" : "### Sub-agent " + escape(now));
        }
        thread = now;
        for (String boundary : StepText.boundaries(step)) {
            line("");
            line("---");
            line("");
            line("*" + escape(boundary) + "*");
        }
        if (!step.said().isEmpty()) {
            line("");
            line(step.asks() ? "**Prompt**" : "**Put in**");
            pieces(step.said());
        }
        line("");
        line("**Answer** (" + escape(StepText.meta(step)) + ", exchange " + step.id() + ")");
        pieces(step.answer());
    }

    @Override
    public void end() throws IOException {
        line("");
    }

    private void background(Step step) throws IOException {
        var place = step.row().place();
        line("");
        line(
                "*Background: "
                        + escape(place == null ? "" : place.kind())
                        + ", "
                        + escape(StepText.meta(step))
                        + ", exchange "
                        + step.id()
                        + "*");
    }

    private void pieces(List<Piece> pieces) throws IOException {
        for (Piece piece : pieces) {
            line("");
            switch (piece) {
                case Piece.Words words -> {
                    switch (words.kind()) {
                        case TEXT -> {}
                        case THINKING -> line("Thinking:");
                        case REMINDER -> line("Put in by the tool:");
                        case REFUSAL -> line("Refused:");
                        case SUMMARY -> line("Summary:");
                    }
                    String text = StepText.whole(words.text());
                    if (text.isEmpty()) {
                        line("(hidden)");
                    } else {
                        fence(text, "markdown");
                    }
                }
                case Piece.ToolCall call -> {
                    line("**Tool " + escape(call.name()) + "** " + code(ToolLine.of(call)));
                    fence(StepText.whole(call.arguments()), call.json() == null ? "text" : "json");
                    Piece.ToolResult result = call.result();
                    if (result == null) {
                        line("");
                        line("No result is on record.");
                    } else {
                        result(result);
                    }
                }
                case Piece.ToolResult result -> result(result);
                case Piece.Media media -> line("(" + escape(StepText.label(media)) + ")");
                case Piece.Other other -> {
                    line("Part of type " + escape(other.type()) + ":");
                    fence(StepText.whole(other.json()), "json");
                }
            }
        }
    }

    private void result(Piece.ToolResult result) throws IOException {
        line("");
        line(result.isError() ? "Result, marked as failed:" : "Result:");
        pieces(result.parts());
    }

    /** A block of recorded text between fences that it does not hold. */
    private void fence(String recorded, String language) throws IOException {
        String text = Visible.text(recorded);
        String fence = "`".repeat(Math.max(3, longestRun(text) + 1));
        line(fence + language);
        line(text);
        line(fence);
    }

    /** Recorded text within a line. */
    private static String code(String recorded) {
        String text = Visible.line(recorded);
        if (text.isEmpty()) {
            return "";
        }
        String fence = "`".repeat(longestRun(text) + 1);
        return fence + " " + text + " " + fence;
    }

    private static int longestRun(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static String escape(String recorded) {
        return Visible.line(recorded).replaceAll("([\\\\`*_{}\\[\\]<>#!|~&])", "\\\\$1");
    }

    private void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }
}
