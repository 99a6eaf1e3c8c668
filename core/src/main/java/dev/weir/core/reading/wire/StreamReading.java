package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.ResponseError;
import dev.weir.core.reading.sse.ArrayFraming;
import dev.weir.core.reading.sse.AwsFraming;
import dev.weir.core.reading.sse.Framing;
import dev.weir.core.reading.sse.LineFraming;
import dev.weir.core.reading.sse.SseFraming;
import dev.weir.core.reading.sse.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A streamed answer: which framing it has, and its events brought to an {@link Assembly}. */
final class StreamReading {

    private static final String DONE = "[DONE]";

    private final Context context;
    private final Framing framing;
    private long events;
    private @Nullable ResponseError error;

    private StreamReading(Context context, Framing framing) {
        this.context = context;
        this.framing = framing;
    }

    /**
     * How the answer is to be cut into events; null where it is no stream. The media type says it,
     * or, where that is missing or wrong, the first bytes do.
     */
    static @Nullable StreamReading of(Context context, String type) {
        Framing framing = framing(context, type);
        return framing == null ? null : new StreamReading(context, framing);
    }

    private static @Nullable Framing framing(Context context, String type) {
        byte[] body = context.source().response().bytes();
        if (type.equals("application/vnd.amazon.eventstream")
                || type.isEmpty() && startsFrame(context, body)) {
            return new AwsFraming();
        }
        if (context.source().status() >= 400) {
            return startsEvent(body) ? new SseFraming() : null;
        }
        char first = firstOf(body);
        return switch (type) {
            case "application/x-ndjson", "application/stream+json", "application/jsonl" ->
                    isOneValue(context, body) ? null : new LineFraming();
            case "text/event-stream" ->
                    first == '{' || first == '[' ? array(context, first) : new SseFraming();
            default ->
                    startsEvent(body)
                            ? new SseFraming()
                            : startsLines(context, body)
                                    ? new LineFraming()
                                    : array(context, first);
        };
    }

    private static @Nullable Framing array(Context context, char first) {
        boolean growing = context.endpoint() == Endpoint.STREAM_GENERATE_CONTENT;
        return growing && first == '[' ? new ArrayFraming() : null;
    }

    /** Cohere answers with this media type what is not streamed, too. */
    private static boolean isOneValue(Context context, byte[] body) {
        return context.endpoint() == Endpoint.COHERE_CHAT_V1 && JsonReader.read(body).whole();
    }

    /** A frame begins with its length, of which the first byte is zero. */
    private static boolean startsFrame(Context context, byte[] body) {
        boolean streams =
                context.endpoint() == Endpoint.BEDROCK_CONVERSE_STREAM
                        || context.endpoint() == Endpoint.BEDROCK_INVOKE_STREAM;
        return streams && body.length > 0 && body[0] == 0;
    }

    /** Ollama's lines may come without their media type; a single object is not streamed. */
    private static boolean startsLines(Context context, byte[] body) {
        boolean ollama =
                context.endpoint() == Endpoint.OLLAMA_CHAT
                        || context.endpoint() == Endpoint.OLLAMA_GENERATE;
        if (!ollama || firstOf(body) != '{') {
            return false;
        }
        for (int i = 0; i + 1 < body.length; i++) {
            if (body[i] == '\n' && body[i + 1] == '{') {
                return true;
            }
        }
        return false;
    }

    private static char firstOf(byte[] body) {
        for (byte b : body) {
            if (b > ' ') {
                return (char) b;
            }
        }
        return 0;
    }

    private static boolean startsEvent(byte[] body) {
        String start =
                new String(body, 0, Math.min(body.length, 16), StandardCharsets.ISO_8859_1)
                        .stripLeading();
        return start.startsWith("data:") || start.startsWith("event:") || start.startsWith(": ");
    }

    void run(byte[] body, Assembly assembly) {
        framing.feed(body, 0, body.length, event -> accept(event, assembly));
        framing.end(event -> accept(event, assembly));
        Framing.Tally tally = framing.tally();
        if (tally.damaged() > 0) {
            context.find(Reason.BROKEN_EVENT, "framing");
        }
        if (tally.dropped() > 0) {
            context.find(Reason.BROKEN_EVENT, "too long");
        }
    }

    /** Events taken. */
    long events() {
        return events;
    }

    /** An error that came among the events, null for none. */
    @Nullable ResponseError error() {
        return error;
    }

    private void accept(StreamEvent event, Assembly assembly) {
        byte[] data = event.data();
        if (data.length <= DONE.length() + 2 && event.text().strip().equals(DONE)) {
            assembly.done();
            return;
        }
        JsonReader.Parsed parsed = JsonReader.read(data);
        Json value = parsed.value();
        if (value instanceof JsonArray array && array.size() == 1) {
            value = array.get(0);
        }
        if (!parsed.whole() || !(value instanceof JsonObject object)) {
            // A line that was cut is no broken event; what is missing the end of the stream tells.
            if (parsed.fault() != JsonReader.Fault.CUT && data.length > 0) {
                context.find(Reason.BROKEN_EVENT, "data of event " + Values.word(event.type()));
            }
            return;
        }
        events++;
        if (event.fault()) {
            String message = object.text("message", "Message", "originalMessage");
            error = new ResponseError(event.type(), null, message == null ? "" : message, object);
            return;
        }
        dispatch(event.type(), object, assembly);
    }

    private void dispatch(String name, JsonObject object, Assembly assembly) {
        JsonObject data = object;
        String type = name;
        if (type.equals("chunk") && object.get("bytes") instanceof JsonString bytes) {
            data = unwrap(bytes.value());
            type = "";
        }
        if (type.isEmpty() || type.equals("message")) {
            type = data.textOrEmpty("type");
        }
        if (data.value("error") != null && !type.startsWith("response.")) {
            ResponseError found = Errors.find(data, true, null);
            error = found == null ? error : found;
        }
        assembly.accept(type, data);
    }

    /** Bedrock puts the model's own events into base64. */
    private JsonObject unwrap(String base64) {
        try {
            JsonObject inner = JsonReader.read(Base64.getDecoder().decode(base64)).object();
            if (inner != null) {
                return inner;
            }
        } catch (IllegalArgumentException e) {
            context.find(Reason.BROKEN_EVENT, "base64");
            return JsonObject.EMPTY;
        }
        context.find(Reason.BROKEN_EVENT, "data of a chunk");
        return JsonObject.EMPTY;
    }
}
