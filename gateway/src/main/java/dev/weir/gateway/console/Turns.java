package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Derived;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.reading.Reading;
import dev.weir.core.story.HumanTurn;
import dev.weir.core.story.Step;
import dev.weir.core.story.StoryReader;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Exchanges and sessions as conversations: one exchange as it was read, and the human turns of a
 * session a page at a time.
 */
final class Turns {

    /** Characters of a text on a page of turns; an exchange's own turn has all of it. */
    static final int LONGEST_TEXT = 32 * 1024;

    /** Characters on a page of turns; a page that has so many ends before its limit. */
    private static final long LARGEST_PAGE = 4L << 20;

    private final Archive archive;
    private final Derived derived;
    private final Exchanges exchanges;
    private final TurnBodies bodies;
    private final Settling settling;

    Turns(
            Archive archive,
            Derived derived,
            Exchanges exchanges,
            TurnBodies bodies,
            Settling settling) {
        this.archive = archive;
        this.exchanges = exchanges;
        this.derived = derived;
        this.bodies = bodies;
        this.settling = settling;
    }

    /** One exchange. It needs no row, only what is on record. */
    void one(Call call, Route.Asked asked) throws IOException, InterruptedException {
        int most = asked.query().most("cut", Integer.MAX_VALUE);
        Exchange exchange = exchanges.find(asked.id());
        bodies.read(
                exchange,
                (reading, _) -> {
                    send(call, exchange.id(), reading, most);
                    return reading.version();
                });
    }

    private static void send(Call call, ExchangeId id, Reading reading, int most)
            throws IOException {
        try (ResponseStream out =
                call.stream(200, Json.TYPE, dev.weir.core.exchange.Headers.EMPTY, -1)) {
            if (!call.isHead()) {
                try (JsonGenerator json = Json.to(out)) {
                    new TurnJson(new TurnWriter(json, most)).write(id, reading);
                }
            }
            out.finish();
        }
    }

    /** The human turns of a session. */
    void session(Call call, Route.Asked asked) throws IOException, InterruptedException {
        String session = asked.query().text("session");
        if (session == null) {
            throw Parameters.bad("session: expected a session's id, got none");
        }
        page(call, asked, session);
    }

    /** The same where the path names the session. */
    void ofSession(Call call, Route.Asked asked) throws IOException, InterruptedException {
        page(call, asked, asked.idText());
    }

    private void page(Call call, Route.Asked asked, String id)
            throws IOException, InterruptedException {
        int limit = asked.query().limit();
        int most = asked.query().most("cut", LONGEST_TEXT);
        ExchangeId cursor = asked.query().cursor();
        String session = settling.session(id).id();
        StoryReader reader = new StoryReader(most, false);
        SessionStory story = new SessionStory(archive, derived, bodies, reader, session, cursor);
        int turn = story.turnBefore();
        List<Step> steps = new ArrayList<>();
        long size = 0;
        while (steps.size() < limit && size < LARGEST_PAGE) {
            Step step = story.next();
            if (step == null) {
                break;
            }
            steps.add(step);
            size += step.size();
        }
        ExchangeId next = story.hasNext() && !steps.isEmpty() ? steps.getLast().id() : null;
        List<HumanTurn> turns = HumanTurn.gather(steps, turn);
        try (ResponseStream out =
                call.stream(200, Json.TYPE, dev.weir.core.exchange.Headers.EMPTY, -1)) {
            if (!call.isHead()) {
                write(out, session, turns, next);
            }
            out.finish();
        }
    }

    private static void write(
            ResponseStream out, String session, List<HumanTurn> turns, @Nullable ExchangeId next) {
        try (JsonGenerator json = Json.to(out)) {
            TurnWriter writer = new TurnWriter(json, Integer.MAX_VALUE);
            StoryJson story = new StoryJson(writer);
            writer.begin();
            writer.text("session", session);
            writer.list("items", turns, story::turn);
            if (next == null) {
                json.writeNullProperty("next");
            } else {
                json.writeStringProperty("next", next.toString());
            }
            writer.end();
        }
    }
}
