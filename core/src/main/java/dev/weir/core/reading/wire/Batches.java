package dev.weir.core.reading.wire;

import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.ResponseError;
import dev.weir.core.reading.Turn;
import dev.weir.core.reading.sse.LineFraming;

import java.util.ArrayList;
import java.util.List;

/** Anthropic's batches: many requests in one body, and later their results, one a line. */
final class Batches {

    private Batches() {}

    /** The requests of a batch that is being made; none for other calls. */
    static List<Reading.Item> requests(JsonObject body, Context context) {
        if (context.endpoint() != Endpoint.MESSAGES_BATCH) {
            return List.of();
        }
        AnthropicReader shape = new AnthropicReader();
        return body.array("requests")
                .objects()
                .map(
                        each ->
                                new Reading.Item(
                                        each.textOrEmpty("custom_id"),
                                        new Turn(
                                                shape.request(each.object("params"), context),
                                                ModelResponse.EMPTY)))
                .toList();
    }

    /** The results of a batch. */
    static List<Reading.Item> results(byte[] lines, Context context) {
        List<Reading.Item> items = new ArrayList<>();
        LineFraming framing = new LineFraming();
        framing.feed(lines, 0, lines.length, event -> result(event.data(), items, context));
        framing.end(event -> result(event.data(), items, context));
        return items;
    }

    private static void result(byte[] line, List<Reading.Item> items, Context context) {
        JsonObject body = JsonReader.read(line).object();
        if (body == null) {
            context.find(Reason.NOT_JSON, "line " + (items.size() + 1));
            return;
        }
        JsonObject result = body.object("result");
        ModelResponse response = new AnthropicReader().response(result.object("message"), context);
        JsonObject outer = result.object("error");
        if (!outer.isEmpty()) {
            JsonObject inner = outer.object("error");
            ResponseError error = Errors.ofObject(inner.isEmpty() ? outer : inner);
            response = response.withError(error);
        } else if (!result.textOrEmpty("type").equals("succeeded")) {
            String type = result.textOrEmpty("type");
            response = response.withError(new ResponseError(type, null, "", result));
        }
        items.add(
                new Reading.Item(
                        body.textOrEmpty("custom_id"), new Turn(ModelRequest.EMPTY, response)));
    }
}
