package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.SessionSummary;
import dev.weir.core.exchange.Headers;
import dev.weir.core.story.Step;
import dev.weir.core.story.StoryReader;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A session as a document for people, written step by step. */
final class SessionExport {

    /** Characters of one text. */
    private static final int LONGEST_TEXT = 1 << 20;

    private final Archive archive;
    private final Derived derived;
    private final TurnBodies bodies;
    private final Settling settling;

    SessionExport(Archive archive, Derived derived, TurnBodies bodies, Settling settling) {
        this.archive = archive;
        this.derived = derived;
        this.bodies = bodies;
        this.settling = settling;
    }

    /** A kind of document. It is told a session from its begin to its end. */
    interface Paper {
        void begin(SessionSummary session) throws IOException;

        void step(Step step) throws IOException;

        void end() throws IOException;
    }

    void one(Call call, Route.Asked asked) throws IOException, InterruptedException {
        boolean html = asked.query().oneOf("format", List.of("markdown", "html")).equals("html");
        SessionSummary session = settling.session(asked.idText());
        String name =
                "weir-session-"
                        + session.id().replaceAll("[^0-9a-zA-Z-]", "")
                        + (html ? ".html" : ".md");
        Headers fields = Headers.of("content-disposition", "attachment; filename=\"" + name + "\"");
        String type = html ? "text/html; charset=utf-8" : "text/markdown; charset=utf-8";
        SessionStory story =
                new SessionStory(
                        archive,
                        derived,
                        bodies,
                        new StoryReader(LONGEST_TEXT, html),
                        session.id(),
                        null);
        try (ResponseStream out = call.stream(200, type, fields, -1)) {
            if (!call.isHead()) {
                Writer writer =
                        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
                Paper paper = html ? new HtmlPaper(writer) : new MarkdownPaper(writer);
                paper.begin(session);
                for (Step step = story.next(); step != null; step = story.next()) {
                    paper.step(step);
                    writer.flush();
                }
                paper.end();
                writer.flush();
            }
            out.finish();
        }
    }
}
