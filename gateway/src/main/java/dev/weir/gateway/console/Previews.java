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
        String text =
                bodies.read(exchange, (reading, _) -> find(reading.turn(), place))
                        .replaceAll("\r\n?", "\n");
        int start = Math.min(from, text.length());
        String html = text.substring(start, Math.clamp(to, start, text.length()));
        call.answer(
                200,
                "text/html; charset=utf-8",
                FIELDS,
                HtmlPreview.of(html).getBytes(StandardCharsets.UTF_8));
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
