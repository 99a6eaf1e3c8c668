package dev.weir.gateway.console;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Turn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Recorded HTML, drawn. The address names a text of an exchange, never the HTML itself: nobody can
 * have this console show what is not on record, or what the caller may not read.
 */
final class Previews {

    private static final Pattern PLACE =
            Pattern.compile("(request|response)((?:\\.(?:0|[1-9][0-9]{0,5})){2,3})");

    private static final Headers FIELDS =
            Headers.of(
                    "content-security-policy",
                    HtmlPreview.POLICY,
                    "cross-origin-opener-policy",
                    "same-origin",
                    "x-dns-prefetch-control",
                    "off");

    private final Exchanges exchanges;
    private final TurnBodies bodies;

    Previews(Exchanges exchanges, TurnBodies bodies) {
        this.exchanges = exchanges;
        this.bodies = bodies;
    }

    void one(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Exchange exchange = exchanges.find(asked.id());
        String place = asked.query().text("part");
        if (place == null || !PLACE.matcher(place).matches()) {
            throw Parameters.bad(
                    "part: expected a place such as request.2.0 or response.0.1, got "
                            + (place == null ? "none" : "'" + Parameters.shown(place) + "'"));
        }
        int from = asked.query().offset("from", 0);
        int to = asked.query().offset("to", Integer.MAX_VALUE);
        // The document is made while its room is held: what it is made of may be large.
        byte[] document =
                bodies.read(
                        exchange,
                        (reading, _) ->
                                HtmlPreview.of(part(find(reading.turn(), place), from, to))
                                        .getBytes(StandardCharsets.UTF_8));
        call.answer(200, "text/html; charset=utf-8", FIELDS, document);
    }

    /**
     * A piece of a text in which lines end as pages count them, with a line feed alone. It is no
     * longer than what is drawn and one character, by which the preview knows that more follows.
     */
    static String part(String text, int from, int to) {
        long end = Math.min(to, (long) from + HtmlPreview.LONGEST + 1);
        StringBuilder part = new StringBuilder();
        long place = 0;
        for (int i = 0; i < text.length() && place < end; i++, place++) {
            char c = text.charAt(i);
            if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                i++;
            }
            if (place >= from) {
                part.append(c == '\r' ? '\n' : c);
            }
        }
        return part.toString();
    }

    /** The text at a place: a message or choice, its part, and a part of that part's result. */
    private static String find(Turn turn, String place) {
        String[] steps = place.split("\\.");
        List<Message> messages =
                steps[0].equals("request")
                        ? turn.request().messages()
                        : turn.response().choices().stream().map(Choice::message).toList();
        Part part = at(at(messages, steps[1], place).parts(), steps[2], place);
        if (steps.length > 3) {
            if (!(part instanceof Part.ToolResult result)) {
                throw nothing(place);
            }
            part = at(result.parts(), steps[3], place);
        }
        if (part instanceof Part.Text text) {
            return text.text();
        }
        throw nothing(place);
    }

    private static <T> T at(List<T> list, String index, String place) {
        int i = Integer.parseInt(index);
        if (i >= list.size()) {
            throw nothing(place);
        }
        return list.get(i);
    }

    private static Refused nothing(String place) {
        return new Refused(
                ConsoleError.NOT_FOUND, "the exchange has no text at the place " + place);
    }
}
