package dev.weir.core.reading.wire;

import dev.weir.core.exchange.Side;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.otel.span.Span;
import dev.weir.core.otel.span.SpanKind;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Endpoints;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.ResponseError;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.Turn;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads an exchange: what was asked of a model and what it answered. Never throws; what cannot be
 * read is a finding.
 */
public final class TurnReader {

    /** Counts up whenever the same bytes give another reading. */
    public static final int VERSION = 1;

    private final Context context;
    private final Source source;
    private boolean requestRead;
    private boolean responseRead;
    private boolean streamed;

    private TurnReader(Context context) {
        this.context = context;
        this.source = context.source();
    }

    /** Reads an exchange. */
    public static Reading read(Source source) {
        Endpoint endpoint =
                Endpoints.of(source.dialect(), source.host(), source.method(), source.path());
        Context context = new Context(source, endpoint);
        TurnReader reader = new TurnReader(context);
        return switch (endpoint.kind()) {
            case UNKNOWN -> reader.refuse(Reason.UNKNOWN_ENDPOINT);
            case MANAGEMENT -> reader.refuse(Reason.NO_MODEL_CALL);
            default -> endpoint == Endpoint.OTEL_SPAN ? reader.span() : reader.read();
        };
    }

    private Reading refuse(Reason reason) {
        context.find(reason, source.method());
        return reading(Turn.EMPTY, List.of());
    }

    private Reading reading(Turn turn, List<Reading.Item> items) {
        boolean missing = context.findings().stream().anyMatch(finding -> finding.reason().grave());
        Reading.Status status =
                !requestRead && !responseRead
                        ? Reading.Status.NOT
                        : missing ? Reading.Status.PARTLY : Reading.Status.FULL;
        return new Reading(
                VERSION, context.endpoint(), status, streamed, turn, items, context.findings());
    }

    private Reading read() {
        Turn turn = Turn.EMPTY;
        List<Reading.Item> items = new ArrayList<>();
        try {
            context.turnTo(Side.REQUEST);
            JsonObject asked = requestBody();
            Shape shape = Shapes.of(context, asked == null ? JsonObject.EMPTY : asked);
            ModelRequest request = ModelRequest.EMPTY;
            if (asked != null) {
                request = shape.request(asked, context);
                requestRead = true;
                items.addAll(Batches.requests(asked, context));
            }
            turn = new Turn(request, ModelResponse.EMPTY);
            context.turnTo(Side.RESPONSE);
            ModelResponse response =
                    context.endpoint() == Endpoint.MESSAGES_BATCH_RESULTS && source.status() < 400
                            ? results(items)
                            : response(shape);
            turn = new Turn(request, response);
        } catch (RuntimeException e) {
            // No input is known that comes here; one exchange must not stop the reading of others.
            context.find(Reason.READER_FAULT, e.getClass().getSimpleName());
        }
        return reading(turn, items);
    }

    /** A span that says all of a call. */
    private Reading span() {
        try {
            context.turnTo(Side.REQUEST);
            JsonObject document = requestBody();
            Span span = document == null ? null : Span.of(document);
            if (span == null) {
                if (document != null) {
                    context.find(Reason.UNEXPECTED_SHAPE, "no span");
                }
                return reading(Turn.EMPTY, List.of());
            }
            if (span.kind() == SpanKind.EMBEDDING) {
                context.isFor(Endpoint.OTEL_EMBEDDING);
            }
            Turn turn = SpanReader.read(span, context);
            requestRead = true;
            streamed = SpanReader.streamed(span);
            return reading(turn, List.of());
        } catch (RuntimeException e) {
            // As below: no input is known that comes here.
            context.find(Reason.READER_FAULT, e.getClass().getSimpleName());
            return reading(Turn.EMPTY, List.of());
        }
    }

    private ModelResponse results(List<Reading.Item> items) {
        items.addAll(Batches.results(source.response().bytes(), context));
        responseRead = !items.isEmpty();
        stateOf(source.response());
        return ModelResponse.EMPTY;
    }

    /** Notes what is missing of a body; true where there may be something to read. */
    private boolean stateOf(Source.Body body) {
        switch (body.state()) {
            case WHOLE -> {}
            case CUT -> context.find(Reason.CUT_BODY, "");
            case NOT_KEPT -> context.find(Reason.BODY_NOT_KEPT, "");
            case TOO_LARGE -> context.find(Reason.BODY_TOO_LARGE, "");
            case UNDECODABLE -> context.find(Reason.DECODE_FAILED, "");
        }
        return !body.isEmpty();
    }

    private @Nullable JsonObject requestBody() {
        Source.Body body = source.request();
        if (!stateOf(body)) {
            boolean none = body.state() == Source.State.WHOLE;
            if (none && source.method().equals("POST")) {
                context.find(Reason.NOT_JSON, "the body is empty");
            }
            return null;
        }
        String type = type(source.requestHeaders().first("content-type"));
        if (type.startsWith("multipart/")) {
            context.find(Reason.MULTIPART, "");
            return null;
        }
        return object(body, type);
    }

    /** The object that a body is, or what came of it before it was cut. */
    private @Nullable JsonObject object(Source.Body body, String type) {
        JsonReader.Parsed parsed = JsonReader.read(body.bytes());
        Json value = parsed.value();
        if (value instanceof JsonArray array && array.objects().count() == 1) {
            // Gemini wraps errors in an array where it would have streamed one.
            value = array.objects().iterator().next();
        }
        if (value instanceof JsonObject object) {
            if (parsed.fault() != null) {
                boolean cut = parsed.fault() == JsonReader.Fault.CUT;
                boolean large = parsed.fault() == JsonReader.Fault.TOO_LARGE;
                context.find(
                        cut ? Reason.CUT_BODY : large ? Reason.BODY_TOO_LARGE : Reason.NOT_JSON,
                        body.state() == Source.State.WHOLE ? parsed.message() : "");
            }
            return object;
        }
        if (parsed.whole()) {
            context.find(Reason.UNEXPECTED_SHAPE, "no object");
        } else if (isBinary(type)) {
            context.find(Reason.BINARY, type);
        } else {
            context.find(
                    parsed.fault() == JsonReader.Fault.TOO_LARGE
                            ? Reason.BODY_TOO_LARGE
                            : Reason.NOT_JSON,
                    parsed.message());
        }
        return null;
    }

    private static boolean isBinary(String type) {
        return type.startsWith("audio/")
                || type.startsWith("image/")
                || type.startsWith("video/")
                || type.equals("application/octet-stream");
    }

    /** A media type without its parameters, in small letters; empty for none. */
    private static String type(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    private ModelResponse response(Shape shape) {
        Source.Body body = source.response();
        if (source.status() == 0) {
            context.find(Reason.NO_ANSWER, "");
            return ModelResponse.EMPTY;
        }
        String type = type(source.responseHeaders().first("content-type"));
        StreamReading stream = StreamReading.of(context, type);
        if (stream != null) {
            streamed = true;
            return assembled(shape, stream);
        }
        if (!stateOf(body)) {
            if (body.state() == Source.State.WHOLE) {
                context.find(Reason.NO_ANSWER, "status " + source.status() + " without a body");
            }
            return ModelResponse.EMPTY;
        }
        boolean failed = source.status() >= 400;
        JsonObject answer = object(body, type);
        if (answer == null) {
            return failed && !isBinary(type) ? plainError(body) : ModelResponse.EMPTY;
        }
        responseRead = true;
        ResponseError error =
                Errors.find(answer, failed, source.responseHeaders().first("x-amzn-errortype"));
        ModelResponse response =
                failed
                        ? ModelResponse.builder().id(answer.text("request_id")).build()
                        : shape.response(answer, context);
        if (error == null && isHollow(response)) {
            context.find(Reason.UNEXPECTED_SHAPE, "nothing of an answer");
        }
        return error == null ? response : response.withError(error);
    }

    /** True where an answer that should say something has nothing that was understood. */
    private boolean isHollow(ModelResponse response) {
        return switch (context.endpoint().kind()) {
            case GENERATION, COUNTING, EMBEDDING ->
                    response.choices().isEmpty()
                            && response.embeddings() == null
                            && response.countedTokens() == null
                            && response.status() == null;
            default -> false;
        };
    }

    private ModelResponse plainError(Source.Body body) {
        responseRead = true;
        int length = Math.min(body.bytes().length, 4096);
        String text = new String(body.bytes(), 0, length, StandardCharsets.UTF_8);
        return ModelResponse.EMPTY.withError(Errors.plain(text, source.status()));
    }

    private ModelResponse assembled(Shape shape, StreamReading stream) {
        Assembly assembly = shape.assembly(context);
        stream.run(source.response().bytes(), assembly);
        switch (source.response().state()) {
            case WHOLE, CUT -> {}
            default -> stateOf(source.response());
        }
        ResponseError broken = stream.error();
        if (!assembly.ended() && broken == null) {
            context.find(Reason.CUT_STREAM, stream.events() + " events");
        }
        JsonObject whole = assembly.finish();
        responseRead = stream.events() > 0;
        ModelResponse response = shape.response(whole, context);
        ResponseError error = broken == null ? Errors.find(whole, false, null) : broken;
        return error == null ? response : response.withError(error);
    }
}
