package dev.weir.gateway.console;

import dev.weir.core.capture.Loss;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * An exchange as JSON: the short item of lists and tail, the whole detail, and the forms of the
 * exports, which say everything.
 */
final class ExchangeJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private ExchangeJson() {}

    /** Writes the members that depend on the bytes of a body into the side's object. */
    @FunctionalInterface
    interface BodyPart {
        void write(JsonGenerator json, Exchange exchange, Side side) throws IOException;
    }

    /** How much of an exchange is written. */
    enum Form {
        /** What people and programs look at. */
        DETAIL,
        /** All of it: a line of the export. */
        LINE,
        /** The same without the header fields, which a HAR entry has elsewhere. */
        HAR
    }

    static void item(JsonGenerator json, Exchange exchange) {
        json.writeStartObject();
        itemMembers(json, exchange);
        json.writeEndObject();
    }

    /** The item's members and everything else; {@code body} adds what takes the bytes. */
    static void write(JsonGenerator json, Exchange exchange, Form form, BodyPart body)
            throws IOException {
        json.writeStartObject();
        itemMembers(json, exchange);
        json.writeObjectPropertyStart("client");
        json.writeStringProperty("address", exchange.client().address());
        string(json, "tls", exchange.client().tls());
        json.writeEndObject();

        json.writeObjectPropertyStart("request");
        json.writeStringProperty("method", exchange.request().method());
        json.writeStringProperty("target", exchange.request().target());
        json.writeStringProperty("version", exchange.request().version());
        if (form != Form.HAR) {
            fields(json, "headers", exchange.request().headers());
        }
        fields(json, "trailers", exchange.requestTrailers());
        sizes(json, exchange.requestBody());
        body.write(json, exchange, Side.REQUEST);
        json.writeEndObject();

        response(json, exchange, form, body);
        upstream(json, exchange.upstream());
        timeline(json, exchange);
        if (form != Form.DETAIL) {
            exactTimeline(json, exchange.timeline());
        }
        json.writeArrayPropertyStart("changes");
        for (Change change : exchange.changes()) {
            json.writeStartObject();
            json.writeStringProperty("kind", change.kind().word());
            json.writeStringProperty("name", change.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        String gateway = exchange.gateway().write();
        if (gateway != null) {
            json.writeName("gateway");
            json.writeRawValue(Json.text(gateway));
        }
        json.writeEndObject();
    }

    private static void itemMembers(JsonGenerator json, Exchange exchange) {
        json.writeStringProperty("id", exchange.id().toString());
        json.writeStringProperty("startedAt", time(exchange.startedAt()));
        json.writeStringProperty("provider", exchange.provider());
        json.writeStringProperty("dialect", exchange.dialect().word());
        json.writeStringProperty("door", exchange.door());
        json.writeStringProperty("method", exchange.request().method());
        json.writeStringProperty("path", exchange.path());
        json.writeStringProperty("query", exchange.request().query());
        json.writeNumberProperty("status", exchange.status());
        json.writeStringProperty("outcome", exchange.outcome().word());
        json.writeStringProperty("endReason", exchange.end().word());
        json.writeStringProperty("endPhase", exchange.phase().word());
        string(json, "errorCode", exchange.errorCode());
        string(json, "requestedModel", exchange.requestedModel());
        json.writeBooleanProperty("stream", exchange.stream());
        json.writeArrayPropertyStart("tags");
        for (Tag tag : exchange.tags()) {
            json.writeString(Json.text(tag.toString()));
        }
        json.writeEndArray();
        json.writeNumberProperty("requestBytes", exchange.requestBody().length());
        json.writeNumberProperty("responseBytes", exchange.responseBody().length());
        json.writeStringProperty("capture", exchange.mode().toString());
        json.writeArrayPropertyStart("losses");
        exchange.losses().stream().sorted().map(Loss::word).forEach(json::writeString);
        json.writeEndArray();
        Timeline times = exchange.timeline();
        json.writeObjectPropertyStart("durations");
        millis(json, "connectedMs", times.connected());
        millis(json, "requestSentMs", times.requestSent());
        millis(json, "firstByteMs", times.firstByte());
        millis(json, "firstTokenMs", times.firstToken());
        millis(json, "lastByteMs", times.lastByte());
        millis(json, "totalMs", times.closed());
        json.writeEndObject();
    }

    private static void response(JsonGenerator json, Exchange exchange, Form form, BodyPart body)
            throws IOException {
        ResponseHead head = exchange.response();
        boolean bare =
                exchange.responseBody().length() == 0 && exchange.responseTrailers().isEmpty();
        if (head == null && bare) {
            json.writeNullProperty("response");
            return;
        }
        // A body whose head is not on record, since its place in the spool was damaged.
        ResponseHead known = head == null ? new ResponseHead(0, "", "", Headers.EMPTY) : head;
        json.writeObjectPropertyStart("response");
        json.writeNumberProperty("status", known.status());
        json.writeStringProperty("reason", known.reason());
        json.writeStringProperty("version", known.version());
        if (form != Form.HAR) {
            fields(json, "headers", known.headers());
        }
        fields(json, "trailers", exchange.responseTrailers());
        sizes(json, exchange.responseBody());
        body.write(json, exchange, Side.RESPONSE);
        json.writeEndObject();
    }

    private static void upstream(JsonGenerator json, @Nullable UpstreamFacts upstream) {
        if (upstream == null) {
            json.writeNullProperty("upstream");
            return;
        }
        json.writeObjectPropertyStart("upstream");
        json.writeStringProperty("origin", upstream.origin());
        json.writeStringProperty("path", upstream.path());
        string(json, "address", upstream.address());
        string(json, "protocol", upstream.protocol());
        string(json, "tls", upstream.tls());
        json.writeBooleanProperty("reused", upstream.reused());
        json.writeNumberProperty("attempts", upstream.attempts());
        json.writeEndObject();
    }

    private static void timeline(JsonGenerator json, Exchange exchange) {
        Timeline times = exchange.timeline();
        json.writeObjectPropertyStart("timeline");
        json.writeStringProperty("receivedAt", time(exchange.startedAt()));
        micros(json, "connected", times.connected());
        micros(json, "requestSent", times.requestSent());
        micros(json, "firstByte", times.firstByte());
        micros(json, "firstToken", times.firstToken());
        micros(json, "lastByte", times.lastByte());
        micros(json, "closed", times.closed());
        json.writeEndObject();
    }

    private static void exactTimeline(JsonGenerator json, Timeline times) {
        json.writeObjectPropertyStart("timelineNs");
        nanos(json, "connected", times.connected());
        nanos(json, "requestSent", times.requestSent());
        nanos(json, "firstByte", times.firstByte());
        nanos(json, "firstToken", times.firstToken());
        nanos(json, "lastByte", times.lastByte());
        nanos(json, "closed", times.closed());
        json.writeEndObject();
    }

    private static void nanos(JsonGenerator json, String name, long nanos) {
        if (nanos < 0) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, nanos);
        }
    }

    private static void sizes(JsonGenerator json, BodyFacts facts) {
        json.writeNumberProperty("bytes", facts.length());
        json.writeNumberProperty("keptBytes", facts.kept());
    }

    private static void fields(JsonGenerator json, String name, Headers fields) {
        json.writeArrayPropertyStart(name);
        fields.forEach(
                (field, value) -> {
                    json.writeStartArray();
                    json.writeString(field);
                    json.writeString(value);
                    json.writeEndArray();
                });
        json.writeEndArray();
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static void string(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, Json.text(value));
        }
    }

    private static void millis(JsonGenerator json, String name, long nanos) {
        if (nanos < 0) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, Math.floorDiv(nanos, 1_000) / 1_000.0);
        }
    }

    private static void micros(JsonGenerator json, String name, long nanos) {
        if (nanos < 0) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, nanos / 1_000);
        }
    }
}
