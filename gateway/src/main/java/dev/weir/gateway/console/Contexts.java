package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedPage;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.reading.ContextWindow;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/** What fills the context window: of one request with its parts, and of a session's, by group. */
final class Contexts {

    /** Parts of one request that are listed, the largest ones. */
    private static final int MOST_PARTS = 500;

    private static final ContextWindow NOTHING =
            new ContextWindow(List.of(), java.util.Map.of(), 0, 0, false);

    private final Archive archive;
    private final Derived derived;
    private final Exchanges exchanges;
    private final TurnBodies bodies;
    private final Settling settling;

    Contexts(
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

    private record Measured(String reading, ContextWindow window, int messages, int tools) {}

    /** One exchange, with its largest parts. */
    void one(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Exchange exchange = exchanges.find(asked.id());
        Measured measured = measure(exchange);
        call.answer(
                200,
                Json.TYPE,
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeStringProperty("exchange", exchange.id().toString());
                            window(json, measured);
                            parts(json, measured.window());
                            json.writeEndObject();
                        }));
    }

    /** The exchanges of a session, oldest first. */
    void session(Call call, Route.Asked asked) throws IOException, InterruptedException {
        int limit = asked.query().limit();
        var cursor = asked.query().cursor();
        String session = settling.session(asked.idText()).id();
        DerivedPage page = derived.exchanges(session, limit, cursor);
        List<Measured> measured = new ArrayList<>();
        for (DerivedExchange row : page.items()) {
            Optional<Exchange> exchange = archive.find(row.id());
            measured.add(
                    exchange.isEmpty()
                            ? new Measured("not", NOTHING, 0, 0)
                            : measure(exchange.get()));
        }
        call.answer(
                200,
                Json.TYPE,
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeArrayPropertyStart("items");
                            for (int i = 0; i < measured.size(); i++) {
                                json.writeStartObject();
                                json.writeStringProperty(
                                        "exchange", page.items().get(i).id().toString());
                                window(json, measured.get(i));
                                json.writeEndObject();
                            }
                            json.writeEndArray();
                            text(json, "next", page.next() == null ? null : page.next().toString());
                            json.writeEndObject();
                        }));
    }

    private Measured measure(Exchange exchange) throws IOException, InterruptedException {
        return bodies.read(
                exchange,
                (reading, _) ->
                        new Measured(
                                reading.status().word(),
                                ContextWindow.of(reading.turn().request()),
                                reading.turn().request().messages().size(),
                                reading.turn().request().tools().size()));
    }

    private static void window(JsonGenerator json, Measured measured) {
        ContextWindow window = measured.window();
        json.writeStringProperty("reading", measured.reading());
        json.writeNumberProperty("messages", measured.messages());
        json.writeNumberProperty("tools", measured.tools());
        json.writeNumberProperty("total", window.total());
        json.writeObjectPropertyStart("chars");
        if (!window.chars().isEmpty()) {
            new EnumMap<>(window.chars())
                    .forEach((group, chars) -> json.writeNumberProperty(group.word(), chars));
        }
        json.writeEndObject();
        json.writeNumberProperty("media", window.media());
        json.writeNumberProperty("base64", window.base64());
        json.writeBooleanProperty("elsewhere", window.elsewhere());
    }

    private static void parts(JsonGenerator json, ContextWindow window) {
        List<ContextWindow.Piece> largest =
                window.parts().stream()
                        .sorted(Comparator.comparingLong(ContextWindow.Piece::chars).reversed())
                        .limit(MOST_PARTS)
                        .toList();
        json.writeArrayPropertyStart("parts");
        for (ContextWindow.Piece piece : largest) {
            json.writeStartObject();
            json.writeStringProperty("place", piece.place());
            json.writeStringProperty("group", piece.group().word());
            text(json, "name", piece.name());
            json.writeNumberProperty("chars", piece.chars());
            json.writeStringProperty("start", Json.text(piece.start()));
            json.writeBooleanProperty("marked", piece.marked());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("left", window.parts().size() - largest.size());
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, Json.text(value));
        }
    }
}
